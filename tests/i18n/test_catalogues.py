"""The catalogues are complete, up to date, safe to fill in, and found by the locales of Discord."""

import asyncio
import logging
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.art.describe import alt_text, facts, title_of
from bot.art.errors import ArtError
from bot.art.recipe import Recipe
from bot.art.style import find_style
from bot.i18n import catalogues as languages
from bot.i18n.catalogues import catalogue_files, fits, language, read_catalogue
from bot.i18n.text import ENGLISH, Text, plural, text
from bot.studio.cooldown import Cooldowns, OnCooldown
from bot.ui.localisation import COMMAND_NAME, OPTION_NAME, allowed
from tools.messages import (
    TEMPLATE,
    collect,
    is_translated,
    messages_of_commands,
    shown,
    update,
)

FILES = catalogue_files()
every_catalogue = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return asyncio.run(collect())


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that replaces the catalogues."""

    def forget() -> None:
        languages.catalogues.cache_clear()
        languages.translation.cache_clear()

    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def _catalogue(*entries: str, forms: str = "nplurals=2; plural=(n != 1);") -> str:
    header = f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: {forms}\\n"'
    return "\n\n".join([header, *entries, ""])


def _strings(message: Message) -> Sequence[str]:
    return (message.string,) if isinstance(message.string, str) else message.string or ()


def _ids(message: Message) -> Sequence[str]:
    return (message.id,) if isinstance(message.id, str) else message.id


def _gaps(*patterns: str) -> set[str]:
    return {name for pattern in patterns for _, name, _, _ in Formatter().parse(pattern) if name is not None}


def test_five_languages_are_available() -> None:
    assert [file.stem for file in FILES] == ["de", "es", "fr", "ja", "pt_BR"]


def test_the_template_has_every_message(template: Catalog) -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == shown(template), "run python -m tools.messages"


@every_catalogue
def test_a_catalogue_has_the_messages_of_the_template(file: Path, template: Catalog) -> None:
    assert file.read_text(encoding="utf-8") == shown(update(file, template)), "run python -m tools.messages"


@every_catalogue
def test_every_message_is_translated(file: Path) -> None:
    missing = [m.id for m in read_catalogue(file) if m.id and not is_translated(m)]
    assert not missing, f"{len(missing)} messages of {file.name}, the first of them {missing[:3]}"


@every_catalogue
def test_no_translation_is_fuzzy(file: Path) -> None:
    assert [m.id for m in read_catalogue(file) if m.id and m.fuzzy] == []


@every_catalogue
def test_translations_have_the_gaps_of_their_messages(file: Path, template: Catalog) -> None:
    for message in update(file, template):
        if not message.id or not is_translated(message):
            continue
        assert fits(message), message.string
        # One form may spell the number out: “ein Ton”.
        wanted = _gaps(*_ids(message)) - ({"count"} if message.pluralizable else set())
        for form in _strings(message):
            assert _gaps(form) >= wanted, form


@every_catalogue
def test_every_plural_form_is_translated(file: Path) -> None:
    catalogue = read_catalogue(file)
    assert catalogue.plural_forms == Catalog(locale=file.stem).plural_forms
    for message in catalogue:
        if message.pluralizable and is_translated(message):
            assert len(_strings(message)) == catalogue.num_plurals, message.id


@every_catalogue
def test_discord_accepts_the_translations_of_commands(file: Path) -> None:
    for message in read_catalogue(file):
        if message.context and is_translated(message):
            (words,) = _strings(message)
            assert allowed(words, message.context), f"{words!r} is no {message.context}"


@every_catalogue
async def test_no_two_commands_or_options_share_a_name(file: Path) -> None:
    spoken = language(file.stem.replace("_", "-"))
    assert isinstance(spoken, languages.Translation)
    names = [
        # Options only clash with those of their own command.
        (part.context, part.place if part.context == OPTION_NAME else part.place.rpartition(" ")[0], said)
        for part in await messages_of_commands()
        if part.context in (COMMAND_NAME, OPTION_NAME)
        for said in [spoken.of_command(part.words[0], part.context) or part.words[0]]
    ]
    assert sorted(set(names)) == sorted(names)


def test_every_locale_of_discord_has_a_language() -> None:
    assert all(language(tag) is ENGLISH for tag in ("en-US", "en-GB", "sv-SE", "", "no such", "../de"))
    assert all(language(tag) is not ENGLISH for tag in ("de", "fr", "es-ES", "es-419", "pt-BR", "ja"))
    translated = text("on a dark ground").in_(language("de"))
    assert translated == "auf dunklem Grund"


def test_numbers_and_lists_follow_the_locale() -> None:
    german, spanish, mexican, japanese = (language(tag) for tag in ("de", "es-ES", "es-419", "ja"))
    assert german.number(1234567) == "1.234.567"
    assert spanish.number(12345) == "12.345"
    assert mexican.number(12345) == "12,345"
    assert german.listed(["a", "b", "c"]) == "a, b und c"
    assert german.listed(["a", "b"], "or") == "a oder b"
    assert japanese.listed(["a", "b"], ",") == "a、b"
    assert [german.listed(row, how) for row in ([], ["a"]) for how in ("and", "or", ",")] == ["", "", ""] + [
        "a"
    ] * 3


def test_a_picture_is_described_in_german() -> None:
    recipe, german = Recipe.parse("maze1.harbour.7"), language("de")
    assert title_of(recipe, german) == "Labyrinth in Harbour"
    assert facts(recipe, german) == "Labyrinth · Harbour · Seed 7 · Seltenheit 1 zu 283"
    assert alt_text(recipe, german).startswith(
        "Ein zur Scheibe geschnittenes Labyrinth mit verzweigten Gängen,"
    )
    assert alt_text(recipe).startswith("A maze cut to a disc with branching corridors,")


@pytest.mark.usefixtures("troublesome_styles")
def test_a_third_party_style_may_have_untranslated_strings() -> None:
    recipe, german = Recipe("calm", 1, "harbour", 1), language("de")
    assert title_of(recipe, german) == "Calm in Harbour"
    assert alt_text(recipe, german) == alt_text(recipe)
    assert alt_text(recipe).startswith("Trouble, ")


def test_errors_are_translated() -> None:
    with pytest.raises(ArtError) as refused:
        find_style("maz")
    assert isinstance(refused.value.message, Text)
    translated = refused.value.message.in_(language("de"))
    assert translated == "Es gibt keinen Stil namens „maz“. Meintest du maze?"
    cooldowns = Cooldowns(5, now=lambda: 0.0)
    with cooldowns.hold(1) as hold:
        hold.start_pause()
    with pytest.raises(OnCooldown) as early, cooldowns.hold(1):
        pass
    assert isinstance(early.value.message, Text)
    assert early.value.message.in_(language("de")).endswith("in 5 Sekunden wieder.")


def test_a_new_file_adds_a_language(only: Path) -> None:
    forms = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    entry = 'msgid "{count} pen"\nmsgid_plural "{count} pens"\n'
    entry += 'msgstr[0] "{count} pióro"\nmsgstr[1] "{count} pióra"\nmsgstr[2] "{count} piór"'
    (only / "pl.po").write_text(_catalogue(entry, forms=forms), encoding="utf-8")
    translated = [plural("{count} pen", "{count} pens", count=n).in_(language("pl")) for n in (1, 2, 5, 22)]
    assert translated == ["1 pióro", "2 pióra", "5 piór", "22 pióra"]
    assert language("de") is ENGLISH


@pytest.mark.parametrize(
    "broken",
    ["Hallo {nmae}", "Hallo {name", "Hallo }", "Hallo {}", "Hallo {name:,}", "Hallo {name.x}", "{name!r}"],
)
def test_a_broken_translation_is_ignored_and_logged(
    broken: str, only: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entries = f'msgid "hello {{name}}"\nmsgstr "{broken}"', 'msgid "bye"\nmsgstr "tschüss"'
    (only / "de.po").write_text(_catalogue(*entries), encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        translated = [text("hello {name}", name="Vera").in_(language("de")) for _ in range(2)]
    assert translated == ["hello Vera", "hello Vera"]
    assert [broken in record.getMessage() for record in caplog.records] == [True]
    assert text("bye").in_(language("de")) == "tschüss"


def test_a_message_without_all_plural_forms_stays_english(only: Path) -> None:
    entry = 'msgid "{count} pen"\nmsgid_plural "{count} pens"\nmsgstr[0] "{count} Stift"\nmsgstr[1] ""'
    (only / "de.po").write_text(_catalogue(entry, 'msgid "ink"\nmsgstr ""'), encoding="utf-8")
    assert plural("{count} pen", "{count} pens", count=3).in_(language("de")) == "3 pens"
    assert text("ink").in_(language("de")) == "ink"


def test_updating_adds_new_messages_and_drops_old_ones(tmp_path: Path, template: Catalog) -> None:
    german = next(file for file in FILES if file.stem == "de")
    copy = Path(shutil.copy(german, tmp_path))
    written = copy.read_text(encoding="utf-8").replace('msgid "rust"', 'msgid "no longer said"')
    copy.write_text(written, encoding="utf-8")
    again = shown(update(copy, template))
    assert "no longer said" not in again
    assert 'msgid "rust"\nmsgstr ""' in again
    assert 'msgid "red"\nmsgstr "Rot"' in again


@cache
def _messages(file: Path) -> list[Message]:
    return [message for message in read_catalogue(file) if message.id and not message.context]


_anything = st.text() | st.sampled_from(["{", "}", "{0}", "{name.__class__}", "%s %(a)d", "🎨👩‍🎨", "\u202e"])


@settings(deadline=None)  # the first example reads a catalogue
@given(st.data())
def test_anything_typed_by_people_can_fill_a_gap(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    message = data.draw(st.sampled_from(_messages(file)))
    spoken = language(file.stem.replace("_", "-"))
    gaps: dict[str, object] = {}
    for pattern in _ids(message):
        for _, name, format_spec, _ in Formatter().parse(pattern):
            if name is not None:
                numbers = st.integers() if name == "count" else st.integers(-(10**12), 10**12)
                gaps[name] = data.draw(numbers if format_spec or name == "count" else _anything)
    one, *many = _ids(message)
    translated = Text(one, gaps, many[0] if many else None).in_(spoken)
    for name, value in gaps.items():
        if isinstance(value, str) and name in _gaps(*_strings(message)):
            assert value in translated
