"""A grid of concentric squares, each a little off, some left out.

After Vera Molnár, "(Des)Ordres" (1974): concentric squares drawn by a plotter, their corners
disturbed and some of them omitted.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.canvas import Smooth
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

CORNERS = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
COLOURS = {
    "plotter": text("one pen and a second for the exceptions"),
    "fields": text("colour changing by neighbourhood"),
    "rings": text("colour changing from the rim of each square to its heart"),
}


@dataclass(frozen=True)
class Desordres:
    cells: int = whole(4, 14, "squares along the short side")
    rings: int = whole(4, 11, "concentric squares in each")
    jitter: float = number(0.12, 0.75, "how far corners stray")
    gaps: float = number(0.05, 0.5, "how many squares are left out")
    unrest: str = choice({"even": 2, "centre": 2, "drift": 3, "edge": 1}, "where the disorder is")
    colours: str = choice({"plotter": 2, "fields": 3, "rings": 2}, "what decides a colour")
    solid: bool = flag(0.25, "filled squares in place of lines")
    night: bool = flag(0.4, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        if self.solid:
            grid = text("a grid of {cells} by {cells} stacked solid squares", cells=self.cells)
        else:
            grid = text("a grid of {cells} by {cells} concentric squares in line", cells=self.cells)
        where = {
            "even": text("evenly disturbed"),
            "centre": text("most disturbed in the middle"),
            "drift": text("disturbed in drifts"),
            "edge": text("most disturbed at the edges"),
        }
        return text(
            "{grid}, {where}, some left out, {colours}, {ground}",
            grid=grid,
            where=where[self.unrest],
            colours=COLOURS[self.colours],
            ground=on_ground(dark=self.night),
        )


@style(
    id="desordres",
    # Translators: the title of Vera Molnár's work; it stays.
    name=text("Des Ordres"),
    about=text("a grid of concentric squares, disturbed and incomplete"),
    source="Vera Molnár, (Des)Ordres, 1974",
    traits=Desordres,
    surface=Smooth,
)
def desordres(canvas: Smooth, traits: Desordres, palette: Palette, rng: Rng) -> None:
    """Squares are laid from the rim inwards, so that solid ones stack up like paper."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    margin = 70.0
    pitch = (1000 - 2 * margin) / traits.cells
    columns, rows = (round((side - 2 * margin) / pitch) for side in (canvas.width, canvas.height))
    rings = min(traits.rings, max(3, int(pitch / (14 if traits.solid else 9))))
    down, across = (a.ravel() for a in np.mgrid[0:rows, 0:columns])
    centres = (np.stack([across, down], axis=1) - np.array([columns - 1, rows - 1]) / 2) * pitch
    centres += np.array(canvas.centre)
    count = len(centres)

    place = (centres - canvas.centre) / (np.array([canvas.width, canvas.height]) / 2)
    noise = Noise(rng)
    drift = noise.fbm(centres[:, 0] / 420, centres[:, 1] / 420, 2)
    hue = noise(centres[:, 0] / 560 + 31.7, centres[:, 1] / 560)
    away = np.hypot(*place.T) / 1.2
    strength = {
        "even": np.full(count, 0.55),
        "centre": np.clip(1.15 - 1.2 * away, 0.04, 1),
        "drift": np.clip(0.45 + 1.5 * drift, 0.03, 1.1),
        "edge": np.clip(away**2 * 1.2, 0.02, 1),
    }[traits.unrest]

    sides = np.linspace(0.97, 0.1, rings)
    lots = rng.random_sample((count, rings))
    stray = rng.uniform(-1, 1, (count, rings, 4, 2))
    reach = (strength[:, None] * traits.jitter * sides * 0.45)[..., None, None]
    shapes = CORNERS * sides[:, None, None] + stray * reach
    points = centres[:, None, None, :] + shapes * pitch

    # Where it is unruly there is also more missing; a whole cell may go.
    kept = lots > traits.gaps * (0.35 + strength[:, None])
    kept &= (rng.random_sample(count) > 0.05 * strength)[:, None]
    inks = scheme.inks
    order = np.argsort(np.argsort(hue, kind="stable"), kind="stable")
    region = np.minimum(order * len(inks) // count, len(inks) - 1)
    exceptions = rng.random_sample((count, rings)) < 0.03
    stroke = float(np.clip(pitch / rings * 0.27, 2.0, 8))
    for cell in range(count):
        for ring in range(rings):
            if not kept[cell, ring]:
                continue
            if exceptions[cell, ring]:
                colour = scheme.accent
            elif traits.colours == "rings":
                colour = inks[-1 - (ring * len(inks) // rings)]
            elif traits.colours == "fields":
                # Solid squares need a neighbour's colour inside, or they would merge.
                step = ring % 2 if traits.solid else 0
                colour = inks[(int(region[cell]) + step) % len(inks)]
            else:
                colour = inks[-1]
            if not traits.solid:
                canvas.polygon(points[cell, ring], None, colour, stroke)
            elif traits.colours == "plotter" and ring % 2:
                canvas.polygon(points[cell, ring], scheme.ground)
            else:
                canvas.polygon(points[cell, ring], colour)
