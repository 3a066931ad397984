"""Running stitches in rows and columns, each beginning over or under the cloth.

Hitomezashi ("one-stitch") sashiko from Edo-period Japan; the mathematics after Carol Hayes and
Katherine Seaton, "A two-dimensional introduction to sashiko" (2020). One bit a line decides the
whole pattern, and its regions never need more than two colours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from bot.art.drawing.canvas import Flat
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.rng import Rng
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Ints = NDArray[np.int64]
Bits = NDArray[np.bool_]
RULES = {
    "coin": text("each begun by the toss of a coin"),
    "fibonacci": text("begun by the Fibonacci word"),
    "thue-morse": text("begun by the Thue-Morse word"),
    "mirror": text("mirrored down and across"),
    "refrain": text("begun by one repeated phrase"),
}
FINISHES = {
    "thread": text("bare stitches in changing thread"),
    "patches": text("the patches between the stitches filled by their size"),
    "boro": text("a patchwork of cloths stitched in different ways"),
}
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Hitomezashi:
    lines: int = whole(18, 46, "rows of stitches along the short side")
    rule: str = choice(
        {"coin": 3, "mirror": 3, "refrain": 2, "fibonacci": 2, "thue-morse": 1}, "what begins a row"
    )
    bias: float = number(0.5, 0.8, "how loaded the coin is")
    finish: str = choice({"patches": 5, "boro": 4, "thread": 1}, "what is coloured")
    weight: float = number(0.12, 0.26, "thickness of the thread, as part of the pitch")
    night: bool = flag(0.5, "a dark cloth")

    def describe(self, palette: Palette) -> Text:
        return text(
            "a hitomezashi pattern of {lines} rows of stitches, {rule}, {finish}, {cloth}",
            lines=self.lines,
            rule=RULES[self.rule],
            finish=FINISHES[self.finish],
            cloth=text("on dark cloth") if self.night else text("on pale cloth"),
        )


@style(
    id="hitomezashi",
    name=text("Hitomezashi"),
    about=text("one-stitch sashiko: a bit for every row and column"),
    source="Edo-period sashiko; Carol Hayes and Katherine Seaton, 2020",
    traits=Hitomezashi,
    surface=Flat,
)
def hitomezashi(canvas: Flat, traits: Hitomezashi, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    pitch = 1000 / traits.lines
    columns, rows = (int(np.ceil(side / pitch - 1e-6)) for side in (canvas.width, canvas.height))
    origin = (canvas.width - columns * pitch) / 2, (canvas.height - rows * pitch) / 2
    everything: Box = (0, 0, columns, rows)
    inks, ground = scheme.inks, scheme.ground
    if traits.finish == "boro":
        rules = list(RULES)
        for order, box in enumerate(_cloths(everything, traits.lines // 4, rng)):
            lot, way, tone = rng.random_sample(3)
            bits = _starts(rules[int(way * len(rules))], traits.bias, box, rng)
            ink = inks[int(lot * len(inks))]
            cloth = mix(ground, ink, (0.0, 0.12, 0.3, 1.0)[order % 4])
            pale = order % 4 == 3
            thread = ground if pale else (scheme.accent if tone < 0.12 else inks[-1])
            other = mix(cloth, thread, 0.25 if tone > 0.45 else 0.0)
            _sew(canvas, traits, pitch, origin, box, bits, [cloth, other], None, thread)
        return
    bits = _starts(traits.rule, traits.bias, everything, rng)
    upright, level = bits
    if traits.finish == "patches":
        tones, colours = _patches(_sides(upright, level), ground, inks, scheme.accent, rng)
        # Quiet thread lets the patches speak.
        _sew(canvas, traits, pitch, origin, everything, bits, colours, tones, mix(ground, inks[-1], 0.5))
    else:
        colours = [ground, mix(ground, inks[-1], 0.1)]
        _sew(canvas, traits, pitch, origin, everything, bits, colours, None, inks[-1])


def _sew(
    canvas: Flat,
    traits: Hitomezashi,
    pitch: float,
    origin: tuple[float, float],
    box: Box,
    bits: tuple[Bits, Bits],
    colours: list[RGB],
    tones: Ints | None,
    thread: RGB,
) -> None:
    """One cloth, its patches and then its stitches.

    Both the lines and the thread are rounded to pixels beforehand, or threads would differ by one.
    """
    upright, level = bits
    pixel = 1 / canvas.scale
    xs = np.rint((origin[0] + np.arange(box[0], box[2] + 1) * pitch) / pixel) * pixel
    ys = np.rint((origin[1] + np.arange(box[1], box[3] + 1) * pitch) / pixel) * pixel
    thick = max(1, round(traits.weight * pitch / pixel))
    before = thick // 2 * pixel
    after = thick * pixel - before - pixel
    canvas.rectangle((xs[0], ys[0], xs[-1], ys[-1]), colours[0])
    tones = _sides(upright, level) if tones is None else tones
    for row, column in np.argwhere(tones > 0).tolist():
        patch = (xs[column], ys[row], xs[column + 1], ys[row + 1])
        canvas.rectangle(patch, colours[tones[row, column]])
    # Bare stitches are apart; around patches they meet.
    short = pitch * 0.1 if traits.finish == "thread" else -before
    end = -short if traits.finish == "thread" else after
    for row, column in np.argwhere(upright).tolist():
        x = xs[column]
        canvas.rectangle((x - before, ys[row] + short, x + after, ys[row + 1] + end), thread)
    for row, column in np.argwhere(level).tolist():
        y = ys[row]
        canvas.rectangle((xs[column] + short, y - before, xs[column + 1] + end, y + after), thread)


def _cloths(box: Box, least: int, rng: Rng) -> list[Box]:
    """Splits a box into cloths, unevenly, until they are about `least` stitches wide."""
    left, top, right, bottom = box
    lot, where = rng.random_sample(2)
    longer = max(right - left, bottom - top)
    if longer < 2 * least or (longer < 3.2 * least and lot < 0.25):
        return [box]
    at = round(longer * (0.33 + 0.34 * where))
    if right - left >= bottom - top:
        first, second = (left, top, left + at, bottom), (left + at, top, right, bottom)
    else:
        first, second = (left, top, right, top + at), (left, top + at, right, bottom)
    return _cloths(first, least, rng) + _cloths(second, least, rng)


def _starts(rule: str, bias: float, box: Box, rng: Rng) -> tuple[Bits, Bits]:
    """Where there are stitches on the upper side: upright ones, then level ones."""
    columns, rows = box[2] - box[0], box[3] - box[1]
    across, down = np.arange(columns)[None, :], np.arange(rows)[:, None]
    upright = (down + _bits(rule, bias, columns + 1, rng)[None, :]) % 2 == 0
    level = (across + _bits(rule, bias, rows + 1, rng)[:, None]) % 2 == 0
    return upright, level


def _sides(upright: Bits, level: Bits) -> Ints:
    """Which of two sides a patch is on: it changes at every stitch crossed on the way there."""
    sides: Ints = (np.cumsum(upright[:, :-1], axis=1) + np.cumsum(level[:-1, :1], axis=0)) % 2
    return sides


def _patches(
    sides: Ints, ground: RGB, inks: tuple[RGB, ...], accent: RGB, rng: Rng
) -> tuple[Ints, list[RGB]]:
    """A tone for every patch: the large ones keep to the background, the small ones speak up."""
    ones, count = ndimage.label(sides == 1)
    zeros, more = ndimage.label(sides == 0)
    patch = np.where(sides == 1, ones, zeros + count)
    sizes = np.bincount(patch.ravel(), minlength=count + more + 1)
    shade = len(inks)
    colours = [ground, *(mix(ground, ink, 0.3) for ink in inks), *inks, accent]
    tone = np.zeros(len(sizes), dtype=np.int64)
    # Patches of one size share a colour, which is what makes the motifs stand out.
    lots = rng.permutation(4096)
    for index, size in enumerate(sizes.tolist()):
        lot = int(lots[size % 4096])
        if size <= 1:
            tone[index] = len(colours) - 1 if lot % 2 else 0
        elif size > sides.size * 0.1:
            tone[index] = 0
        elif size < 60:
            tone[index] = 1 + shade + lot % shade
        else:
            tone[index] = 1 + lot % shade
    return tone[patch], colours


def _bits(rule: str, bias: float, count: int, rng: Rng) -> Ints:
    """Whether each line begins on the upper side of the cloth."""
    shift = int(rng.randint(0, 90))
    at = np.arange(count)
    coins: Ints = (rng.random_sample(max(count, 64)) < bias).astype(np.int64)
    match rule:
        case "mirror":
            return coins[np.abs(at - count // 2)]
        case "refrain":
            return coins[at % (5 + shift % 5)]
        case "fibonacci":
            golden = (1 + np.sqrt(5)) / 2
            steps: Ints = np.floor((np.arange(count + 1) + shift + 1) / golden).astype(np.int64)
            return np.diff(steps)
        case "thue-morse":
            return np.array([int(n).bit_count() % 2 for n in at + shift], dtype=np.int64)
        case _:
            return coins[:count]
