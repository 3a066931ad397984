"""tools.messages: the messages that it collects, and the catalogues that it updates."""

import ast
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.i18n.catalogues import catalogue_files
from tools.messages import (
    ROOT,
    NotLiteral,
    messages_in,
    shown,
    update,
)

FILES = catalogue_files()


# Files whose errors reach people in chat, except for errors in files that the operator supplies.
_FILES_WITH_USER_ERRORS = (
    "bot/art/**/*.py",
    "bot/studio/daily.py",
    "bot/rendering/*.py",
    "bot/studio/create.py",
    "bot/studio/cooldown.py",
    "bot/ui/*.py",
    "cogs/*.py",
)


_FOR_OPERATORS = {
    "NotPosted",
    "PaletteFileError",
    "PostForbidden",
    "_Flaw",
    "IndexError",
    "ValueError",
    "WorkerDied",
    "WorkerTimeout",
}


def test_messages_must_be_literals() -> None:
    for glued in ('text(f"a {b}")', 'text("a" + b)', "text(a)", 'plural("a", f"{b}s", count=1)', 'text("")'):
        with pytest.raises(NotLiteral, match=r"file\.py:1"):
            list(messages_in(glued, "file.py"))
    (found,) = messages_in('text(\n    "of two "\n    "parts"\n)', "file.py")
    assert found.words == ("of two parts",)


def test_the_text_function_of_sqlalchemy_is_no_message() -> None:
    assert list(messages_in('from sqlalchemy import text\ntext("SELECT 1")\n', "file.py")) == []
    assert list(messages_in('from bot.i18n.text import text\ntext("Hello")\n', "file.py"))


def test_comments_above_a_message_are_for_translators() -> None:
    source = """
# Translators: a colour,
# as a noun
TABLE = {"a": text("rust"), "b": plural("one", "many", count=2)}
# no word to translators
OTHER = text("other")
"""
    told = {found.words: found.comments for found in messages_in(source, "file.py")}
    assert told == {
        ("rust",): ("a colour, as a noun",),
        ("one", "many"): ("a colour, as a noun",),
        ("other",): (),
    }


def test_errors_for_people_are_translatable() -> None:
    glued = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for pattern in _FILES_WITH_USER_ERRORS
        for file in ROOT.glob(pattern)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and ast.unparse(node.exc.func) not in _FOR_OPERATORS
        and any(
            isinstance(a, ast.JoinedStr) or isinstance(getattr(a, "value", None), str) for a in node.exc.args
        )
    ]
    assert glued == []


def test_updating_adds_new_messages_and_drops_old_ones(tmp_path: Path, template: Catalog) -> None:
    german = next(file for file in FILES if file.stem == "de")
    copy = Path(shutil.copy(german, tmp_path))
    written = copy.read_text(encoding="utf-8").replace('msgid "rust"', 'msgid "no longer said"')
    copy.write_text(written, encoding="utf-8")
    again = shown(update(copy, template))
    assert "no longer said" not in again
    assert 'msgid "rust"\nmsgstr ""' in again
    assert 'msgid "red"\nmsgstr "Rot"' in again
