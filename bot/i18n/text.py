"""Texts for people, written in English in the code and translated when somebody reads them.

An example is ``text("At most {most} colours.", most=8)``. The English message is the key in the catalogues of
``bot/i18n/locales`` (GNU gettext); a message that a catalogue lacks stays English. The tool
``python -m tools.messages`` collects every call of ``text`` and ``plural``, so their messages are literals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Literal, Protocol

Joiner = Literal["and", "or", ","]


class Language(Protocol):
    """What a text needs to be translated into a language."""

    def gettext(self, message: str, /) -> str:
        """Return the translation; the message itself if there is none."""
        ...

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """Return the translation in the plural form for this number."""
        ...

    def number(self, value: float, /) -> str:
        """Return a number with its thousands separated."""
        ...

    def listed(self, words: Sequence[str], how: Joiner = "and", /) -> str:
        """Return a list such as “teal, rust and ochre”, “teal, rust or ochre” or “teal, rust, ochre”."""
        ...


class _English:
    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return singular if n == 1 else plural

    def number(self, value: float, /) -> str:
        return f"{value:,}"

    def listed(self, words: Sequence[str], how: Joiner = "and", /) -> str:
        if how == ",":
            return ", ".join(words)
        return f" {how} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


ENGLISH: Language = _English()


@dataclass(frozen=True)
class Text:
    """A message with gaps; ``str`` returns it in English.

    :ivar message: a pattern as for ``str.format``. A gap ``{count:,}`` separates thousands.
    :ivar gaps: the words, numbers and texts that fill the gaps; texts are translated as well.
    :ivar plural: the pattern that is used unless the gap ``count`` is 1; None if there is only one form.
    """

    message: str
    gaps: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def in_(self, language: Language) -> str:
        """Return the text in that language."""
        count = self.gaps.get("count")
        if self.plural is not None and isinstance(count, int):
            pattern = language.ngettext(self.message, self.plural, count)
        else:
            pattern = language.gettext(self.message) if self.message else ""
        return _Filling(language).vformat(pattern, (), self.gaps)

    def __str__(self) -> str:
        return self.in_(ENGLISH)

    def __hash__(self) -> int:
        return hash((self.message, self.plural, tuple(self.gaps.items())))


@dataclass(frozen=True)
class Listed:
    """A list of words within a sentence, such as “teal, rust and ochre”."""

    words: tuple["Text | str", ...]
    how: Joiner = "and"

    def in_(self, language: Language) -> str:
        """Return the list in that language."""
        return language.listed([localise(word, language) for word in self.words], self.how)

    def __str__(self) -> str:
        return self.in_(ENGLISH)


def text(message: str, /, **gaps: object) -> Text:
    """Return a text that can be translated. The message must be a literal."""
    return Text(message, gaps)


def plural(one: str, many: str, /, *, count: int, **gaps: object) -> Text:
    """Return a text whose form depends on a number. The messages are literals."""
    return Text(one, {"count": count, **gaps}, many)


def verbatim(words: Text | str) -> Text:
    """Return a text as it is, and a string as a text that is the same in every language."""
    return words if isinstance(words, Text) else Text("{words}", {"words": words})


def localise(words: object, language: Language) -> str:
    """Return a text in that language, and anything else as a string."""
    return words.in_(language) if isinstance(words, Text | Listed) else str(words)


class _Filling(Formatter):
    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Text | Listed):
            value = value.in_(self._language)
        if format_spec == ",":
            return self._language.number(value)
        return format(value, format_spec) if format_spec else str(value)
