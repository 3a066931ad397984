"""Plants written by a grammar and drawn by a turtle.

Source: Aristid Lindenmayer, "Mathematical models for cellular interactions in development" (1968);
Przemyslaw Prusinkiewicz and Lindenmayer, "The Algorithmic Beauty of Plants" (1990).
"""

from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.lsystem import rewritten, walk
from bot.art.drawing.points import direction
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text


@dataclass(frozen=True)
class _Species:
    """How a grammar becomes a plant.

    :ivar angle: of a turn, in degrees.
    :ivar shrink: length of a branch's steps, as a share of its bough's.
    :ivar leaf: its length in steps, and its width as a share of that.
    :ivar tip: what the buds become that are left over.
    :ivar hardy: whether it keeps a few leaves in winter.
    """

    rounds: int
    angle: float
    shrink: float
    leaf: tuple[float, float]
    axiom: str = "X"
    tip: str = "K"
    hardy: bool = False


SPECIES = {
    "fern": _Species(15, 38, 0.6, (0.9, 0.34), tip="L"),
    "shrub": _Species(6, 25, 0.86, (0.9, 0.5)),
    "herb": _Species(5, 42, 0.72, (1.7, 0.42)),
    "umbel": _Species(4, 23, 0.74, (2.6, 0.3)),
    "reed": _Species(6, 24, 0.8, (6.5, 0.11), "[(((X][(X][X][)X][)))X]", hardy=True),
    "vine": _Species(8, 55, 0.8, (1.5, 0.75), "[((X][X][))X]", hardy=True),
}
# What each bud may become. L is a leaf, K a flower, every other letter a bud.
GRAMMARS: dict[str, dict[str, tuple[str, ...]]] = {
    "fern": {"X": ("F[+Y][-Y]X",), "Y": ("F[++L][--L]Y",)},
    "shrub": {"X": ("F[+X]F[-X]LX", "F[-X]F[+X]LX", "F[+XL][-X]F")},
    "herb": {"X": ("F[+L]F[-L]F[+W]F[-W]X",), "W": ("FF[+L]F[-L]FW",)},
    "umbel": {
        "X": ("F[+LF]F[-LF]FFFF[+FFFFFU]FF[-FFFFFU]FFFFU",),
        "U": ("[FFFV][+FFFV][-FFFV][++FFFV][--FFFV][+++FFV][---FFV]",),
        "V": ("[FK][+FK][-FK][++FK][--FK]",),
    },
    "reed": {"X": ("F[+L]FF[-L]FX", "F[-L]FF[+L]FX")},
    "vine": {"X": ("F[+L]F[-L]F[+FFLK]X", "F[-L]F[+L]F[-FFLK]X")},
}


# Translators: alone, in a row, and as a meadow.
NAMES = {
    "fern": (text("one fern"), text("a row of ferns"), text("a meadow of ferns")),
    "shrub": (text("one shrub"), text("a row of shrubs"), text("a meadow of shrubs")),
    "herb": (text("one herb"), text("a row of herbs"), text("a meadow of herbs")),
    "umbel": (text("one umbel"), text("a row of umbels"), text("a meadow of umbels")),
    "reed": (text("one reed"), text("a row of reeds"), text("a meadow of reeds")),
    "vine": (text("one vine"), text("a row of vines"), text("a meadow of vines")),
}


