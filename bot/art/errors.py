"""Everything a person can ask of the engine and not get."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.errors import PoliteError


class ArtError(PoliteError, ValueError):
    """The engine was asked for something that it cannot draw."""


class BadCode(ArtError):
    """A string that is no recipe's code."""


class NoRecipe(ArtError):
    """A file that carries no recipe."""


class BadSeed(ArtError):
    """A seed that is no seed."""


class BadSize(ArtError):
    """A picture too small, too large, or not a size at all."""


class BadTitle(ArtError):
    """A title that cannot be set on a picture."""


class BadPalette(ArtError):
    """Colours that make no palette."""


class PaletteFileError(BadPalette):
    """A palette file that cannot be read; says file, position and reason."""


class UnknownStyle(ArtError):
    """No style has that name."""


class UnknownPalette(ArtError):
    """No palette has that name."""


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """Says that `name` is not known and offers the nearest names that are."""
    near = get_close_matches("-".join(name.casefold().split()), list(known), n=2, cutoff=0.65)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    shown = name if len(name) <= 40 else name[:39] + "…"
    return f"There is no {what} called “{shown}”.{hint}"
