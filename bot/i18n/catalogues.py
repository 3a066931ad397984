"""The languages that people read: the gettext catalogues of ``bot/i18n/locales``, and where each is spoken.

A catalogue is named for its language, as in ``de.po`` or ``pt_BR.po``; a new file is a new language, and
no other file changes. Nothing in one can break a reply: a translation whose gaps are not those of its
message is left out when the file is read, and the message stays English.
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

from bot.i18n.text import ENGLISH, Language, Row

FOLDER = Path(__file__).parent / "locales"

log = logging.getLogger(__name__)


class Translation:
    """A language with a catalogue: says what that translates, and counts and lists as is the custom.

    :param locale: whose customs. Mexico and Spain share a catalogue and write 1,000 differently.
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

    def listed(self, words: Sequence[str], how: Row = "and", /) -> str:
        if how == ",":
            return self._comma.join(words)
        return format_list(words, "or" if how == "or" else "standard", self._locale)

    def of_command(self, message: str, context: str) -> str | None:
        """What a part of a slash command is called; None if the catalogue does not say.

        :param context: the part, as in ``tools/messages.py``.
        """
        found = self._messages.pgettext(context, message)
        return None if found == message else found


def language(tag: str) -> Language:
    """The language of a locale as Discord names it (``de``, ``pt-BR``, ``es-419``); English if unknown."""
    return translation(tag) or ENGLISH


@cache
def translation(tag: str) -> Translation | None:
    """The translation for a locale as Discord names it, or None."""
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
    """All catalogues by name. Reading them takes a moment: have it done before anybody waits."""
    return MappingProxyType({file.stem: _compiled(read_catalogue(file)) for file in catalogue_files()})


def catalogue_files() -> list[Path]:
    """The catalogues that there are, in alphabetical order."""
    return sorted(FOLDER.glob("*.po"))


def read_catalogue(file: Path) -> Catalog:
    """A catalogue, without translations that could not be filled in."""
    with file.open("rb") as stream:
        catalogue = read_po(stream, locale=file.stem)
    broken = [message for message in catalogue if message.id and not fits(message)]
    for message in broken:
        log.warning("%s: left out “%s”: its gaps are not those of the message", file.name, message.string)
        catalogue.delete(message.id, message.context)
    return catalogue


def _compiled(catalogue: Catalog) -> gettext.GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def fits(message: Message) -> bool:
    """Whether every gap of a translation is one of its message, which makes it safe to fill in."""
    try:
        allowed = {gap for pattern in _forms(message.id) for gap in _gaps(pattern)}
        return all(gap in allowed for pattern in _forms(message.string) for gap in _gaps(pattern))
    except ValueError:
        return False


def _forms(words: str | Sequence[str] | None) -> Sequence[str]:
    return (words,) if isinstance(words, str) else words or ()


def _gaps(pattern: str) -> Iterator[tuple[str, str | None, str | None]]:
    """Name, format and conversion of every gap.

    :raises ValueError: if the braces do not match.
    """
    for _, name, format_spec, conversion in Formatter().parse(pattern):
        if name is not None:
            yield name, format_spec, conversion
