"""A rectangle cut in two, and the pieces again, until they are small enough; a few are coloured.

After Piet Mondrian's grid compositions (1920s) and their machine imitations from A. Michael Noll,
"Computer Composition with Lines" (1964), onwards; recursive halving as in Bentley's k-d tree (1975).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.art.drawing import RGB, Flat, Rng, mix, pick
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

# Each with the shares of a side at which it may be cut; none for any share.
RATIOS = {
    "golden": (3, text("rectangles cut by the golden section"), (0.382, 0.618)),
    "free": (3, text("rectangles cut at will"), ()),
    "thirds": (2, text("rectangles cut in thirds"), (1 / 3, 2 / 3)),
    "halves": (2, text("rectangles cut in halves"), (0.5,)),
}
FINISHES = {
    "bars": (4, text("divided by heavy bars")),
    "mats": (3, text("each on a mat of its own with room between")),
    "windows": (2, text("set one into another like windows")),
    "weave": (3, text("some of them hatched")),
}
FOCUSES = {
    "point": (4, text("smallest around one point")),
    "even": (2, text("of many sizes")),
    "edge": (1, text("smallest along an edge")),
}


@dataclass(frozen=True)
class Subdivision:
    depth: int = whole(5, 10, "how many times a piece may be cut")
    ratio: Option = choice(RATIOS, "where a cut falls")
    finish: Option = choice(FINISHES, "how pieces are set")
    accents: float = number(0.18, 0.7, "how many pieces are coloured")
    stroke: float = number(5.0, 17.0, "width of bars and gaps")
    focus: Option = choice(FOCUSES, "where the pieces are smallest")
    night: bool = flag(0.35, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        few = self.accents < 0.35
        return text(
            "{rectangles}, {focus}, {finish}, {colours} {ground}",
            rectangles=self.ratio.words,
            focus=self.focus.words,
            finish=self.finish.words,
            colours=text("a few of them coloured") if few else text("many of them coloured"),
            ground=on_ground(dark=self.night),
        )


class _Box(NamedTuple):
    """A rectangle, in units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def inset(self, by: float) -> "_Box":
        """Return the rectangle that is smaller by this much on every side."""
        return _Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


@style(
    id="subdivision",
    name=text("Subdivision"),
    about=text("rectangles cut again and again, a few of them coloured"),
    source="after Piet Mondrian, 1920s; A. Michael Noll, 1964",
)
def subdivision(canvas: Flat, traits: Subdivision, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, inks, bars = scheme.ground, scheme.inks, traits.finish == "bars"
    canvas.fill(inks[-1] if bars else ground)
    half = traits.stroke / 2
    boxes = _cut(canvas, traits, rng)
    draws = rng.random_sample((len(boxes), 4))
    areas = np.array([box.width * box.height for box in boxes])
    sizes = np.sqrt(areas / areas.max()).tolist()
    fills = inks[:-1] if bars and len(inks) > 1 else inks
    papers = _papers(scheme, bars=bars)
    for box, size, (take, which, what, how) in zip(boxes, sizes, draws.tolist(), strict=True):
        inner = box.inset(half)
        if min(inner.width, inner.height) < 3:
            continue
        # Pieces of every size are coloured: large ones carry the composition, small ones the rhythm.
        coloured = take < traits.accents * (1 - 0.35 * size)
        if coloured and which < 0.1 and size < 0.6:
            colour = scheme.accent
        else:
            colour = pick(fills if coloured else papers, which)
        _block(canvas, inner, colour)
        if traits.finish == "windows" and what < 0.55:
            _windows(canvas, inner, traits.stroke, (ground, *inks), how)
        elif traits.finish == "weave" and what < 0.35:
            _hatch(canvas, inner, traits.stroke, inks[-1] if colour in papers else ground, how)


def _papers(scheme: Scheme, *, bars: bool) -> list[RGB]:
    """Return the pale colours of the pieces that are left without an ink."""
    ground, inks = scheme.ground, scheme.inks
    if bars:
        return [ground, ground, mix(ground, inks[0], 0.12), mix(ground, inks[-1], 0.07)]
    # Without bars, pieces in the colour of the ground could not be seen.
    return [
        mix(ground, inks[0], 0.16),
        mix(ground, inks[-1], 0.1),
        mix(ground, inks[len(inks) // 2], 0.22),
    ]


def _cut(canvas: Flat, traits: Subdivision, rng: Rng) -> list[_Box]:
    """Return the pieces that the canvas is cut into."""
    margin = -traits.stroke / 2 if traits.finish == "bars" else 45.0
    focus_x, focus_y = (rng.uniform(0.2, 0.8, 2) * canvas.size).tolist()
    waiting = [(_Box(0, 0, canvas.width, canvas.height).inset(margin), 0)]
    done = []
    while waiting:
        box, depth = waiting.pop()
        draw, where, way = rng.random_sample(3)
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        away = 0.55
        if traits.focus == "point":
            away = float(np.hypot(x - focus_x, y - focus_y)) / 560
        elif traits.focus == "edge":
            away = y / canvas.height * 1.5
        thin = min(box.width, box.height) < max(3.2 * traits.stroke, 26 + 60 * min(1.0, away))
        small = max(box.width, box.height) < 150 + 330 * min(1.0, away)
        if thin or (small and (depth >= traits.depth or draw < 0.04 + 0.2 * away)):
            done.append(box)
            continue
        share = pick(traits.ratio.value, where) if traits.ratio.value else 0.25 + 0.5 * where
        if way < (0.88 if box.width > box.height else 0.12):
            at = box.left + box.width * share
            pieces = box._replace(right=at), box._replace(left=at)
        else:
            at = box.top + box.height * share
            pieces = box._replace(bottom=at), box._replace(top=at)
        waiting += [(piece, depth + 1) for piece in pieces]
    return done


def _windows(canvas: Flat, box: _Box, stroke: float, colours: tuple[RGB, ...], draw: float) -> None:
    """Draw smaller rectangles inside, each smaller by the same step."""
    short = min(box.width, box.height)
    step = max(stroke, short / (4.5 + 3 * draw))
    for ring in range(1, 4):
        inset = ring * step
        if short < 2.4 * inset:
            return
        _block(canvas, box.inset(inset), colours[(ring * 2 + int(draw * 97)) % len(colours)])


def _hatch(canvas: Flat, box: _Box, stroke: float, colour: RGB, draw: float) -> None:
    """Draw parallel bars across the rectangle, along its height or its width."""
    upright = draw * 10 % 1 < 0.5
    length = box.width if upright else box.height
    count = int(length / max(8.0, stroke * (0.9 + draw)))
    if count < 2:
        return
    gap = length / count
    for line in range(count):
        at = (box.left if upright else box.top) + (line + 0.5) * gap
        low, high = at - gap / 5, at + gap / 5
        bar = box._replace(left=low, right=high) if upright else box._replace(top=low, bottom=high)
        _block(canvas, bar, colour)


def _block(canvas: Flat, box: _Box, colour: RGB) -> None:
    """Draw a rectangle without its last row and column of pixels, so that fine ones stay fine at any size."""
    left, top, right, bottom = box
    pixel = 1 / canvas.scale
    canvas.rectangle((left, top, max(left, right - pixel), max(top, bottom - pixel)), colour)
