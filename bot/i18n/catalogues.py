"""The gettext catalogues in ``bot/i18n/locales``, and which of them a locale of Discord uses.

Each file is named after its language, such as ``de.po`` or ``pt_BR.po``. To add a language, add a file and
nothing else. No translation can break a reply: one whose gaps differ from those of its message is ignored
when the file is read, and the message stays English.
"""

import gettext
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.i18n.text import ENGLISH, Joiner, Language

FOLDER = Path(__file__).parent / "locales"

log = logging.getLogger(__name__)


class Translation:
    """A language that has a catalogue.

    :param locale: the locale that decides how numbers and lists are written. Mexico and Spain share a
        catalogue, but write 1,000 differently.
    """

    def __init__(self, messages: gettext.GNUTranslations, locale: Locale) -> None:
        self._messages = messages
        self._locale = locale
        self._comma: str = locale.list_patterns["standard"]["middle"].format("", "")

    def gettext(self, message: str, /) -> str:
        return self._messages.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return self._messages.ngettext(singular, plural, n)

    def number(self, value: float, /) -> str:
        return format_decimal(value, locale=self._locale)

    def listed(self, words: Sequence[str], how: Joiner = "and", /) -> str:
        if how == ",":
            return self._comma.join(words)
        return format_list(words, "or" if how == "or" else "standard", self._locale)

    def of_command(self, message: str, context: str) -> str | None:
        """Return the translation of a part of a slash command; None if there is none.

        :param context: which part it is, as in ``tools/messages.py``.
        """
        found = self._messages.pgettext(context, message)
        return None if found == message else found


def language(tag: str) -> Language:
    """Return the language of a locale of Discord (``de``, ``pt-BR``, ``es-419``); English if unknown."""
    return translation(tag) or ENGLISH


@cache
def translation(tag: str) -> Translation | None:
    """Return the translation for a locale of Discord, or None."""
    known = catalogues()
    name = next((n for n in (tag.replace("-", "_"), tag.partition("-")[0]) if n in known), None)
    if name is None:
        return None
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(name)
    return Translation(known[name], locale)


@cache
def catalogues() -> Mapping[str, gettext.GNUTranslations]:
    """Return all catalogues by name. The first call reads the files, which takes a moment."""
    return MappingProxyType({file.stem: _compiled(read_catalogue(file)) for file in catalogue_files()})


def catalogue_files() -> list[Path]:
    """Return the files of all catalogues, in alphabetical order."""
    return sorted(FOLDER.glob("*.po"))


def read_catalogue(file: Path) -> Catalog:
    """Read a catalogue, without translations whose gaps could not be filled in."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.stem)
    broken = [message for message in catalogue if message.id and not fits(message)]
    for message in broken:
        log.warning("%s: ignored “%s”: its gaps differ from those of the message", file.name, message.string)
        catalogue.delete(message.id, message.context)
    return catalogue


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def fits(message: Message) -> bool:
    """Return whether all gaps of a translation are gaps of its message, so that they can be filled in."""
    try:
        allowed = {gap for pattern in _forms(message.id) for gap in _gaps(pattern)}
        return all(gap in allowed for pattern in _forms(message.string) for gap in _gaps(pattern))
    except ValueError:
        return False


def _forms(words: str | Sequence[str] | None) -> Sequence[str]:
    return (words,) if isinstance(words, str) else words or ()


def _gaps(pattern: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield the name, format and conversion of every gap.

    :raises ValueError: if the braces do not match.
    """
    for _, name, format_spec, conversion in Formatter().parse(pattern):
        if name is not None:
            yield name, format_spec, conversion
