"""Collect every message that people in chat can read, and update the catalogues in ``bot/i18n/locales``.

    python -m tools.messages [LANGUAGE …]

Rewrites ``messages.pot`` from every call of ``text`` and ``plural`` and from the slash commands, then every
``.po`` file: new messages are added without a translation, unused ones are dropped. A LANGUAGE, such as
``it`` or ``zh_TW``, gets a new catalogue. The files contain no line numbers or dates, so that a diff shows
only real changes.

A comment ``# Translators: …`` applies to every message in the statement that begins on the next line.
"""

import ast
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import generate_po, read_po
from discord import AppCommandType
from discord.app_commands import Command

from bot.app import create_bot
from bot.i18n.catalogues import FOLDER, catalogue_files
from bot.interactions.client import ArtBot
from bot.settings import Settings
from bot.ui.localisation import CHOICE, COMMAND_NAME, DESCRIPTION, MENU_NAME, OPTION_NAME

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = FOLDER / "messages.pot"
_MARK = "# Translators:"
_LITERALS = {"text": 1, "plural": 2}
_NO_DESCRIPTION = "…"


class NotLiteral(Exception):
    """A call of ``text`` or ``plural`` whose message is not a literal string."""


@dataclass(frozen=True)
class Found:
    """A message with the comments for its translators."""

    words: tuple[str, ...]
    place: str
    context: str | None = None
    comments: tuple[str, ...] = ()


def messages_in(source: str, place: str) -> Iterator[Found]:
    """Yield the messages of a Python file in order.

    A file that imports another function called ``text``, such as SQLAlchemy's, has none.

    :raises NotLiteral: with the position of the call.
    """
    tree = ast.parse(source)
    if _imports_another(tree):
        return
    comments = _comments(source, tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _literals(node)]
    for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
        words = tuple(
            a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value
        )
        if len(call.args) != _literals(call) or len(words) != len(call.args):
            raise NotLiteral(f"{place}:{call.lineno}: the message must be a plain string")
        yield Found(words, place, comments=tuple(comments.get(call, ())))


async def messages_of_commands() -> list[Found]:
    """Return the names and descriptions of every command, as the bot declares them."""
    bot = create_bot(Settings.load(_env_file=None))
    try:
        for module in iter_modules(import_module("cogs").__path__):
            if not module.name.startswith("_"):
                await bot.load_extension(f"cogs.{module.name}")
        return list(_parts(bot))
    finally:
        await bot.close()


async def collect() -> Catalog:
    """Return a catalogue of all messages, each once."""
    catalogue = Catalog()
    files = sorted(file for folder in ("bot", "cogs") for file in ROOT.glob(f"{folder}/**/*.py"))
    found = [
        message
        for file in files
        for message in messages_in(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    ]
    for message in found + await messages_of_commands():
        words = message.words if len(message.words) > 1 else message.words[0]
        catalogue.add(
            words, locations=[(message.place, 1)], auto_comments=message.comments, context=message.context
        )
    return catalogue


def update(file: Path, template: Catalog) -> Catalog:
    """Return the catalogue of a file, or a new one, with exactly the messages of the template."""
    if not file.exists():
        catalogue = Catalog(locale=file.stem)
    else:
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=file.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def is_translated(message: Message) -> bool:
    """Whether a message is translated in every plural form of its language."""
    forms = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms)


def shown(catalogue: Catalog) -> str:
    """Return the text of a catalogue's file."""
    header = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if catalogue.locale_identifier:
        header = {"Language": catalogue.locale_identifier, **header, "Plural-Forms": catalogue.plural_forms}
    lines = ['msgid ""', 'msgstr ""', *(f'"{name}: {value}\\n"' for name, value in header.items())]
    body = generate_po(catalogue, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return "\n".join([*lines, "", "".join(body).strip("\n"), ""])


def main(new: list[str]) -> None:
    template = asyncio.run(collect())
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_text(shown(template), encoding="utf-8")
    for file in sorted({*catalogue_files(), *(FOLDER / f"{name}.po" for name in new)}):
        catalogue = update(file, template)
        file.write_text(shown(catalogue), encoding="utf-8")
        translated = sum(is_translated(message) for message in catalogue if message.id)
        print(f"{file.name}: {translated} of {len(template)} messages")


def _imports_another(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module != "bot.i18n.text"
        and _LITERALS.keys() & {name.name for name in node.names}
        for node in ast.walk(tree)
    )


def _literals(call: ast.Call) -> int:
    return _LITERALS.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0


def _comments(source: str, tree: ast.AST) -> dict[ast.AST, list[str]]:
    """Return the comments for translators, by the nodes that they apply to."""
    at: dict[int, str] = {}
    comment = ""
    for number, line in enumerate(source.splitlines(), 1):
        words = line.strip()
        if words.startswith(_MARK) or (comment and words.startswith("#")):
            comment = f"{comment} {words.removeprefix(_MARK).lstrip('# ')}".strip()
        elif comment:
            at[number], comment = comment, ""
    comments: dict[ast.AST, list[str]] = {}
    for node in ast.walk(tree):
        comment = at.get(getattr(node, "lineno", 0), "")
        for inner in ast.walk(node) if comment else ():
            if comment not in comments.setdefault(inner, []):
                comments[inner].append(comment)
    return comments


def _parts(bot: ArtBot) -> Iterator[Found]:
    for command in sorted(bot.tree.walk_commands(), key=lambda c: c.qualified_name):
        place = f"/{command.qualified_name}"
        yield Found((command.name,), place, COMMAND_NAME, (f"Other messages speak of it as {place}.",))
        if command.description != _NO_DESCRIPTION:
            yield Found((command.description,), place, DESCRIPTION)
        for option in command.parameters if isinstance(command, Command) else ():
            yield Found((option.display_name,), place, OPTION_NAME)
            if str(option.description) != _NO_DESCRIPTION:
                yield Found((str(option.description),), place, DESCRIPTION)
            for choice in option.choices:
                yield Found((choice.name,), place, CHOICE)
    for kind in (AppCommandType.message, AppCommandType.user):
        for menu in bot.tree.get_commands(type=kind):
            yield Found((menu.name,), "menu", MENU_NAME)


if __name__ == "__main__":
    main(sys.argv[1:])
