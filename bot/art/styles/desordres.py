"""A grid of concentric squares, each a little off, some left out.

After Vera Molnár, "(Des)Ordres" (1974): concentric squares drawn by a plotter, their corners
disturbed and some of them omitted.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import CORNERS, RGB, Floats, Grid, Noise, Rng, Smooth, distance, equal_groups
from bot.art.naming import on_ground
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

UNRESTS = {
    "even": (2, text("evenly disturbed")),
    "centre": (2, text("most disturbed in the middle")),
    "drift": (3, text("disturbed in drifts")),
    "edge": (1, text("most disturbed at the edges")),
}
COLOURS = {
    "plotter": (2, text("one pen and a second for the exceptions")),
    "fields": (3, text("colour changing by neighbourhood")),
    "rings": (2, text("colour changing from the rim of each square to its heart")),
}


@dataclass(frozen=True)
class Desordres:
    cells: int = whole(4, 14, "squares along the short side")
    rings: int = whole(4, 11, "concentric squares in each")
    jitter: float = number(0.12, 0.75, "how far corners stray")
    gaps: float = number(0.05, 0.5, "how many squares are left out")
    unrest: Option = choice(UNRESTS, "where the disorder is")
    colours: Option = choice(COLOURS, "what decides a colour")
    solid: bool = flag(0.25, "filled squares in place of lines")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        if self.solid:
            grid = text("a grid of {cells} by {cells} stacked solid squares", cells=self.cells)
        else:
            grid = text("a grid of {cells} by {cells} concentric squares in line", cells=self.cells)
        return text(
            "{grid}, {where}, some left out, {colours}, {ground}",
            grid=grid,
            where=self.unrest.words,
            colours=self.colours.words,
            ground=on_ground(dark=self.night),
        )


@style(
    id="desordres",
    # Translators: the title of Vera Molnár's work; it stays.
    name=text("Des Ordres"),
    about=text("a grid of concentric squares, disturbed and incomplete"),
    source="Vera Molnár, (Des)Ordres, 1974",
)
def desordres(canvas: Smooth, traits: Desordres, palette: Palette, rng: Rng) -> None:
    """Draw the squares from the rim inwards, so that solid ones stack up like paper."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    grid = Grid.within(canvas, traits.cells, margin=70)
    rings = min(traits.rings, max(3, int(grid.side / (14 if traits.solid else 9))))
    centres, noise = grid.centres, Noise(rng)
    count = len(centres)
    unrest = _unrest(traits, (centres - canvas.centre) / (canvas.size / 2), noise, centres)
    region = equal_groups(noise.at(centres / 560 + [31.7, 0]), len(scheme.inks))

    sides = np.linspace(0.97, 0.1, rings)
    lots = rng.random_sample((count, rings))
    stray = rng.uniform(-1, 1, (count, rings, 4, 2))
    reach = (unrest[:, None] * traits.jitter * sides * 0.45)[..., None, None]
    shapes = CORNERS * sides[:, None, None] + stray * reach
    points = centres[:, None, None, :] + shapes * grid.side
    # Where it is unruly there is also more missing; a whole cell may go.
    drawn = lots > traits.gaps * (0.35 + unrest[:, None])
    drawn &= (rng.random_sample(count) > 0.05 * unrest)[:, None]
    exceptions = rng.random_sample((count, rings)) < 0.03
    stroke = float(np.clip(grid.side / rings * 0.27, 2.0, 8))
    for cell, ring in np.argwhere(drawn).tolist():
        colour = scheme.accent if exceptions[cell, ring] else _ink(traits, scheme, region[cell], ring, rings)
        if not traits.solid:
            canvas.polygon(points[cell, ring], None, colour, stroke)
        elif traits.colours == "plotter" and ring % 2:
            canvas.polygon(points[cell, ring], scheme.ground)
        else:
            canvas.polygon(points[cell, ring], colour)


def _unrest(traits: Desordres, place: Floats, noise: Noise, centres: Floats) -> Floats:
    """Return how disturbed each cell is, about 0 to 1; places run from -1 to 1 over the canvas."""
    away = distance(place, 0) / 1.2
    return {
        "even": np.full(len(place), 0.55),
        "centre": np.clip(1.15 - 1.2 * away, 0.04, 1),
        "drift": np.clip(0.45 + 1.5 * noise.at(centres / 420, 2), 0.03, 1.1),
        "edge": np.clip(away**2 * 1.2, 0.02, 1),
    }[traits.unrest]


def _ink(traits: Desordres, scheme: Scheme, region: int, ring: int, rings: int) -> RGB:
    """Return the ink of a square, by its neighbourhood or by its place among the rings."""
    inks = scheme.inks
    if traits.colours == "rings":
        return inks[-1 - (ring * len(inks) // rings)]
    if traits.colours == "fields":
        # Solid squares need a neighbour's colour inside, or they would merge.
        return inks[(region + (ring % 2 if traits.solid else 0)) % len(inks)]
    return inks[-1]
