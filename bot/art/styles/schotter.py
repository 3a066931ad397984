"""Squares in rank and file that lose their hold and tumble into gravel.

After Georg Nees, "Schotter" (1968): a grid of squares, each turned and shifted at random by an
amount that grows from row to row.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import CORNERS, Floats, Grid, Noise, Rng, Smooth, rotated
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

PATHS = {
    "down": (4, text("towards the bottom")),
    "burst": (3, text("around a point off the middle")),
    "calm": (2, text("everywhere but around one calm place")),
    "corner": (2, text("towards one corner")),
    "drift": (2, text("in drifts")),
    "across": (1, text("from left to right")),
    "up": (1, text("towards the top")),
}
# Translators: how the squares are drawn; “nested” is one inside another.
FINISHES = {
    "outline": (4, text("outlined squares")),
    "glass": (3, text("translucent squares")),
    "solid": (3, text("solid squares")),
    "nested": (1, text("nested squares")),
}


@dataclass(frozen=True)
class Schotter:
    columns: int = whole(8, 24, "squares along the short side")
    disorder: float = number(0.9, 2.0, "how far the last squares fall out of line")
    onset: float = number(1.0, 2.6, "how late the order begins to give way")
    path: Option = choice(PATHS, "where the order dissolves")
    finish: Option = choice(FINISHES, "how a square is drawn")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{squares}, {columns} to a row {ground}, in strict order that breaks up into gravel {path}",
            squares=self.finish.words,
            columns=self.columns,
            ground=on_ground(dark=self.night),
            path=self.path.words,
        )


@style(
    id="schotter",
    # Translators: the title of Georg Nees's work; it stays.
    name=text("Schotter"),
    about=text("ranks of squares that tumble into gravel"),
    source="Georg Nees, Schotter, 1968",
)
def schotter(canvas: Smooth, traits: Schotter, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.within(canvas, traits.columns, margin=90)
    unrest = _unrest(traits, grid.centres / canvas.size, rng)
    count = len(unrest)
    turns = unrest * traits.disorder * rng.uniform(-1, 1, count) * np.pi / 2.6
    shifts = unrest[:, None] * traits.disorder * rng.uniform(-0.62, 0.62, (count, 2)) * grid.side
    draws = rng.random_sample(count)

    side = grid.side * (1.0 if traits.finish in ("outline", "glass") else 0.86)
    shapes = rotated(CORNERS, turns) * side
    places = grid.centres + shifts
    # Squares in order take the strongest ink; the farther one has come, the fainter its ink.
    inks = scheme.at_least(2, last=True)
    steps = (np.clip(unrest * 0.85 + (draws - 0.5) * 0.5, 0, 0.999) * len(inks)).astype(int)
    rare = (draws > 0.96) & (unrest > 0.06)
    stroke = float(np.clip(grid.side * 0.07, 2.2, 6))
    for shape, place, step, accented in zip(shapes, places, steps, rare, strict=True):
        colour = scheme.accent if accented else inks[-1 - step]
        if traits.finish == "solid":
            canvas.polygon(place + shape, colour)
        elif traits.finish == "glass":
            canvas.polygon(place + shape, colour, opacity=0.85 if accented else 0.32)
            canvas.polygon(place + shape, None, colour, stroke * 0.7)
        elif traits.finish == "nested":
            for share in (1.0, 0.66, 0.32):
                canvas.polygon(place + shape * share, None, colour, stroke)
        else:
            canvas.polygon(place + shape, None, colour, stroke * (1.6 if accented else 1.0))


def _unrest(traits: Schotter, at: Floats, rng: Rng) -> Floats:
    """Return how far from order each place is, 0 to 1; places run from 0 to 1 over the canvas."""
    x, y = at.T
    away = np.hypot(*(at - rng.uniform(0.25, 0.75, 2)).T) / 0.75
    unrest = {
        "down": y,
        "up": 1 - y,
        "across": x,
        "corner": (x + y) / 2 * 1.15,
        "burst": 1 - away,
        "calm": away,
        "drift": 0.5 + 0.9 * Noise(rng).fbm(x * 2.2, y * 2.2, 2),
    }[traits.path]
    return np.clip(unrest, 0, 1) ** traits.onset
