"""custom_ids: short enough for Discord, readable for ever."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.art.palette import custom, palettes
from bot.art.recipe import Brief, Recipe
from bot.art.size import Size
from bot.art.style import ID_LENGTH, find_style, styles
from bot.i18n.catalogues import language
from bot.i18n.text import ENGLISH, Language
from bot.interactions.actions import BadPress
from bot.interactions.components import custom_id, number_in, person_in, read_press, word_of
from bot.interactions.progress import PlaceInLine
from bot.store import DataSummary, GalleryEntry, GalleryPage, PostedIn
from bot.ui.about import About
from bot.ui.card import Card
from bot.ui.catalogue import OnePalette, OneStyle, Palettes, Styles
from bot.ui.downloads import Others
from bot.ui.gallery import Gallery, Where, opened_row
from bot.ui.mydata import Confirm, MoreParts, MyData
from bot.ui.remix_form import RemixForm
from bot.ui.requested import asked_in, brief_of
from bot.ui.variations import Sheet, after
from tests.art.test_recipe import recipes

SOMEBODY = 2**64 - 1
TAGS = ("en-GB", "de", "fr", "es-ES", "es-419", "pt-BR", "ja")
LONGEST = Recipe(
    "squares", 1, " ".join(f"#{i:06x}" for i in range(8)), 999_999_999, 99, Size(4096, 4095), "W" * 80
)
# Some day a style may have a longer id, and a version of two digits.
SPARE = ID_LENGTH - len(LONGEST.style) + 1


def entry(number: int) -> GalleryEntry:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return GalleryEntry(2**63 - 1 - number, SOMEBODY, LONGEST.code, now, True, LONGEST.code, PostedIn(1, 2))


def every_view(language: Language = ENGLISH) -> dict[str, ui.View | ui.LayoutView | ui.Modal]:
    """All that the bot shows, each with the longest that there can be in it."""
    where = Where(SOMEBODY, True, 9_999)
    page = GalleryPage(tuple(map(entry, range(6))), 60_000)
    holdings = DataSummary(10**6, 10**6, datetime(2026, 1, 1, tzinfo=UTC), True)
    brief = Brief(LONGEST.style, LONGEST.palette)
    style = max(styles().values(), key=lambda s: len(str(s.about)) + len(s.source))
    below = [opened_row(where, entry(0), language, own=True)]
    return {
        "card": Card(SOMEBODY, LONGEST, brief, language, note="W" * 100),
        "opened": Card(SOMEBODY, LONGEST, brief, language, below=below),
        "variations": Sheet(SOMEBODY, "3", after(LONGEST), language),
        "remix": RemixForm(LONGEST, language),
        "gallery": Gallery(where, page, "W" * 32, language),
        "own gallery": Gallery(where, page, None, language),
        "styles": Styles(language),
        "style": OneStyle(style, language),
        "palettes": Palettes(0, language),
        "palette": OnePalette(max(palettes().values(), key=lambda p: len(p.colours)), language),
        "own palette": OnePalette(custom(LONGEST.palette), language),
        "files": Others(LONGEST.code, language),
        "mydata": MyData(holdings, language),
        "confirm": Confirm(holdings, language),
        "parts": MoreParts(2**63 - 1, language),
        "line": PlaceInLine(SOMEBODY, language),
        "about": About("999.999.999", language),
    }


def components_of(view: ui.View | ui.LayoutView | ui.Modal) -> list[dict[str, Any]]:
    """Every component in it, those within others as well."""
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


@given(st.integers(0, 2**64 - 1))
def test_a_person_fits_into_eleven_characters(person: int) -> None:
    assert len(word_of(person)) == 11
    assert person_in(word_of(person)) == person


@given(recipes(), st.booleans(), st.booleans())
def test_what_was_asked_for_is_asked_again(recipe: Recipe, style: bool, palette: bool) -> None:
    brief = Brief(
        recipe.style if style else None, recipe.palette if palette else None, None, recipe.size, recipe.title
    )
    assert brief_of(str(asked_in(brief)), recipe, recipe.title) == brief


@given(st.text(max_size=100))
def test_any_custom_id_is_read_or_refused_politely(words: str) -> None:
    press = read_press(f"genart:{words}")
    assert press.details
    for read in (person_in, number_in, lambda w: brief_of(w, LONGEST), lambda w: Where.read(w, w, w)):
        with suppress(BadPress):
            read(press.details[0])


def test_one_that_is_too_long_is_no_custom_id() -> None:
    with pytest.raises(ValueError, match="101 characters"):
        custom_id("keep", "x" * 89)


@pytest.mark.parametrize(
    ("shipped", "wish", "count"),
    [
        ("genart:another:AAAAAAAAAAA:0:squares1.harbour.7", "another", 3),
        ("genart:another:FDUD_gAAAAg:3:squares1.=AAAA____.0.v2.64x64", "another", 3),
        ("genart:variations:1:squares1.harbour.7", "variations", 2),
        ("genart:take:1:squares1.harbour.7.v3", "take", 2),
        ("genart:others:AAAAAAAAAAA:1:squares1.harbour.7.v4", "others", 3),
        ("genart:remix:1:squares1.harbour.7", "remix", 2),
        ("genart:keep:squares1.harbour.7", "keep", 1),
        ("genart:download:squares1.harbour.7", "download", 1),
        ("genart:delete:AAAAAAAAAAA", "delete", 1),
    ],
)
def test_custom_ids_that_are_out_there_are_read_for_ever(shipped: str, wish: str, count: int) -> None:
    press = read_press(shipped)
    assert press.wish == wish
    assert len(press.details) == count
    codes = [word for word in press.details if re.match(r"[a-z]+1\.", word)]
    assert all(find_style(Recipe.parse(code).style) for code in codes)
