"""Errors of the engine. Their messages are meant for the person who made the request."""

from collections.abc import Iterable
from difflib import get_close_matches

from bot.errors import UserError
from bot.i18n.text import Listed, Text, text


class ArtError(UserError, ValueError):
    """A request that the engine cannot fulfil."""


class BadCode(ArtError):
    """A string that is not a recipe code."""


class NoRecipe(ArtError):
    """A file without a recipe that can be drawn."""


class BadSeed(ArtError):
    """A seed that is empty or out of range."""


class BadSize(ArtError):
    """A size that is too small, too large, too narrow, or not a size at all."""


class BadTitle(ArtError):
    """A title that cannot be set on a picture."""


class BadPalette(ArtError):
    """Colours that do not make a palette."""


class PaletteFileError(BadPalette):
    """An invalid palette file; the message gives file, position and reason."""


class UnknownStyle(ArtError):
    """No style has that name."""


class UnknownPalette(ArtError):
    """No palette has that name."""


def no_such(refusal: Text, name: str, known: Iterable[str]) -> Text:
    """Return the refusal, followed by the nearest known names if there are any."""
    key = "-".join(name.casefold().split())
    begun = [word for word in known if key and word.casefold().startswith(key)]
    near = (begun or get_close_matches(key, list(known), n=2, cutoff=0.65))[:2]
    if not near:
        return refusal
    # Translators: a whole sentence, then one name or two: “There is no style called …. Did you mean maze?”
    return text("{refusal} Did you mean {names}?", refusal=refusal, names=Listed(tuple(near), "or"))


def shortened(words: str, most: int) -> str:
    """Return what somebody typed, cut to this many characters, for a message that quotes it."""
    return words if len(words) <= most else words[: most - 1] + "…"
