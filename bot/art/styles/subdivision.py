"""A rectangle cut in two, and the pieces again, until they are small enough; a few are coloured.

After Piet Mondrian's grid compositions (1920s) and their machine imitations from A. Michael Noll,
"Computer Composition with Lines" (1964), onwards; recursive halving as in Bentley's k-d tree (1975).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.canvas import Flat
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Box = tuple[float, float, float, float]
RATIOS: dict[str, tuple[Text, tuple[float, ...]]] = {
    "halves": (text("rectangles cut in halves"), (0.5,)),
    "golden": (text("rectangles cut by the golden section"), (0.382, 0.618)),
    "thirds": (text("rectangles cut in thirds"), (1 / 3, 2 / 3)),
    "free": (text("rectangles cut at will"), ()),
}
FINISHES = {
    "bars": text("divided by heavy bars"),
    "mats": text("each on a mat of its own with room between"),
    "windows": text("set one into another like windows"),
    "weave": text("some of them hatched"),
}


@dataclass(frozen=True)
class Subdivision:
    depth: int = whole(5, 10, "how many times a piece may be cut")
    ratio: str = choice({"golden": 3, "free": 3, "thirds": 2, "halves": 2}, "where a cut falls")
    finish: str = choice({"bars": 4, "mats": 3, "windows": 2, "weave": 3}, "how pieces are set")
    accents: float = number(0.18, 0.7, "how many pieces are coloured")
    stroke: float = number(5.0, 17.0, "width of bars and gaps")
    focus: str = choice({"point": 4, "even": 2, "edge": 1}, "where the pieces are smallest")
    night: bool = flag(0.35, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        focus = {
            "point": text("smallest around one point"),
            "even": text("of many sizes"),
            "edge": text("smallest along an edge"),
        }
        few = self.accents < 0.35
        return text(
            "{rectangles}, {focus}, {finish}, {colours} {ground}",
            rectangles=RATIOS[self.ratio][0],
            focus=focus[self.focus],
            finish=FINISHES[self.finish],
            colours=text("a few of them coloured") if few else text("many of them coloured"),
            ground=on_ground(dark=self.night),
        )


@style(
    id="subdivision",
    name=text("Subdivision"),
    about=text("rectangles cut again and again, a few of them coloured"),
    source="after Piet Mondrian, 1920s; A. Michael Noll, 1964",
    traits=Subdivision,
    surface=Flat,
)
def subdivision(canvas: Flat, traits: Subdivision, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    inks, ground = scheme.inks, scheme.ground
    bar = inks[-1] if traits.finish == "bars" else ground
    canvas.fill(bar)
    half = traits.stroke / 2
    edge = -half if traits.finish == "bars" else 45.0
    everything = (edge, edge, canvas.width - edge, canvas.height - edge)
    focus = rng.uniform(0.2, 0.8, 2) * [canvas.width, canvas.height]
    boxes = _cut(everything, traits, focus.tolist(), canvas, rng)
    areas = np.array([(b[2] - b[0]) * (b[3] - b[1]) for b in boxes])
    # Colour goes to pieces of every size: large ones carry the composition, small ones the rhythm.
    lots = rng.random_sample((len(boxes), 4))
    biggest = np.sqrt(areas / areas.max())
    fills = inks[:-1] if traits.finish == "bars" and len(inks) > 1 else inks
    paper = [ground, ground, mix(ground, inks[0], 0.12), mix(ground, inks[-1], 0.07)]
    if traits.finish != "bars":
        paper = [
            mix(ground, inks[0], 0.16),
            mix(ground, inks[-1], 0.1),
            mix(ground, inks[len(inks) // 2], 0.22),
        ]
    for box, size, (take, which, what, how) in zip(boxes, biggest.tolist(), lots.tolist(), strict=True):
        inner = (box[0] + half, box[1] + half, box[2] - half, box[3] - half)
        if inner[2] - inner[0] < 3 or inner[3] - inner[1] < 3:
            continue
        if take < traits.accents * (1 - 0.35 * size):
            rare = which < 0.1 and size < 0.6
            colour = scheme.accent if rare else fills[int(which * len(fills))]
        else:
            colour = paper[int(which * len(paper))]
        _block(canvas, *inner, colour)
        if traits.finish == "windows" and what < 0.55:
            _windows(canvas, inner, traits.stroke, (ground, *inks), how)
        elif traits.finish == "weave" and what < 0.35:
            _hatch(canvas, inner, traits.stroke, inks[-1] if colour in paper else ground, how)


def _cut(box: Box, traits: Subdivision, focus: list[float], canvas: Flat, rng: Rng) -> list[Box]:
    done: list[Box] = []
    waiting = [(box, 0)]
    while waiting:
        (left, top, right, bottom), depth = waiting.pop()
        width, height = right - left, bottom - top
        lot, where, way = rng.random_sample(3)
        x, y = (left + right) / 2, (top + bottom) / 2
        if traits.focus == "point":
            away = float(np.hypot(x - focus[0], y - focus[1])) / 560
        elif traits.focus == "edge":
            away = y / canvas.height * 1.5
        else:
            away = 0.55
        largest = 150 + 330 * min(1.0, away)
        least = max(3.2 * traits.stroke, 26 + 60 * min(1.0, away))
        stop = 0.04 + 0.2 * away
        small = max(width, height) < largest
        if min(width, height) < least or (small and (depth >= traits.depth or lot < stop)):
            done.append((left, top, right, bottom))
            continue
        _, options = RATIOS[traits.ratio]
        part = options[int(where * len(options))] if options else 0.25 + 0.5 * where
        if way < (0.88 if width > height else 0.12):
            at = left + width * part
            pieces = [(left, top, at, bottom), (at, top, right, bottom)]
        else:
            at = top + height * part
            pieces = [(left, top, right, at), (left, at, right, bottom)]
        waiting += [(piece, depth + 1) for piece in pieces]
    return done


def _windows(canvas: Flat, box: Box, stroke: float, colours: tuple[RGB, ...], lot: float) -> None:
    """Smaller rectangles inside, each a step of the same width."""
    left, top, right, bottom = box
    step = max(stroke, min(right - left, bottom - top) / (4.5 + 3 * lot))
    for ring in range(1, 4):
        inset = ring * step
        if right - left < 2.4 * inset or bottom - top < 2.4 * inset:
            return
        colour = colours[(ring * 2 + int(lot * 97)) % len(colours)]
        _block(canvas, left + inset, top + inset, right - inset, bottom - inset, colour)


def _hatch(canvas: Flat, box: Box, stroke: float, colour: RGB, lot: float) -> None:
    left, top, right, bottom = box
    pitch = max(8.0, stroke * (0.9 + lot))
    upright = lot * 10 % 1 < 0.5
    length = right - left if upright else bottom - top
    count = int(length / pitch)
    if count < 2:
        return
    gap = length / count
    for line in range(count):
        at = (line + 0.5) * gap
        if upright:
            _block(canvas, left + at - gap / 5, top, left + at + gap / 5, bottom, colour)
        else:
            _block(canvas, left, top + at - gap / 5, right, top + at + gap / 5, colour)


def _block(canvas: Flat, left: float, top: float, right: float, bottom: float, colour: RGB) -> None:
    """A rectangle without its last row and column of pixels, so that fine ones stay fine at any size."""
    pixel = 1 / canvas.scale
    canvas.rectangle((left, top, max(left, right - pixel), max(top, bottom - pixel)), colour)
