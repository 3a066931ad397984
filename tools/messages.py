"""Collects all that people in chat can read, and brings the catalogues of ``bot/i18n/locales`` up to date.

    python -m tools.messages [LANGUAGE …]

Rewrites ``messages.pot`` from every call of ``text`` and ``plural`` and from the slash commands, then every
``.po`` file: what is new is added empty, what is no longer said is dropped. Languages named are begun, as
in ``it`` or ``zh_TW``. The files name no lines and no dates, so that only what changed shows in a diff.

A comment ``# Translators: …`` goes along with every message that stands in what begins on the next line.
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
    """A call of ``text`` or ``plural`` whose message can only be known when it runs."""


@dataclass(frozen=True)
class Found:
    """A message, and what translators should know."""

    words: tuple[str, ...]
    place: str
    context: str | None = None
    comments: tuple[str, ...] = ()


def messages_in(source: str, place: str) -> Iterator[Found]:
    """The messages of a Python file, in the order in which they stand there.

    In a file that imports another ``text``, such as SQLAlchemy's, there are none.

    :raises NotLiteral: saying where.
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
    """The names and descriptions of every command, as the bot itself declares them."""
    bot = create_bot(Settings.load(_env_file=None))
    try:
        for module in iter_modules(import_module("cogs").__path__):
            if not module.name.startswith("_"):
                await bot.load_extension(f"cogs.{module.name}")
        return list(_parts(bot))
    finally:
        await bot.close()


async def collect() -> Catalog:
    """Everything there is to translate, each message once."""
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
    """The catalogue of that file with exactly the messages of the template; a new one if there is none."""
    if not file.exists():
        catalogue = Catalog(locale=file.stem)
    else:
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=file.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    return catalogue


def is_translated(message: Message) -> bool:
    """Whether a message says something in every form that its language has."""
    forms = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms)


def shown(catalogue: Catalog) -> str:
    """A catalogue as the text of its file."""
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
        said = sum(is_translated(message) for message in catalogue if message.id)
        print(f"{file.name}: {said} of {len(template)} messages")


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
    """What is said to translators, by the nodes it is said of."""
    at: dict[int, str] = {}
    comment = ""
    for number, line in enumerate(source.splitlines(), 1):
        words = line.strip()
        if words.startswith(_MARK) or (comment and words.startswith("#")):
            comment = f"{comment} {words.removeprefix(_MARK).lstrip('# ')}".strip()
        elif comment:
            at[number], comment = comment, ""
    said: dict[ast.AST, list[str]] = {}
    for node in ast.walk(tree):
        comment = at.get(getattr(node, "lineno", 0), "")
        for inner in ast.walk(node) if comment else ():
            if comment not in said.setdefault(inner, []):
                said[inner].append(comment)
    return said


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
