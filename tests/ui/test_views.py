"""Every view keeps Discord's limits, in every language."""

from datetime import UTC, datetime
from itertools import chain
from typing import Any

import discord
import pytest
from discord import ui

from bot.art.palette import custom, palettes
from bot.art.recipe import Recipe
from bot.art.size import Size
from bot.art.style import ID_LENGTH, styles
from bot.i18n.catalogues import language
from bot.i18n.text import ENGLISH, Language
from bot.interactions.actions import GalleryPosition, Requested
from bot.interactions.progress import QueueNotice
from bot.store import DataSummary, GalleryEntry, GalleryPage, PostedIn
from bot.ui.about import About
from bot.ui.card import Card
from bot.ui.catalogue import OnePalette, OneStyle, Palettes, Styles
from bot.ui.downloads import OtherFiles
from bot.ui.gallery import Gallery, opened_row
from bot.ui.mydata import EraseQuestion, MyData, NextPart
from bot.ui.remix_form import RemixForm
from bot.ui.variations import VariationsSheet, next_variations

SOMEBODY = 2**64 - 1
TAGS = ("en-GB", "de", "fr", "es-ES", "es-419", "pt-BR", "ja")
LONGEST = Recipe(
    "squares", 1, " ".join(f"#{i:06x}" for i in range(8)), 999_999_999, 99, Size(4096, 4095), "W" * 80
)
# Room for a style with a longer id and a version of two digits.
SPARE = ID_LENGTH - len(LONGEST.style) + 1


def entry(number: int) -> GalleryEntry:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return GalleryEntry(2**63 - 1 - number, SOMEBODY, LONGEST.code, now, True, LONGEST.code, PostedIn(1, 2))


def every_view(language: Language = ENGLISH) -> dict[str, ui.View | ui.LayoutView | ui.Modal]:
    """Return every view of the bot with the longest possible contents."""
    where = GalleryPosition(SOMEBODY, True, 9_999)
    page = GalleryPage(tuple(map(entry, range(6))), 60_000)
    summary = DataSummary(10**6, 10**6, datetime(2026, 1, 1, tzinfo=UTC), True)
    style = max(styles().values(), key=lambda s: len(str(s.about)) + len(s.source))
    below = [opened_row(where, entry(0), language, own=True)]
    return {
        "card": Card(SOMEBODY, LONGEST, Requested.BOTH, language, note="W" * 100),
        "opened": Card(SOMEBODY, LONGEST, Requested.BOTH, language, below=below),
        "variations": VariationsSheet(SOMEBODY, Requested.BOTH, next_variations(LONGEST), language),
        "remix": RemixForm(LONGEST, language),
        "gallery": Gallery(where, page, "W" * 32, language),
        "own gallery": Gallery(where, page, None, language),
        "styles": Styles(language),
        "style": OneStyle(style, language),
        "palettes": Palettes(0, language),
        "palette": OnePalette(max(palettes().values(), key=lambda p: len(p.colours)), language),
        "own palette": OnePalette(custom(LONGEST.palette), language),
        "files": OtherFiles(LONGEST.code, language),
        "mydata": MyData(summary, language),
        "confirm": EraseQuestion(summary, language),
        "parts": NextPart(2**63 - 1, language),
        "queue": QueueNotice(SOMEBODY, language),
        "about": About("999.999.999", language),
    }


def components_of(view: ui.View | ui.LayoutView | ui.Modal) -> list[dict[str, Any]]:
    """Return every component of a view, nested ones as well."""
    top = view.to_dict()["components"] if isinstance(view, ui.Modal) else view.to_components()
    return list(chain.from_iterable(map(_within, top)))


def _within(component: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [*component.get("components", []), *filter(None, [component.get("component")])]
    return [component, *chain.from_iterable(map(_within, inner))]


@pytest.mark.parametrize("tag", TAGS)
async def test_discord_s_limits_are_kept_in_every_language(tag: str) -> None:
    for name, view in every_view(language(tag)).items():
        check_limits(components_of(view), name)


def check_limits(components: list[dict[str, Any]], name: str) -> None:
    assert len(components) <= 40, name
    ids = [c["custom_id"] for c in components if "custom_id" in c]
    assert len(set(ids)) == len(ids)
    assert all(len(id) + (SPARE if LONGEST.short_code in id else 0) <= 100 for id in ids)
    assert sum(len(c.get("content", "")) for c in components) <= 4000, name
    for component in components:
        match discord.ComponentType(component["type"]):
            case discord.ComponentType.button:
                assert 1 <= len(component["label"]) <= 80, component
            case discord.ComponentType.action_row:
                inside = component["components"]
                assert len(inside) <= (1 if "options" in inside[0] else 5)
            case discord.ComponentType.select:
                assert 1 <= len(component["options"]) <= 25
                assert len(component.get("placeholder") or "") <= 150
                assert len({o["value"] for o in component["options"]}) == len(component["options"])
                for option in component["options"]:
                    assert 1 <= len(option["label"]) <= 100
                    assert len(option.get("description") or "") <= 100
            case discord.ComponentType.media_gallery:
                assert all(1 <= len(i["description"]) <= 1024 for i in component["items"])
            case discord.ComponentType.label:
                assert 1 <= len(component["label"]) <= 45, component
                assert len(component.get("description") or "") <= 100, component


@pytest.mark.parametrize("tag", TAGS)
async def test_a_form_keeps_discord_s_limits(tag: str) -> None:
    form = RemixForm(LONGEST, language(tag))
    assert 1 <= len(form.title) <= 45
    assert len(form.children) == 5
    assert form.is_finished()
