"""Maps of land that never was: level lines of a noise field, every fifth one an index line.

Level lines after Charles Hutton's survey of Schiehallion (1774); layer tints after Franz von
Hauslab (1842); relief lit from the north-west, as Swiss maps are.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import BLACK, RGB, Floats, Noise, Picture, Rng, Smooth, direction, gradient, mix
from bot.art.drawing.shading import bands, blend, enlarged, level_lines, relief, shade
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 5.0
INDEX = 5
SHORE = 0.45
TERRAINS = {
    "hills": (3, text("a contour map of hills")),
    "ridges": (3, text("a contour map of ridges")),
    "islands": (3, text("a contour map of islands")),
    "terraces": (2, text("a contour map of terraces")),
    "craters": (1, text("a contour map of craters")),
}
# Translators: cartographers' terms; layer tints are colours by height.
FINISHES = {
    "layer tints": (4, text("layer tints")),
    "bare lines": (3, text("bare lines")),
    "lit relief": (3, text("lit relief")),
}


@dataclass(frozen=True)
class Contours:
    levels: int = whole(20, 54, "level lines from the lowest to the highest point")
    feature: float = number(210, 480, "width of a hill")
    terrain: Option = choice(TERRAINS, "kind of land")
    finish: Option = choice(FINISHES, "what lies between the lines")
    night: bool = flag(0.4, "whether the sheet is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{map} with {levels} levels and heavier index lines, {finish} {sheet}, one summit marked",
            map=self.terrain.words,
            levels=self.levels,
            finish=self.finish.words,
            sheet=text("on a dark sheet") if self.night else text("on a pale sheet"),
        )


@style(
    id="contours",
    name=text("Contours"),
    about=text("a topographic map of land that never was"),
    source="level lines, Charles Hutton 1778; layer tints, Franz von Hauslab 1842",
)
def contours(canvas: Smooth, traits: Contours, palette: Palette, rng: Rng) -> None:
    """Draw a field from 0 to `levels`, whose whole values are the lines."""
    scheme = palette.scheme(dark=traits.night)
    xs, ys = canvas.mesh(CELL)
    land = _land(canvas, traits, xs, ys, rng) * traits.levels
    height, steep = enlarged(canvas, land, CELL)
    ground, inks = scheme.ground, scheme.inks
    line: RGB | Picture = inks[-1]
    index: RGB | Picture = inks[-1]
    if traits.finish == "bare lines":
        # Lines that change colour as they climb tell the valleys from the heights.
        line = index = shade(height / traits.levels, [*inks[-3:], scheme.accent])
        flood = mix(ground, scheme.accent, 0.16)
        picture = bands(height - traits.levels * 0.3 + 1, steep, [flood, ground])
    else:
        stops = [ground, *scheme.at_least(2, 0.5)[:-1]]
        picture = bands(height / 2, steep / 2, gradient(stops, traits.levels // 2 + 1))
        line = mix(ground, BLACK, 0.35 if traits.night else 0.55)
    if traits.finish == "lit relief":
        picture = relief(canvas, picture, land / traits.levels * traits.feature * 0.55, CELL, 0.6)
    thin = canvas.scale * (1.1 if traits.levels > 30 else 1.5)
    opacity = 1.0 if traits.finish == "bare lines" else 0.5
    picture = blend(picture, line, level_lines(height, steep, thin) * opacity)
    canvas.paint(blend(picture, index, level_lines(height / INDEX, steep / INDEX, thin * 2.1)))

    summit = np.unravel_index(int(np.argmax(land)), land.shape)
    x, y = float(xs[summit]), float(ys[summit])
    canvas.circle(x, y, 9, ground)
    canvas.circle(x, y, 6, scheme.accent)


def _land(canvas: Smooth, traits: Contours, xs: Floats, ys: Floats, rng: Rng) -> Floats:
    """Return the height of the land, 0 to about 1."""
    noise, bend = Noise(rng), Noise(rng)
    x, y = xs / traits.feature + rng.uniform(0, 99), ys / traits.feature + rng.uniform(0, 99)
    # Valleys that wander a little look as if water had cut them; plain noise looks like dough.
    x, y = x + bend(x * 0.8, y * 0.8) * 0.4, y + bend(x * 0.8 + 50, y * 0.8) * 0.4
    land = noise.fbm(x, y, 4, 0.36)
    # One massif off the middle is higher than all else, so that there is somewhere to look.
    left, top = canvas.size * (0.5 + 0.26 * direction(rng.uniform(0, 2 * np.pi)))
    massif = np.exp(-((xs - left) ** 2 + (ys - top) ** 2) / (2 * 300.0**2))
    if traits.terrain == "ridges":
        land = 0.4 - np.abs(noise.fbm(x * 0.8, y * 0.8, 3, 0.36)) * 1.3
    elif traits.terrain == "craters":
        away = np.abs(land - 0.05)
        land = land * 0.5 + 0.3 * np.exp(-(((away - 0.2) / 0.1) ** 2))
    land = land + 0.75 * massif
    land = (land - land.min()) / (np.ptp(land) + 1e-9)
    if traits.terrain == "terraces":
        land = land + np.sin(land * 2 * np.pi * 4) / (2 * np.pi * 4) * 0.8
    if traits.terrain == "islands":
        land = np.where(land > SHORE, land, SHORE - (SHORE - land) * 0.35)
    return land
