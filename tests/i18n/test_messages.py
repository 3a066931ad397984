"""The messages in the source: literals, which ``tools.messages`` can collect."""

import ast

import pytest

from tools.messages import ROOT, NotLiteral, messages_in

# Files whose errors reach people in chat, except for errors in files that the operator supplies.
_FILES_WITH_USER_ERRORS = (
    "bot/art/**/*.py",
    "bot/rendering/*.py",
    "bot/studio/*.py",
    "bot/ui/*.py",
    "cogs/*.py",
)
_FOR_OPERATORS = {
    "NotPosted",
    "NotReleased",
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
