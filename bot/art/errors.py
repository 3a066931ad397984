"""Everything a person can ask of the engine and not get."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.errors import UserError
from bot.i18n.text import Listed, Text, text


class ArtError(UserError, ValueError):
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


def no_such(refusal: Text, name: str, known: Iterable[str]) -> Text:
    """The refusal, and the nearest names that are known."""
    key = "-".join(name.casefold().split())
    begun = [word for word in known if key and word.casefold().startswith(key)]
    near = (begun or get_close_matches(key, list(known), n=2, cutoff=0.65))[:2]
    if not near:
        return refusal
    # Translators: a whole sentence, then one name or two: “There is no style called …. Did you mean maze?”
    return text("{refusal} Did you mean {names}?", refusal=refusal, names=Listed(tuple(near), "or"))


def shortened(words: str, most: int) -> str:
    """What somebody typed, cut to this many characters, for a message that quotes it."""
    return words if len(words) <= most else words[: most - 1] + "…"
