"""The translations of slash commands."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.app import create_bot
from bot.i18n.catalogues import language
from bot.settings import Settings
from bot.ui import localisation as commands
from bot.ui.localisation import CHOICE, COMMAND_NAME, DESCRIPTION, MENU_NAME, CatalogueTranslator, allowed


@pytest.fixture
async def genart(settings: Settings) -> Mapping[str, Any]:
    """The payload that registers /genart with Discord."""
    bot = create_bot(settings)
    await bot.load_extension("cogs.genart")
    await bot.tree.set_translator(CatalogueTranslator())
    command = bot.tree.get_command("genart")
    assert command is not None
    assert bot.tree.translator is not None
    payload = await command.get_translated_payload(bot.tree, bot.tree.translator)
    await bot.close()
    return payload


def test_descriptions_and_options_are_translated(genart: Mapping[str, Any]) -> None:
    assert genart["description_localizations"]["de"].startswith("Zeichne ein Bild.")
    size = next(option for option in genart["options"] if option["name"] == "size")
    assert size["name_localizations"]["de"] == "größe"
    assert genart["name"] == "genart"


def test_a_string_without_a_translation_has_none(genart: Mapping[str, Any]) -> None:
    # The catalogue leaves the command's name in English.
    assert "de" not in genart.get("name_localizations", {})
    assert language("sv-SE").gettext("size") == "size"
    assert "sv-SE" not in genart["description_localizations"]


async def test_names_that_discord_refuses_stay_english(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(commands, "allowed", lambda words, part: len(words) > 10)
    bot = create_bot(settings)
    await bot.load_extension("cogs.genart")
    command = bot.tree.get_command("genart")
    assert command is not None
    payload = await command.get_translated_payload(bot.tree, CatalogueTranslator())
    await bot.close()
    assert not any("de" in option.get("name_localizations", {}) for option in payload["options"])


@pytest.mark.parametrize("words", ["größe", "サイズ", "tamaño", "re-draw", "a_1", "x" * 32, "हिन्दी"])
def test_names_may_be_in_any_script(words: str) -> None:
    assert allowed(words, COMMAND_NAME)


@pytest.mark.parametrize("words", ["", "Größe", "two words", "x" * 33, "dash–", "a.b", "a/b"])
def test_names_are_one_word_in_lower_case(words: str) -> None:
    assert not allowed(words, COMMAND_NAME)


def test_other_strings_are_limited_only_in_length() -> None:
    assert allowed("Make a palette", MENU_NAME)
    assert allowed("x" * 100, DESCRIPTION)
    assert not allowed("x" * 101, DESCRIPTION)
    assert not allowed("", CHOICE)
