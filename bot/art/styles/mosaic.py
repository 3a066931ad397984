"""Cells around points that have settled.

Source: Georges Voronoi's cells (1908), relaxed with Stuart Lloyd's algorithm (1957, published
1982): every site moves to the middle of its cell, again and again. Sites are drawn to a focus, so
the stones grow smaller towards it.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import Voronoi, cKDTree

from bot.art.drawing import SQUARE, Floats, Noise, Rng, Smooth, distance
from bot.art.drawing.colour import BLACK, RGB, WHITE, as_rgb, gradient, mix, oklab, srgb
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

SAMPLES = 14
MARGIN = 60.0
SHADES = 7
COLOURINGS = {
    "waves": (3, text("coloured in waves")),
    "halo": (3, text("coloured in a halo around one spot")),
    "patches": (2, text("coloured in patches")),
}


@dataclass(frozen=True)
class Mosaic:
    look: str = choice({"tiles": 3, "leaded": 2, "pebbles": 3, "gems": 2}, "what a cell looks like")
    colouring: Option = choice(COLOURINGS, "how colour moves over the picture")
    sites: int = whole(130, 620, "number of stones")
    pull: float = number(0.0, 5.0, "how much smaller they are at the focus")
    settled: int = whole(1, 5, "rounds of relaxation")
    grout: float = number(2.5, 8, "width of the joints")
    framed: bool = flag(0.35, "whether a margin stays empty")
    night: bool = flag(0.5, "whether the joints are dark")

    def describe(self, palette: Palette) -> Text:
        stones = self.sites
        look = {
            "tiles": text("a mosaic of {stones} tiles", stones=stones),
            "leaded": text("a mosaic of {stones} leaded panes", stones=stones),
            "pebbles": text("a mosaic of {stones} rounded pebbles", stones=stones),
            "gems": text("a mosaic of {stones} cut gems", stones=stones),
        }
        return text(
            "{mosaic}, {how}, {colours}",
            mosaic=look[self.look],
            how=self.colouring.words,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="mosaic",
    name=text("Mosaic"),
    about=text("cells around points that have settled"),
    source="Georges Voronoi, 1908; Stuart Lloyd, 1957",
)
def mosaic(canvas: Smooth, traits: Mosaic, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night or traits.look == "leaded")
    canvas.fill(scheme.ground)
    noise = Noise(rng)
    margin = MARGIN if traits.framed else -8.0
    low, high = np.array([margin, margin]), canvas.size - margin
    focus = low + (high - low) * rng.uniform(0.24, 0.76, 2)
    sites = _settle(traits, low, high, focus, rng)

    waver = noise.at(sites / 420, 3)
    away = distance(sites, focus) / 700
    value = {
        "waves": (sites[:, 1] - low[1]) / (high[1] - low[1]) * 1.9 + waver * 0.9,
        "halo": away * 1.7 + waver * 0.25,
        "patches": waver * 1.4 + away * 0.2,
    }[traits.colouring]
    value = value - value.min()
    value = value / value.max() + rng.normal(0, 0.035, len(sites))
    inks = np.array(scheme.inks)
    colours = gradient(inks, 24) if traits.colouring == "halo" else inks
    index = np.clip((value * len(colours)).astype(int), 0, len(colours) - 1)
    # Stones of one colour differ a little in lightness.
    shades = srgb(oklab(colours)[:, None] + np.linspace(-0.05, 0.05, SHADES)[:, None] * [1, 0, 0])
    shade = rng.randint(0, SHADES, len(sites))
    accented = rng.random_sample(len(sites)) < 0.025
    for nth, cell in enumerate(_cells(sites, low, high)):
        colour = scheme.accent if accented[nth] else as_rgb(shades[index[nth], shade[nth]])
        if traits.look == "pebbles":
            canvas.polygon(_pebble(cell, traits.grout), colour)
            continue
        canvas.polygon(cell, colour)
        if traits.look == "gems":
            _facets(canvas, cell, sites[nth], colour)
        canvas.polygon(cell, None, scheme.ground, traits.grout * (1.2 if traits.look == "leaded" else 0.8))
    if traits.framed and traits.look in ("tiles", "leaded"):
        canvas.polygon(np.where(SQUARE > 0, high, low), None, scheme.ground, traits.grout * 1.6)


def _settle(traits: Mosaic, low: Floats, high: Floats, focus: Floats, rng: Rng) -> Floats:
    """Return sites after Lloyd's relaxation, by sampling: denser towards the focus."""
    # Rounded, because the sides differ in their last digits from one size in pixels to the next.
    area = round(float(np.prod(high - low)) / 1e6, 6)
    # A gem takes a dozen polygons, so there are fewer of them.
    count = int(traits.sites * max(0.6, area) * (0.6 if traits.look == "gems" else 1))
    cloud = low + rng.random_sample((count * SAMPLES * 2, 2)) * (high - low)
    density = 1 + traits.pull * np.exp(-((distance(cloud, focus) / 260) ** 2))
    cloud = cloud[rng.random_sample(len(cloud)) * (1 + traits.pull) < density * 1.4]
    sites: Floats = cloud[:count].copy()
    for _ in range(traits.settled):
        owner = cKDTree(sites).query(cloud)[1]
        share = np.bincount(owner, minlength=len(sites))
        # A site without samples stays where it is.
        held = share > 0
        for axis in (0, 1):
            total = np.bincount(owner, cloud[:, axis], minlength=len(sites))
            sites[held, axis] = total[held] / share[held]
    return sites


def _cells(sites: Floats, low: Floats, high: Floats) -> list[Floats]:
    """Return the corners of each site's cell. Mirrored sites make the cells end at the frame."""
    mirrored = [sites]
    for axis in (0, 1):
        for edge in (low[axis], high[axis]):
            near = sites[np.abs(sites[:, axis] - edge) < 240].copy()
            near[:, axis] = 2 * edge - near[:, axis]
            mirrored.append(near)
    diagram = Voronoi(np.vstack(mirrored))
    cells = []
    for nth, site in enumerate(sites):
        region = diagram.regions[diagram.point_region[nth]]
        corners = diagram.vertices[[v for v in region if v >= 0]]
        turn = np.arctan2(corners[:, 1] - site[1], corners[:, 0] - site[0])
        cells.append(np.clip(corners[np.argsort(turn)], low, high))
    return cells


def _pebble(cell: Floats, grout: float) -> Floats:
    """Return a cell with a joint around it, its corners cut off again and again until it is round."""
    middle = cell.mean(axis=0)
    size = np.sqrt(((cell - middle) ** 2).sum(axis=1).mean())
    cell = middle + (cell - middle) * max(0.55, 1 - grout * 0.8 / size)
    for _ in range(3):
        after = np.roll(cell, -1, axis=0)
        cell = np.stack([cell * 0.75 + after * 0.25, cell * 0.25 + after * 0.75], axis=1).reshape(-1, 2)
    return cell


def _facets(canvas: Smooth, cell: Floats, site: Floats, colour: RGB) -> None:
    """Draw the facets of a cut gem, lit from one side, around its flat table."""
    table = site + (cell - site) * 0.56
    after, inner = np.roll(cell, -1, axis=0), np.roll(table, -1, axis=0)
    for a, b, c, d in zip(cell, after, inner, table, strict=True):
        slope = (b - a) @ [0.8, 0.6] / (np.hypot(*(b - a)) + 1e-9)
        canvas.polygon([a, b, c, d], mix(colour, WHITE if slope > 0 else BLACK, abs(slope) * 0.22))
