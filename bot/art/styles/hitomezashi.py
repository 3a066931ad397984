"""Running stitches in rows and columns, each beginning over or under the cloth.

Hitomezashi ("one-stitch") sashiko from Edo-period Japan; the mathematics after Carol Hayes and
Katherine Seaton, "A two-dimensional introduction to sashiko" (2020). One bit a line decides the
whole pattern, and its regions never need more than two colours.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from bot.art.drawing import RGB, Flags, Flat, Grid, Ints, Rng, mix, pick
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

RULES = {
    "coin": (3, text("each begun by the toss of a coin")),
    "mirror": (3, text("mirrored down and across")),
    "refrain": (2, text("begun by one repeated phrase")),
    "fibonacci": (2, text("begun by the Fibonacci word")),
    "thue-morse": (1, text("begun by the Thue-Morse word")),
}
FINISHES = {
    "patches": (5, text("the patches between the stitches filled by their size")),
    "boro": (4, text("a patchwork of cloths stitched in different ways")),
    "thread": (1, text("bare stitches in changing thread")),
}
# The rules of a patchwork, in the order in which its draws select them.
CLOTH_RULES = ("coin", "fibonacci", "thue-morse", "mirror", "refrain")
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Hitomezashi:
    lines: int = whole(18, 46, "rows of stitches along the short side")
    rule: Option = choice(RULES, "what begins a row")
    bias: float = number(0.5, 0.8, "how loaded the coin is")
    finish: Option = choice(FINISHES, "what is coloured")
    weight: float = number(0.12, 0.26, "thickness of the thread, as part of the pitch")
    night: bool = flag(0.5, "a dark cloth")

    def describe(self, palette: Palette) -> Text:
        return text(
            "a hitomezashi pattern of {lines} rows of stitches, {rule}, {finish}, {cloth}",
            lines=self.lines,
            rule=self.rule.words,
            finish=self.finish.words,
            cloth=text("on dark cloth") if self.night else text("on pale cloth"),
        )


class _Cloth(NamedTuple):
    """A box of the grid (left, top, right, bottom), and where it has stitches on its upper side."""

    box: Box
    upright: Flags
    level: Flags

    def sides(self) -> Ints:
        """Return which of two sides each patch is on: it changes at every stitch crossed on the way."""
        return (np.cumsum(self.upright[:, :-1], axis=1) + np.cumsum(self.level[:-1, :1], axis=0)) % 2


@style(
    id="hitomezashi",
    name=text("Hitomezashi"),
    about=text("one-stitch sashiko: a bit for every row and column"),
    source="Edo-period sashiko; Carol Hayes and Katherine Seaton, 2020",
)
def hitomezashi(canvas: Flat, traits: Hitomezashi, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.covering(canvas, traits.lines)
    everything = (0, 0, grid.columns, grid.rows)
    ground, inks = scheme.ground, scheme.inks
    if traits.finish == "boro":
        for order, box in enumerate(_cut(everything, traits.lines // 4, rng)):
            draw, way, tone = rng.random_sample(3)
            cloth = _cloth(pick(CLOTH_RULES, way), traits.bias, box, rng)
            colour = mix(ground, pick(inks, draw), (0.0, 0.12, 0.3, 1.0)[order % 4])
            thread = ground if order % 4 == 3 else scheme.accent if tone < 0.12 else inks[-1]
            other = mix(colour, thread, 0.25 if tone > 0.45 else 0.0)
            _sew(canvas, traits, grid, cloth, cloth.sides(), [colour, other], thread)
        return
    cloth = _cloth(traits.rule, traits.bias, everything, rng)
    if traits.finish == "patches":
        # Quiet thread makes the patches stand out.
        tones, colours = _patches(cloth.sides(), scheme, rng)
        _sew(canvas, traits, grid, cloth, tones, colours, mix(ground, inks[-1], 0.5))
    else:
        _sew(canvas, traits, grid, cloth, cloth.sides(), [ground, mix(ground, inks[-1], 0.1)], inks[-1])


def _sew(
    canvas: Flat, traits: Hitomezashi, grid: Grid, cloth: _Cloth, tones: Ints, colours: list[RGB], thread: RGB
) -> None:
    """Draw one cloth: its patches, each in the colour that its tone is the number of, then its stitches.

    Lines and thread are rounded to pixels beforehand, or the widths of threads would differ by one.
    """
    left, top, right, bottom = cloth.box
    pixel = 1 / canvas.scale
    xs = np.rint((grid.origin[0] + np.arange(left, right + 1) * grid.side) / pixel) * pixel
    ys = np.rint((grid.origin[1] + np.arange(top, bottom + 1) * grid.side) / pixel) * pixel
    thick = max(1, round(traits.weight * grid.side / pixel))
    before = thick // 2 * pixel
    after = thick * pixel - before - pixel
    canvas.rectangle((xs[0], ys[0], xs[-1], ys[-1]), colours[0])
    for row, column in np.argwhere(tones > 0).tolist():
        patch = (xs[column], ys[row], xs[column + 1], ys[row + 1])
        canvas.rectangle(patch, colours[tones[row, column]])
    # Bare stitches are apart; around patches they meet.
    gap = grid.side * 0.1
    start, end = (gap, -gap) if traits.finish == "thread" else (-before, after)
    for row, column in np.argwhere(cloth.upright).tolist():
        x = xs[column]
        canvas.rectangle((x - before, ys[row] + start, x + after, ys[row + 1] + end), thread)
    for row, column in np.argwhere(cloth.level).tolist():
        y = ys[row]
        canvas.rectangle((xs[column] + start, y - before, xs[column + 1] + end, y + after), thread)


def _cut(box: Box, least: int, rng: Rng) -> list[Box]:
    """Return the box cut into smaller ones, unevenly, until they are about `least` stitches wide."""
    left, top, right, bottom = box
    draw, where = rng.random_sample(2)
    longer = max(right - left, bottom - top)
    if longer < 2 * least or (longer < 3.2 * least and draw < 0.25):
        return [box]
    at = round(longer * (0.33 + 0.34 * where))
    if right - left >= bottom - top:
        first, second = (left, top, left + at, bottom), (left + at, top, right, bottom)
    else:
        first, second = (left, top, right, top + at), (left, top + at, right, bottom)
    return _cut(first, least, rng) + _cut(second, least, rng)


def _cloth(rule: str, bias: float, box: Box, rng: Rng) -> _Cloth:
    columns, rows = box[2] - box[0], box[3] - box[1]
    upright = (np.arange(rows)[:, None] + _bits(rule, bias, columns + 1, rng)[None, :]) % 2 == 0
    level = (np.arange(columns)[None, :] + _bits(rule, bias, rows + 1, rng)[:, None]) % 2 == 0
    return _Cloth(box, upright, level)


def _bits(rule: str, bias: float, count: int, rng: Rng) -> Ints:
    """Return whether each line begins on the upper side of the cloth."""
    shift = int(rng.randint(0, 90))
    at = np.arange(count)
    coins = (rng.random_sample(max(count, 64)) < bias).astype(np.int64)
    golden = (1 + np.sqrt(5)) / 2
    return {
        "coin": coins[:count],
        "mirror": coins[np.abs(at - count // 2)],
        "refrain": coins[at % (5 + shift % 5)],
        "fibonacci": np.diff(np.floor((np.arange(count + 1) + shift + 1) / golden).astype(np.int64)),
        "thue-morse": np.array([n.bit_count() % 2 for n in range(shift, shift + count)]),
    }[rule]


def _patches(sides: Ints, scheme: Scheme, rng: Rng) -> tuple[Ints, list[RGB]]:
    """Return a tone for every patch, and the colours: large patches are quiet, small ones bright."""
    ones, count = ndimage.label(sides == 1)
    zeros, more = ndimage.label(sides == 0)
    patch = np.where(sides == 1, ones, zeros + count)
    inks = scheme.inks
    colours = [scheme.ground, *(mix(scheme.ground, ink, 0.3) for ink in inks), *inks, scheme.accent]
    tones = []
    # Patches of one size share a colour, which is what makes the motifs stand out.
    draws = rng.permutation(4096)
    for size in np.bincount(patch.ravel(), minlength=count + more + 1).tolist():
        draw = int(draws[size % 4096])
        if size <= 1:
            tones.append(len(colours) - 1 if draw % 2 else 0)
        elif size > sides.size * 0.1:
            tones.append(0)
        else:
            tones.append(1 + draw % len(inks) + (len(inks) if size < 60 else 0))
    return np.array(tones)[patch], colours
