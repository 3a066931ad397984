"""Squares in rank and file that lose their hold and tumble into gravel.

After Georg Nees, "Schotter" (1968): a grid of squares, each turned and shifted at random by an
amount that grows from row to row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

MARGIN = 90.0
CORNERS = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
PATHS = {
    "down": text("towards the bottom"),
    "up": text("towards the top"),
    "across": text("from left to right"),
    "corner": text("towards one corner"),
    "burst": text("around a point off the middle"),
    "calm": text("everywhere but around one calm place"),
    "drift": text("in drifts"),
}
# Translators: how the squares are drawn; “nested” is one inside another.
FINISHES = {
    "outline": text("outlined squares"),
    "glass": text("translucent squares"),
    "solid": text("solid squares"),
    "nested": text("nested squares"),
}


@dataclass(frozen=True)
class Schotter:
    columns: int = whole(8, 24, "squares along the short side")
    disorder: float = number(0.9, 2.0, "how far the last squares fall out of line")
    onset: float = number(1.0, 2.6, "how late the order begins to give way")
    path: str = choice(
        {"down": 4, "burst": 3, "calm": 2, "corner": 2, "drift": 2, "across": 1, "up": 1},
        "where the order dissolves",
    )
    finish: str = choice({"outline": 4, "glass": 3, "solid": 3, "nested": 1}, "how a square is drawn")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{squares}, {columns} to a row {ground}, in strict order that breaks up into gravel {path}",
            squares=FINISHES[self.finish],
            columns=self.columns,
            ground=on_ground(dark=self.night),
            path=PATHS[self.path],
        )


@style(
    id="schotter",
    # Translators: the title of Georg Nees's work; it stays.
    name=text("Schotter"),
    about=text("ranks of squares that tumble into gravel"),
    source="Georg Nees, Schotter, 1968",
    traits=Schotter,
    surface=Smooth,
)
def schotter(canvas: Smooth, traits: Schotter, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    pitch = (1000 - 2 * MARGIN) / traits.columns
    columns, rows = (round((side - 2 * MARGIN) / pitch) for side in (canvas.width, canvas.height))
    down, across = (a.ravel() for a in np.mgrid[0:rows, 0:columns])
    grid = np.stack([across, down], axis=1) - np.array([columns - 1, rows - 1]) / 2
    centres = grid * pitch + np.array(canvas.centre)

    unrest = _unrest(traits, centres / [canvas.width, canvas.height], rng)
    count = len(centres)
    turns = unrest * traits.disorder * rng.uniform(-1, 1, count) * np.pi / 2.6
    shifts = unrest[:, None] * traits.disorder * rng.uniform(-0.62, 0.62, (count, 2)) * pitch
    lots = rng.random_sample(count)

    cos, sin = np.cos(turns), np.sin(turns)
    turn = np.stack([np.stack([cos, -sin], axis=1), np.stack([sin, cos], axis=1)], axis=1)
    side = pitch * (1.0 if traits.finish in ("outline", "glass") else 0.86)
    shapes = CORNERS @ turn.transpose(0, 2, 1) * side
    places = centres + shifts

    # Order is drawn in the quietest voice; the further a square has come, the more it says.
    inks = scheme.inks if len(scheme.inks) > 1 else (scheme.inks[0], mix(scheme.inks[0], scheme.ground, 0.4))
    loud = np.clip(unrest * 0.85 + (lots - 0.5) * 0.5, 0, 0.999)
    steps = (loud * len(inks)).astype(int)
    chosen = [inks[-1 - i] for i in steps.tolist()]
    rare = (lots > 0.96) & (unrest > 0.06)
    stroke = float(np.clip(pitch * 0.07, 2.2, 6))
    for at in range(count):
        shape, place = shapes[at], places[at]
        colour = scheme.accent if rare[at] else chosen[at]
        if traits.finish == "solid":
            canvas.polygon(place + shape, colour)
        elif traits.finish == "glass":
            canvas.polygon(place + shape, colour, opacity=0.32 if not rare[at] else 0.85)
            canvas.polygon(place + shape, None, colour, stroke * 0.7)
        elif traits.finish == "nested":
            for inner in (1.0, 0.66, 0.32):
                canvas.polygon(place + shape * inner, None, colour, stroke)
        else:
            canvas.polygon(place + shape, None, colour, stroke * (1.6 if rare[at] else 1.0))


def _unrest(traits: Schotter, at: NDArray[np.float64], rng: Rng) -> NDArray[np.float64]:
    """How far from order each place is, 0 to 1; places run from 0 to 1 over the canvas."""
    x, y = at.T
    fx, fy = rng.uniform(0.25, 0.75, 2)
    away = np.hypot(x - fx, y - fy) / 0.75
    noise = Noise(rng)
    match traits.path:
        case "down":
            raw = y
        case "up":
            raw = 1 - y
        case "across":
            raw = x
        case "corner":
            raw = (x + y) / 2 * 1.15
        case "burst":
            raw = 1 - away
        case "calm":
            raw = away
        case _:
            raw = 0.5 + 0.9 * noise.fbm(x * 2.2, y * 2.2, 2)
    unrest: NDArray[np.float64] = np.clip(raw, 0, 1) ** traits.onset
    return unrest
