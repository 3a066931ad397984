"""What a style is, how a file declares one, and how the declarations are found.

A style lives in one file of ``bot/art/styles``: a dataclass of its traits, which can describe
itself, and a drawing function under ``@style``. No other file has to mention it.
"""

import logging
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar, get_type_hints

import numpy as np

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.rng import Rng, stream
from bot.art.errors import UnknownStyle, no_such, shortened
from bot.art.palette import Palette
from bot.art.traits import Option, Trait, Traits, choice, flag, number, whole
from bot.i18n.text import Text, text, verbatim

# A style file imports all it needs for its declaration from here.
__all__ = [
    "ID_LENGTH",
    "Option",
    "Style",
    "Trait",
    "Traits",
    "all_versions",
    "choice",
    "find_style",
    "flag",
    "forget_styles",
    "number",
    "style",
    "styles",
    "whole",
]

ID_LENGTH = 11
ENTRY_POINTS = "genart_bot.styles"

log = logging.getLogger(__name__)


T = TypeVar("T", bound=Traits)
C = TypeVar("C", bound=Canvas)


@dataclass(frozen=True)
class Style:
    """A way of drawing, as declared by one file.

    A change to the look of a picture needs a new ``version``. The old version stays declared beside it,
    so that old recipes still draw the same picture.
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
        """Return the declared traits by name."""
        return {name: f.metadata["trait"] for name, f in self.traits.__dataclass_fields__.items()}

    def draw_traits(self, seed: int) -> Traits:
        """Return the traits that belong to a seed.

        Each trait has its own random stream, so that adding one does not change the others.
        """
        words = ("traits", self.id, seed)
        return self.traits(**{n: t.draw(stream(*words, n)) for n, t in self.ranges().items()})

    def rarity(self, traits: Traits) -> int:
        """Return how rare these traits are: one picture in this many shares their choices."""
        odds = [t.odds(getattr(traits, n)) for n, t in self.ranges().items()]
        return round(1 / float(np.prod(odds)))


def style(
    *,
    id: str,
    name: Text | str,
    about: Text | str,
    source: str,
    traits: type[T] | None = None,
    surface: type[C] | None = None,
    version: int = 1,
) -> Callable[[Callable[[C, T, Palette, Rng], None]], Style]:
    """Declare the function below as a style.

    :param id: up to 11 of a–z. It is part of every recipe's code and never changes.
    :param name: a few words. Like `about`, a plain string is the same in every language.
    :param about: what people see, in one line.
    :param source: who invented it: artist or author, work, year.
    :param traits: the class of its traits; by default as the function's second parameter is annotated.
    :param surface: the class of its canvas; by default as the first parameter is annotated.
    """

    def declare(draw: Callable[[C, T, Palette, Rng], None]) -> Style:
        if traits and surface:
            types: tuple[type[Traits], type[Canvas]] = traits, surface
        else:
            canvas_type, traits_type, *_ = get_type_hints(draw).values()
            types = traits or traits_type, surface or canvas_type
        return Style(id, verbatim(name), verbatim(about), source, version, *types, draw)

    return declare


def find_style(id: str, version: int | None = None) -> Style:
    """Return the style of that id or name, in its newest version unless one is given.

    :raises UnknownStyle: if there is none; the message suggests similar names.
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
    """Return the newest version of every style, by id, in alphabetical order."""
    newest = {s.id: s for _, s in sorted(_catalogue().items())}
    return MappingProxyType(newest)


def all_versions() -> list[Style]:
    """Return every version of every style, so that tests can check that old ones still draw."""
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
    """Clear the caches, so that the next call finds styles added since."""
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
            # A broken package of somebody else must not stop the bot.
            log.exception("Skipped the style %r of another package", entry.name)


def _declared_in(module: ModuleType) -> Iterator[Style]:
    return (value for value in vars(module).values() if isinstance(value, Style))
