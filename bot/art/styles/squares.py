"""The picture that this bot began with."""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import BLACK, WHITE, Flat, Rng
from bot.art.palette import Palette
from bot.art.style import style, whole
from bot.i18n.text import Text, text

PITCH = 50


@dataclass(frozen=True)
class Squares:
    cells: int = whole(20, 39, "cells along the short side, 50 units apart")
    least: int = whole(20, 49, "shortest side of a rectangle")
    spread: int = whole(20, 99, "how much longer than that a side may be")

    def describe(self, palette: Palette) -> Text:
        return text(
            "overlapping black-edged rectangles, {least} to {most} wide, "
            "scattered over white in {colours} colours",
            least=self.least,
            most=self.least + self.spread,
            colours=len(palette.colours),
        )


@style(
    id="squares",
    name=text("Squares"),
    about=text("a jittered grid of outlined rectangles on white"),
    source="the Flask and HTMx tutorial that this project grew out of",
)
def squares(canvas: Flat, traits: Squares, palette: Palette, rng: Rng) -> None:
    """Draw as many rows as columns, and more of either on a canvas that is not square."""
    columns, rows = (round(traits.cells * side / 1000) for side in (canvas.width, canvas.height))
    count = columns * rows
    across, down = np.divmod(np.arange(count), rows)
    left = across * PITCH + rng.randint(0, 50, count)
    top = down * PITCH + rng.randint(0, 50, count)
    sides = rng.randint(traits.least, traits.least + traits.spread, (2, count))
    colours = rng.randint(0, len(palette.colours), count)
    strokes = rng.randint(1, 5, count)
    canvas.fill(WHITE)
    seen = (left < canvas.width) & (top < canvas.height)
    boxes = np.stack([left, top, left + sides[0], top + sides[1]], axis=1)[seen].tolist()
    for box, colour, stroke in zip(boxes, colours[seen].tolist(), strokes[seen].tolist(), strict=True):
        canvas.rectangle(box, palette.colours[colour], BLACK, stroke)
