"""Texts for people: written in English where they are meant, turned into their language where they are read.

``text("At most {most} colours.", most=8)`` is such a text; the English is its own key in the catalogues
of ``bot/i18n/locales`` (GNU gettext), and what they lack stays English. ``python -m tools.messages`` collects
every call of ``text`` and ``plural``, so their first arguments are plain literals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Literal, Protocol

Row = Literal["and", "or", ","]


class Language(Protocol):
    """What it takes to say something in a language."""

    def gettext(self, message: str, /) -> str:
        """The translation; the message itself if there is none."""
        ...

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        """The translation in the form that goes with this number."""
        ...

    def number(self, value: float, /) -> str:
        """A number, its thousands apart as is the custom."""
        ...

    def listed(self, words: Sequence[str], how: Row = "and", /) -> str:
        """As in “teal, rust and ochre”, “teal, rust or ochre” or “teal, rust, ochre”."""
        ...


class _English:
    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return singular if n == 1 else plural

    def number(self, value: float, /) -> str:
        return f"{value:,}"

    def listed(self, words: Sequence[str], how: Row = "and", /) -> str:
        if how == ",":
            return ", ".join(words)
        return f" {how} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


ENGLISH: Language = _English()


@dataclass(frozen=True)
class Text:
    """A sentence with gaps; ``str`` gives it in English.

    :ivar message: as for ``str.format``. A gap written ``{count:,}`` sets thousands apart.
    :ivar gaps: what fills them: words, numbers, or texts, which are translated as well.
    :ivar plural: the message for all counts but one, chosen by the gap ``count``.
    """

    message: str
    gaps: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def in_(self, language: Language) -> str:
        """The text as a speaker of that language reads it."""
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
    """A few words in a row: “teal, rust and ochre”."""

    words: tuple["Text | str", ...]
    how: Row = "and"

    def in_(self, language: Language) -> str:
        """The row as a speaker of that language reads it."""
        return language.listed([localise(word, language) for word in self.words], self.how)

    def __str__(self) -> str:
        return self.in_(ENGLISH)


def text(message: str, /, **gaps: object) -> Text:
    """A text that can be translated. Its message must be a literal."""
    return Text(message, gaps)


def plural(one: str, many: str, /, *, count: int, **gaps: object) -> Text:
    """A text whose form depends on a number. Its messages must be literals."""
    return Text(one, {"count": count, **gaps}, many)


def verbatim(words: Text | str) -> Text:
    """A text as it is; anything else as a text that is the same in every language."""
    return words if isinstance(words, Text) else Text("{words}", {"words": words})


def localise(words: object, language: Language) -> str:
    """Texts in that language; anything else as it is."""
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
