"""Traits: the properties of a picture that a style leaves to chance, each with its range.

A style declares them as the fields of a frozen dataclass::

    columns: int = whole(8, 24, "squares along the short side")
    finish: Option = choice(FINISHES, "how a square is drawn")

Range, help text and odds are declared here, once; commands, docs and rarity are derived from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, Self

from bot.art.drawing.rng import Rng
from bot.art.palette import Palette
from bot.i18n.text import Text


class Trait(Protocol):
    """One property of a picture that a style leaves to chance."""

    @property
    def about(self) -> str:
        """What it changes, in a few words."""
        ...

    @property
    def range(self) -> str:
        """Its possible values, as shown to people."""
        ...

    def draw(self, rng: Rng) -> Any:
        """Return a random value."""
        ...

    def odds(self, value: Any) -> float:
        """Return the probability of this value, 0–1; a range of numbers counts as a single value."""
        ...


class Option(str):
    """One option of a choice: its name, which also carries its words and a value.

    :ivar words: a phrase for ``describe``, or several for it to select from.
    :ivar value: what the style draws this option with: numbers, a function, anything.
    """

    words: Any
    value: Any

    def __new__(cls, name: str, words: Any = "", value: Any = None) -> Self:
        option = super().__new__(cls, name)
        option.words, option.value = words, value
        return option


Options = Mapping[str, float | tuple[float, Any] | tuple[float, Any, Any]]


@dataclass(frozen=True)
class _Whole:
    low: int
    high: int
    about: str

    @property
    def range(self) -> str:
        return f"{self.low}–{self.high}"

    def draw(self, rng: Rng) -> int:
        return int(rng.randint(self.low, self.high + 1))

    def odds(self, value: int) -> float:
        return 1.0


@dataclass(frozen=True)
class _Number:
    low: float
    high: float
    about: str

    @property
    def range(self) -> str:
        return f"{self.low:g}–{self.high:g}"

    def draw(self, rng: Rng) -> float:
        return float(rng.uniform(self.low, self.high))

    def odds(self, value: float) -> float:
        return 1.0


@dataclass(frozen=True)
class _Choice:
    options: Mapping[Any, float]
    about: str

    @property
    def range(self) -> str:
        return ", ".join("yes" if o is True else "no" if o is False else str(o) for o in self.options)

    def draw(self, rng: Rng) -> Any:
        at = rng.random_sample() * sum(self.options.values())
        for option, weight in self.options.items():
            at -= weight
            if at < 0:
                return option
        return option

    def odds(self, value: Any) -> float:
        return self.options[value] / sum(self.options.values())


def whole(low: int, high: int, about: str) -> int:
    """Declare a trait that is a whole number from low to high, both included."""
    default: int = _declared(_Whole(low, high, about))
    return default


def number(low: float, high: float, about: str) -> float:
    """Declare a trait that is any number from low to high."""
    default: float = _declared(_Number(low, high, about))
    return default


def choice(options: Options, about: str) -> Option:
    """Declare a trait that is one of a few named options.

    :param options: for each name its weight, or the weight and the words that describe the option, or
        both and a value to draw it with::

            {"coin": 3, "mirror": 1}
            {"dots": (3, text("in halftone dots")), "lines": (1, text("in halftone lines"))}
            {"one plate": (4, text("one plate"), 1), "four plates": (1.5, text("four plates"), 2)}
    """
    weights = {}
    for name, entry in options.items():
        weight, *carried = entry if isinstance(entry, tuple) else (entry,)
        weights[Option(name, *carried)] = weight
    default: Option = _declared(_Choice(MappingProxyType(weights), about))
    return default


def flag(chance: float, about: str) -> bool:
    """Declare a trait that is true with this probability (0–1)."""
    default: bool = _declared(_Choice(MappingProxyType({True: chance, False: 1 - chance}), about))
    return default


def _declared(trait: Trait) -> Any:
    return field(metadata={"trait": trait})


class Traits(Protocol):
    """The random properties of one picture: a frozen dataclass of trait fields."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def describe(self, palette: Palette) -> Text | str:
        """Return one line for somebody who cannot see the picture, without a full stop.

        A plain string, as in a package without translations, is the same in every language.
        """
        ...
