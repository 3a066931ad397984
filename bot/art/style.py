"""What a style is, how a file declares one, and how the declarations are found.

A style lives in one file of ``bot/art/styles``: a dataclass of its traits, which can describe
itself, and a drawing function under ``@style``. Nothing else has to know of it.
"""

import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata
from types import MappingProxyType, ModuleType
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.rng import Rng, stream
from bot.art.errors import UnknownStyle, no_such, shortened
from bot.art.palette import Palette
from bot.i18n.text import Text, text, verbatim

ID_LENGTH = 11
ENTRY_POINTS = "genart_bot.styles"

log = logging.getLogger(__name__)


class Trait(Protocol):
    """One thing that a style leaves to chance."""

    @property
    def about(self) -> str:
        """What it changes, in a few words."""
        ...

    @property
    def range(self) -> str:
        """What it can be, for people."""
        ...

    def draw(self, rng: Rng) -> Any:
        """Lets chance decide."""
        ...

    def odds(self, value: Any) -> float:
        """How often chance decides like this, 0–1; all of a range counts as one outcome."""
        ...


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
    """A trait that is a whole number from low to high, both included."""
    default: int = _declared(_Whole(low, high, about))
    return default


def number(low: float, high: float, about: str) -> float:
    """A trait that is any number from low to high."""
    default: float = _declared(_Number(low, high, about))
    return default


def choice(options: Mapping[str, float], about: str) -> str:
    """A trait that is one of a few words, each with its weight."""
    default: str = _declared(_Choice(MappingProxyType(dict(options)), about))
    return default


def flag(chance: float, about: str) -> bool:
    """A trait that holds with this chance (0–1)."""
    default: bool = _declared(_Choice(MappingProxyType({True: chance, False: 1 - chance}), about))
    return default


def _declared(trait: Trait) -> Any:
    return field(metadata={"trait": trait})


class Traits(Protocol):
    """What chance decided for one picture: a frozen dataclass of trait fields."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def describe(self, palette: Palette) -> Text | str:
        """One line for somebody who cannot see the picture, without a full stop.

        A plain string, as in a package without translations, stays what it is in every language.
        """
        ...


T = TypeVar("T", bound=Traits)
C = TypeVar("C", bound=Canvas)


@dataclass(frozen=True)
class Style:
    """A way of drawing, as declared by one file.

    A change that alters what a recipe looks like needs a new ``version``; the old one stays
    declared beside it, so that old recipes still draw.
    """

    id: str
    name: Text
    about: Text
    source: str
    version: int
    traits: type[Traits]
    surface: type[Canvas]
    draw: Callable[[Any, Any, Palette, Rng], None]

    def __post_init__(self) -> None:
        if not (self.id.isascii() and self.id.isalpha() and self.id.islower() and len(self.id) <= ID_LENGTH):
            raise ValueError(f"style id {self.id!r}: at most {ID_LENGTH} of a–z")
        if not 1 <= self.version <= 99:
            raise ValueError(f"style {self.id}: version must be from 1 to 99")

    def ranges(self) -> dict[str, Trait]:
        """The declared traits by name."""
        return {name: f.metadata["trait"] for name, f in self.traits.__dataclass_fields__.items()}

    def decide(self, seed: int) -> Traits:
        """The traits that belong to a seed. Each has a stream of its own, so that a new trait
        leaves the others as they were."""
        words = ("traits", self.id, seed)
        return self.traits(**{n: t.draw(stream(*words, n)) for n, t in self.ranges().items()})

    def rarity(self, traits: Traits) -> int:
        """How rare these traits are: one picture in this many shares their choices."""
        odds = [t.odds(getattr(traits, n)) for n, t in self.ranges().items()]
        return round(1 / float(np.prod(odds)))


def style(
    *,
    id: str,
    name: Text | str,
    about: Text | str,
    source: str,
    traits: type[T],
    surface: type[C],
    version: int = 1,
) -> Callable[[Callable[[C, T, Palette, Rng], None]], Style]:
    """Declares the function below it as a style.

    :param id: up to 11 of a–z; it stands in every recipe's code and is never changed.
    :param name: a few words; like `about`, a plain string stays what it is in every language.
    :param about: what people see, in one line.
    :param source: who thought of it: artist or author, work, year.
    """

    def declare(draw: Callable[[C, T, Palette, Rng], None]) -> Style:
        return Style(id, verbatim(name), verbatim(about), source, version, traits, surface, draw)

    return declare


def find_style(id: str, version: int | None = None) -> Style:
    """The style of that id, or name, in its newest version unless told otherwise.

    :raises UnknownStyle: if there is none; the message offers the nearest names.
    """
    known = styles()
    word = " ".join(id.casefold().split())
    key = (
        word
        if word in known
        else next((s.id for s in known.values() if str(s.name).casefold() == word), None)
    )
    if key is None:
        refusal = text("There is no style called “{name}”.", name=shortened(id.strip(), 40))
        raise UnknownStyle(no_such(refusal, id.strip(), known))
    if version is None:
        return known[key]
    if (key, version) not in _catalogue():
        raise UnknownStyle(
            text(
                "This bot does not know version {version} of “{style}”. Newer bots may.",
                version=version,
                style=key,
            )
        )
    return _catalogue()[key, version]


@cache
def styles() -> Mapping[str, Style]:
    """The newest version of every style, by id, in alphabetical order."""
    newest = {s.id: s for _, s in sorted(_catalogue().items())}
    return MappingProxyType(newest)


def all_versions() -> list[Style]:
    """Every version of every style, for those who check that old ones still draw."""
    return [declared for _, declared in sorted(_catalogue().items())]


@cache
def _catalogue() -> Mapping[tuple[str, int], Style]:
    found: dict[tuple[str, int], Style] = {}
    for declared in (*_own(), *_third_party()):
        key = (declared.id, declared.version)
        if key in found:
            log.warning("Skipped a second declaration of style %s, version %d", *key)
        else:
            found[key] = declared
    return MappingProxyType(found)


def forget_styles() -> None:
    """Has the next caller look for styles anew, as after a file was added."""
    styles.cache_clear()
    _catalogue.cache_clear()


def _own() -> Iterator[Style]:
    from bot.art import styles as package

    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        yield from _declared_in(import_module(f"{package.__name__}.{module}"))


def _third_party() -> Iterator[Style]:
    for entry in metadata.entry_points(group=ENTRY_POINTS):
        try:
            loaded = entry.load()
            yield from [loaded] if isinstance(loaded, Style) else list(_declared_in(loaded))
        except Exception:
            # Somebody else's package must not take the whole bot down with it.
            log.exception("Skipped the style %r of another package", entry.name)


def _declared_in(module: ModuleType) -> Iterator[Style]:
    return (value for value in vars(module).values() if isinstance(value, Style))
