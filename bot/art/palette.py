"""Palettes: a few colours with a name, and the colour schemes that styles draw with.

``pallets.json`` (the tutorial's spelling) is read in two forms: ours, an object of
name -> ["#rrggbb", …], and the tutorial's, a list of lists of [r, g, b, a], whose palettes are
named by position. Errors in a file are reported with file, position and reason.
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

from bot.art.drawing.colour import BLACK, RGB, WHITE, as_rgb, contrast, gradient, mix, oklab, srgb
from bot.art.errors import BadPalette, PaletteFileError, UnknownPalette, no_such, shortened
from bot.i18n.text import text

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME_LENGTH = 20
MOST_COLOURS = 64
CUSTOM_COLOURS = range(2, 9)
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_SHORT_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_LOOKS_LIKE_COLOURS = re.compile(r"\s*(#.*|([0-9a-fA-F]{6}[\s,;]*)+)", re.DOTALL)
# OKLab lightness of the grounds: white on a dark one and black on a pale one have a contrast of 15:1.
_DARK_GROUND = 0.26
_PALE_GROUND = 0.9
# OKLab chroma of a pale ground, about that of a cream: a neon yellow would outshine the inks.
_GROUND_CHROMA = 0.1
# WCAG asks for 3:1 between graphics and their ground, but these are areas of colour, not signs. 3:1 would
# change 39 % of the inks of the shipped palettes on pale grounds; 1.8:1 changes 19 %.
_INK_CONTRAST = 1.8
# From this contrast on, an ink is easy to see, and only its chroma matters for the accent.
_ACCENT_CONTRAST = 2.5
# OKLab lightness by which an ink is moved at a time, and steps enough to cross most of the scale.
_STEP, _STEPS = 0.03, 24


@dataclass(frozen=True)
class Scheme:
    """The colours of one picture: one ground, inks that stand out from it, one accent.

    The first ink is the nearest to the ground in lightness, the last ink the farthest from it. The accent
    is the most colourful of the inks that stand out well; use it sparingly.
    """

    ground: RGB
    inks: tuple[RGB, ...]
    accent: RGB

    @property
    def others(self) -> tuple[RGB, ...]:
        """The inks without the accent; the accent if there is no other ink."""
        return tuple(ink for ink in self.inks if ink != self.accent) or (self.accent,)

    def at_least(
        self, count: int, faded: float = 0.4, *, towards: RGB | None = None, last: bool = False
    ) -> tuple[RGB, ...]:
        """Return the inks, with faded copies of the first ink added if there are fewer than `count`.

        A palette of two colours makes a scheme of one ink, which is too few for a gradient.

        :param faded: how far the faintest copy is mixed towards the ground (0–1).
        :param towards: mix with this colour instead of the ground.
        :param last: whether the copies follow the inks, rather than stand before them.
        """
        missing = max(0, count - len(self.inks))
        ink, other = self.inks[0], self.ground if towards is None else towards
        copies = tuple(mix(ink, other, faded * nth / missing) for nth in range(missing, 0, -1))
        return (*self.inks, *reversed(copies)) if last else (*copies, *self.inks)


@dataclass(frozen=True)
class Palette:
    """Colours with a name, by which they can be found again."""

    name: str
    colours: tuple[RGB, ...]

    @property
    def has_name(self) -> bool:
        """Whether it is a shipped palette, rather than colours typed by somebody."""
        return not self.name.startswith("#")

    @property
    def title(self) -> str:
        """Its name in title case; the colours themselves if it has no name."""
        return self.name.replace("-", " ").title() if self.has_name else self.name

    @cached_property
    def by_lightness(self) -> tuple[RGB, ...]:
        """The colours from the darkest to the lightest in OKLab."""
        order = np.argsort(oklab(self.colours)[:, 0], kind="stable")
        return tuple(self.colours[i] for i in order)

    def ramp(self, steps: int = 256) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return (steps, 3) bytes from the darkest colour to the lightest, smooth in OKLab."""
        return gradient(self.by_lightness, steps)

    def scheme(self, *, dark: bool) -> Scheme:
        """Return the scheme of this palette on a dark or a pale ground.

        The ground is the palette's darkest (or palest) colour, mixed with black (or white) if need be.
        The other colours become the inks, made lighter or darker until they stand out from the ground.
        """
        end = self.by_lightness[0 if dark else -1]
        lightness = float(oklab(end)[0])
        # Mixing is linear in lightness, so these are the amounts that reach the lightness of a ground.
        if dark:
            ground = mix(end, BLACK, min(1.0, max(0.0, (lightness - _DARK_GROUND) / (lightness + 1e-9))))
        else:
            amount = (_PALE_GROUND - lightness) / (1.0 - lightness + 1e-9)
            lab = oklab(mix(end, WHITE, min(1.0, max(0.0, amount))))
            lab[1:] *= min(1.0, _GROUND_CHROMA / (float(np.hypot(*lab[1:])) + 1e-9))
            ground = as_rgb(srgb(lab))
        others = [c for c in self.by_lightness if c != end] or [end]
        inks = [_apart(c, ground, dark=dark) for c in (others if dark else reversed(others))]
        chroma = np.hypot(*oklab(inks)[:, 1:].T)
        colourful = chroma * np.minimum(contrast(inks, ground), _ACCENT_CONTRAST)
        return Scheme(ground, tuple(inks), inks[int(np.argmax(colourful))])


def _apart(ink: RGB, ground: RGB, *, dark: bool) -> RGB:
    """Return the ink, made lighter (or darker) until it stands out from the ground."""
    lab = oklab(ink)
    for _ in range(_STEPS):
        if contrast(as_rgb(srgb(lab)), ground) >= _INK_CONTRAST:
            break
        lab[0] += _STEP if dark else -_STEP
        if not dark:
            # Darkening alone makes tints drab and yellows olive. So each step adds 4 % of chroma, and a
            # hue between orange and lime (b more than twice |a|) is turned a little towards red.
            lab[1:] *= 1.04
            if abs(lab[1]) < lab[2] / 2:
                lab[1] += 0.05 * lab[2]
    return as_rgb(srgb(lab))


def custom(words: str) -> Palette:
    """Return a palette of hex colours, as in ``#0b132b #1c2541 #3a506b``.

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
    """Return the palette of that name, or made of those hex colours.

    :raises UnknownPalette: if there is none; the message suggests similar names.
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
    """Return the palettes that ship with the bot, by name."""
    return MappingProxyType(load_palettes(_shipped_file()))


def load_palettes(path: Path) -> dict[str, Palette]:
    """Read a palette file of either form.

    :raises PaletteFileError: if it cannot be read or is not valid.
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
    """An error inside a palette file, with its position."""


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
    # The tutorial drew on white, so a translucent colour is mixed with white.
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
    """Return the path of ``pallets.json``: in the package if installed, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "pallets.json"
    return inside if inside.exists() else package.parent / "pallets.json"
