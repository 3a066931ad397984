"""Palettes: a few colours with a name, and what a style may ask of them.

``pallets.json`` (the tutorial's spelling) is read in two forms: ours, an object of
name -> ["#rrggbb", …], and the tutorial's, a list of lists of [r, g, b, a], whose palettes are
named by position. Whatever is wrong with a file is reported with file, position and reason.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from bot.art.drawing.colour import RGB, as_rgb, contrast, gradient, mix, oklab, srgb
from bot.art.errors import BadPalette, PaletteFileError, UnknownPalette, no_such, shortened
from bot.i18n.text import text

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME_LENGTH = 20
MOST_COLOURS = 64
CUSTOM_COLOURS = range(2, 9)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_SHORT_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_LOOKS_LIKE_COLOURS = re.compile(r"\s*(#.*|([0-9a-fA-F]{6}[\s,;]*)+)", re.DOTALL)
_WHITE: RGB = (255, 255, 255)
_BLACK: RGB = (0, 0, 0)


@dataclass(frozen=True)
class Scheme:
    """A palette put to work: one ground, inks that stand out from it, one accent.

    The inks run from the least to the most lightness away from the ground. The accent is the most
    colourful ink of those that stand out well; use it sparingly.
    """

    ground: RGB
    inks: tuple[RGB, ...]
    accent: RGB


@dataclass(frozen=True)
class Palette:
    """Colours with a name. The name alone must do to find them again."""

    name: str
    colours: tuple[RGB, ...]

    @property
    def has_name(self) -> bool:
        """Whether it is one that ships, rather than colours that somebody gave."""
        return not self.name.startswith("#")

    @property
    def title(self) -> str:
        """Its name as a title has it; the colours themselves if it has none."""
        return self.name.replace("-", " ").title() if self.has_name else self.name

    @cached_property
    def by_lightness(self) -> tuple[RGB, ...]:
        """The colours from the darkest to the lightest, as the eye orders them."""
        order = np.argsort(oklab(self.colours)[:, 0], kind="stable")
        return tuple(self.colours[i] for i in order)

    def ramp(self, steps: int = 256) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """(steps, 3) bytes from the darkest colour to the lightest, smooth in OKLab."""
        return gradient(self.by_lightness, steps)

    def scheme(self, *, dark: bool) -> Scheme:
        """Picks a ground, light or dark, and pulls every ink far enough away from it.

        A palette without a colour pale (or deep) enough for a ground lends a tint of one.
        """
        end = self.by_lightness[0 if dark else -1]
        lightness = float(oklab(end)[0])
        if dark:
            ground = mix(end, _BLACK, min(1.0, max(0.0, (lightness - 0.26) / (lightness + 1e-9))))
        else:
            ground = mix(end, _WHITE, min(1.0, max(0.0, (0.9 - lightness) / (1.0 - lightness + 1e-9))))
            # A loud ground, such as a neon yellow, would drown the inks.
            lab = oklab(ground)
            lab[1:] *= min(1.0, 0.1 / (float(np.hypot(*lab[1:])) + 1e-9))
            ground = as_rgb(srgb(lab))
        others = [c for c in self.by_lightness if c != end] or [end]
        inks = [_apart(c, ground, dark=dark) for c in (reversed(others) if not dark else others)]
        colourful = np.hypot(*oklab(inks)[:, 1:].T) * np.minimum(contrast(inks, ground), 2.5)
        return Scheme(ground, tuple(inks), inks[int(np.argmax(colourful))])


def _apart(ink: RGB, ground: RGB, *, dark: bool) -> RGB:
    """The ink, lighter or darker by as much as it takes to be seen on the ground (1.8:1)."""
    lab = oklab(ink)
    for _ in range(24):
        if contrast(as_rgb(srgb(lab)), ground) >= 1.8:
            break
        lab[0] += 0.03 if dark else -0.03
        if not dark:
            # Darkened alone, a tint turns drab and a yellow olive: add colour, and bend yellow to gold.
            lab[1:] *= 1.04
            if abs(lab[1]) < lab[2] / 2:
                lab[1] += 0.05 * lab[2]
    return as_rgb(srgb(lab))


def custom(words: str) -> Palette:
    """A palette from hex colours, as in ``#0b132b #1c2541 #3a506b``.

    :raises BadPalette: for anything but 2 to 8 hex colours.
    """
    colours = [_full(p) for p in re.split(r"[\s,;]+|(?=#)", words.strip().lower()) if p]
    if len(colours) not in CUSTOM_COLOURS:
        raise BadPalette(text("A palette takes 2 to 8 colours; you gave {number}.", number=len(colours)))
    if len(set(colours)) < 2:
        raise BadPalette(text("Those colours are all the same. A palette takes at least two."))
    return Palette(" ".join(colours), tuple(_from_hex(c) for c in colours))


def _full(part: str) -> str:
    match = _SHORT_HEX.fullmatch(part)
    if match is None:
        raise BadPalette(text("“{word}” is not a colour. Write colours as #0b132b.", word=part[:20]))
    digits = match[1]
    return "#" + (digits if len(digits) == 6 else "".join(d * 2 for d in digits))


def find_palette(name: str) -> Palette:
    """The palette of that name, or made of those hex colours.

    :raises UnknownPalette: if there is none; the message offers the nearest names.
    """
    known = palettes()
    key = re.sub(r"[\s_]+", "-", name.strip().casefold())
    if key in known:
        return known[key]
    if _LOOKS_LIKE_COLOURS.fullmatch(name):
        return custom(name)
    refusal = text("There is no palette called “{name}”.", name=shortened(name.strip(), 40))
    raise UnknownPalette(no_such(refusal, name.strip(), known))


@cache
def palettes() -> Mapping[str, Palette]:
    """The palettes that ship with the bot, by name."""
    return MappingProxyType(load_palettes(_shipped_file()))


def load_palettes(path: Path) -> dict[str, Palette]:
    """Reads a palette file of either form.

    :raises PaletteFileError: for whatever is wrong with it.
    """
    try:
        written = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PaletteFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise PaletteFileError(f"{path}: byte {error.start}: is not UTF-8 text") from error
    try:
        data = json.loads(written, object_pairs_hook=_no_name_twice)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PaletteFileError(f"{path}: {where}: is not JSON: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise PaletteFileError(f"{path}: is not JSON: {error}") from error
    try:
        return _parse(data)
    except _Flaw as flaw:
        raise PaletteFileError(f"{path}: {flaw}") from None


class _Flaw(ValueError):
    """What is wrong, with its position, inside a palette file."""


def _parse(data: object) -> dict[str, Palette]:
    match data:
        case dict():
            pairs, read = list(data.items()), _hex_colour
        case list():
            pairs, read = [(f"palette-{i}", p) for i, p in enumerate(data, 1)], _rgba_colour
        case _:
            raise _Flaw("the file: must hold an object or a list of palettes")
    if not pairs:
        raise _Flaw("the file: holds no palette")
    found: dict[str, Palette] = {}
    for name, colours in pairs:
        at = f"palette “{name}”"
        if not NAME.fullmatch(name) or len(name) > NAME_LENGTH:
            raise _Flaw(f"{at}: a name is at most {NAME_LENGTH} of a–z, 0–9 and single hyphens")
        if not isinstance(colours, list):
            raise _Flaw(f"{at}: must be a list of colours, not {_shown(colours)}")
        if not 1 <= len(colours) <= MOST_COLOURS:
            raise _Flaw(f"{at}: needs 1 to {MOST_COLOURS} colours and has {len(colours)}")
        found[name] = Palette(name, tuple(read(c, f"{at}, colour {i}") for i, c in enumerate(colours, 1)))
    return found


def _hex_colour(value: object, at: str) -> RGB:
    if not isinstance(value, str) or not _HEX.fullmatch(value):
        raise _Flaw(f"{at}: must be a string like “#0b132b”, not {_shown(value)}")
    return _from_hex(value)


def _rgba_colour(value: object, at: str) -> RGB:
    if not isinstance(value, list):
        raise _Flaw(f"{at}: must be [r, g, b, a], not {_shown(value)}")
    if len(value) != 4:
        raise _Flaw(f"{at}: must be the 4 numbers [r, g, b, a] and has {len(value)}")
    for part, number in zip("rgba", value, strict=True):
        if type(number) is not int or not 0 <= number <= 255:
            raise _Flaw(f"{at}: {part} must be a whole number from 0 to 255, not {_shown(number)}")
    r, g, b, a = value
    # The tutorial drew on white, so that is what a translucent colour lets through.
    return as_rgb([round(255 + (c - 255) * a / 255) for c in (r, g, b)])


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"palette “{twice}” stands there twice")
    return found


def _from_hex(digits: str) -> RGB:
    r, g, b = bytes.fromhex(digits[1:])
    return r, g, b


def _shown(value: object) -> str:
    return shortened(json.dumps(value, ensure_ascii=False), 30)


def _shipped_file() -> Path:
    """``pallets.json``: inside the package when installed, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "pallets.json"
    return inside if inside.exists() else package.parent / "pallets.json"