@dataclass(frozen=True)
class Plants:
    species: str = choice(dict.fromkeys(SPECIES, 1), "which grammar")
    layout: str = choice({"specimen": 3, "row": 2.5, "meadow": 3.5}, "how many stand where")
    season: str = choice({"spring": 3, "summer": 3, "autumn": 2.5, "winter": 1}, "leaves and flowers")
    curl: float = number(-2.2, 2.2, "how the stems bend, in degrees a step")
    disc: bool = flag(0.6, "whether a sun or moon stands behind")
    potted: bool = flag(0.35, "whether they grow in pots")
    night: bool = flag(0.4, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        one, row, meadow = NAMES[self.species]
        plants = {"specimen": one, "row": row, "meadow": meadow}[self.layout]
        if self.potted and self.layout == "specimen":
            plants = text("{plants} in a pot", plants=plants)
        elif self.potted and self.layout == "row":
            plants = text("{plants} in pots", plants=plants)
        season = {
            "spring": text("in spring"),
            "summer": text("in summer"),
            "autumn": text("in autumn"),
            "winter": text("in winter"),
        }[self.season]
        colours = in_colours(palette, dark=self.night)
        if not self.disc:
            return text("{plants} {season}, {colours}", plants=plants, season=season, colours=colours)
        disc = text("before a moon") if self.night else text("before a sun")
        return text(
            "{plants} {season} {disc}, {colours}", plants=plants, season=season, disc=disc, colours=colours
        )


@style(
    id="plants",
    name=text("L-system plants"),
    about=text("plants written by a grammar and drawn by a turtle"),
    source="Aristid Lindenmayer, 1968; Przemyslaw Prusinkiewicz, 1990",
    traits=Plants,
    surface=Smooth,
)
def plants(canvas: Smooth, traits: Plants, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    if traits.disc:
        alone = traits.layout == "specimen"
        strong = traits.season == "winter" or rng.random_sample() < 0.4
        x = canvas.width * (0.5 if alone else rng.uniform(0.25, 0.75))
        y = canvas.height * rng.uniform(0.34, 0.44)
        radius = 300.0 if alone else rng.uniform(120, 230)
        canvas.circle(x, y, radius, mix(scheme.ground, scheme.accent, 0.85 if strong else 0.3))
    draw = _meadow if traits.layout == "meadow" else _floor
    draw(canvas, traits, [scheme.ground, scheme.accent, *inks], rng)


def _floor(canvas: Smooth, traits: Plants, colours: list[RGB], rng: Rng) -> None:
    """One specimen, or a row of plants."""
    ground, accent, *inks = colours
    w, h = canvas.width, canvas.height
    alone = traits.layout == "specimen"
    count = 1 if alone else max(3, round(int(rng.randint(3, 6)) * w / max(h, 1000)))
    floor, pitch = h * 0.88, w * 0.9 / count
    pot = min(95.0, pitch * 0.34) if traits.potted else 0.0
    if not (alone and pot):
        canvas.polygon([(0, floor), (w, floor), (w, h), (0, h)], mix(ground, inks[0], 0.55))
    for nth in range(count):
        x = w / 2 + (nth - (count - 1) / 2) * pitch
        tall = h * (0.76 if alone else rng.uniform(0.42, 0.72)) - pot
        wide = pitch * (0.96 if alone else 1.2)
        _plant(canvas, traits, colours, (x, floor - pot * 1.25), (wide, tall), rng)
        if pot:
            _pot(canvas, x, floor, pot, accent if alone else inks[nth % len(inks)], ground)


def _meadow(canvas: Smooth, traits: Plants, colours: list[RGB], rng: Rng) -> None:
    """Three rows, the far ones small and faded."""
    ground, _, *inks = colours
    w, h = canvas.width, canvas.height
    for row, haze in enumerate((0.62, 0.34, 0.0)):
        floor = h * (0.7 + 0.115 * row)
        x = np.linspace(-10, w + 10, 50)
        swell = floor + 16 * np.sin(x / w * rng.uniform(3, 7) + rng.uniform(0, 6))
        count = max(2, round((7.1 - 1.5 * row) * w / 1000))
        pitch = w / count
        faded = [mix(colour, ground, haze) for colour in colours]
        for nth in range(count):
            at = (nth + 0.5 + rng.uniform(-0.35, 0.35)) * pitch
            tall = h * rng.uniform(0.7, 1.1) * (0.24 + 0.125 * row)
            _plant(canvas, traits, faded, (at, floor + 6), (pitch * 1.7, tall), rng)
        soil = mix(ground, inks[min(row, len(inks) - 1)], 0.3 + 0.22 * row)
        canvas.polygon([*zip(x, swell, strict=True), (w + 10, h + 10), (-10, h + 10)], soil)


def _pot(canvas: Smooth, x: float, floor: float, size: float, colour: RGB, ground: RGB) -> None:
    shapes = ((1.2, 0.62, 0.0, 0.42, colour), (1.32, 0.7, 1.05, 0.7, mix(colour, ground, 0.25)))
    for top, above, bottom, below, fill in shapes:
        corners = np.array([(-above, -top), (above, -top), (below, -bottom), (-below, -bottom)])
        canvas.polygon((x, floor) + corners * size, fill)


def _plant(
    canvas: Smooth,
    traits: Plants,
    colours: list[RGB],
    foot: tuple[float, float],
    room: tuple[float, float],
    rng: Rng,
) -> None:
    """One plant, standing on its foot, as large as its room (width and height) lets it be."""
    ground, accent, *inks = colours
    species, rules = SPECIES[traits.species], GRAMMARS[traits.species]
    rounds = max(3, species.rounds - (traits.layout != "specimen"))
    word = rewritten(species.axiom, rules, rounds, rng)
    word = "".join(species.tip if letter in rules else letter for letter in word)
    plant = walk(word, np.radians(species.angle), np.radians(traits.curl) * 0.6, species.shrink, rng)
    leaves, flowers = (plant.organs.get(letter, np.empty((0, 3))) for letter in "LK")

    length, width = species.leaf
    tips = leaves[:, :2] + direction(leaves[:, 2]) * length
    everything = np.vstack([tips, *chain(*plant.strokes.values())])
    low, high = everything.min(axis=0), everything.max(axis=0)
    unit = min(room[1] / max(1.0, float(high[1])), room[0] / max(1.0, float(high[0] - low[0])))
    lean = float(high[0] + low[0]) / 2 * 0.5

    def placed(points: Floats) -> Floats:
        return np.stack([foot[0] + (points[:, 0] - lean) * unit, foot[1] - points[:, 1] * unit], axis=1)

    girth = max(3.2, room[1] * 0.0125)
    for depth, strokes in sorted(plant.strokes.items()):
        lines = [placed(stroke) for stroke in strokes]
        canvas.lines(lines, inks[-1], max(1.3, girth * 0.66**depth), round=True)

    thinned = {"autumn": 1 + int(rng.randint(2)), "winter": 5}.get(traits.season, 1)
    if len(leaves) and (species.hardy or traits.season != "winter"):
        leaves = leaves[::thinned]
        greens = [inks[len(inks) // 2], inks[0], inks[-1]] if traits.season != "autumn" else [accent, *inks]
        which = (rng.random_sample(len(leaves)) ** 2 * len(greens)).astype(int)
        size = unit * (0.8 if traits.season == "spring" else 1.0)
        blades = _blades(placed(leaves), leaves[:, 2], size * length, width, rng)
        for blade, nth in zip(blades, which.tolist(), strict=True):
            canvas.polygon(blade, greens[nth])
    heads = placed(flowers)
    if traits.season in ("autumn", "winter"):
        canvas.circles(heads, np.clip(unit * 0.22, 1.6, 7), accent)
        return
    if traits.season == "summer":
        heads = heads[rng.random_sample(len(heads)) < 0.55]
    heads = heads[:: 1 + len(heads) // 130]
    bloom = np.clip(unit * 0.42, 2.4, 15)
    for petal in direction(2 * np.pi * np.arange(5) / 5) * bloom * 0.75:
        canvas.circles(heads + petal, bloom * 0.6, accent)
    canvas.circles(heads, bloom * 0.42, ground)


def _blades(at: Floats, heading: Floats, length: float, width: float, rng: Rng) -> Floats:
    """(leaves, points, 2): lens-shaped outlines, each a little different."""
    t = np.array([0.0, 0.18, 0.42, 0.7, 1.0, 0.7, 0.42, 0.18])
    side = np.array([0.0, 0.7, 1.0, 0.72, 0.0, -0.72, -1.0, -0.7]) * width / 2
    long = length * rng.uniform(0.75, 1.15, len(at))[:, None]
    along, across = t * long, side * long
    c, s = np.cos(heading)[:, None], np.sin(heading)[:, None]
    x = at[:, :1] + along * c - across * s
    # Leaves hang a little, whichever side they are on.
    y = at[:, 1:] - along * s - across * c + 0.16 * t**2 * long
    return np.stack([x, y], axis=2)
