"""Plants written by a grammar and drawn by a turtle.

Source: Aristid Lindenmayer, "Mathematical models for cellular interactions in development" (1968);
Przemyslaw Prusinkiewicz and Lindenmayer, "The Algorithmic Beauty of Plants" (1990).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.art.drawing import RGB, Floats, Rng, Smooth, direction, filled_below, mix
from bot.art.drawing.lsystem import rewritten, walk
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

Pair = tuple[float, float]


@dataclass(frozen=True)
class _Species:
    """A grammar, and how it becomes a plant.

    :ivar rules: what each bud may become. L is a leaf, K a flower, every other letter a bud.
    :ivar angle: the angle of a turn, in degrees.
    :ivar shrink: the length of a branch's steps, as a share of its bough's.
    :ivar leaf: the length of a leaf in steps, and its width as a share of that.
    :ivar tip: what the buds become that are left over.
    :ivar hardy: whether the plant keeps a few leaves in winter.
    """

    rules: Mapping[str, tuple[str, ...]]
    rounds: int
    angle: float
    shrink: float
    leaf: Pair
    axiom: str = "X"
    tip: str = "K"
    hardy: bool = False


FERN = _Species({"X": ("F[+Y][-Y]X",), "Y": ("F[++L][--L]Y",)}, 15, 38, 0.6, (0.9, 0.34), tip="L")
SHRUB = _Species({"X": ("F[+X]F[-X]LX", "F[-X]F[+X]LX", "F[+XL][-X]F")}, 6, 25, 0.86, (0.9, 0.5))
HERB = _Species({"X": ("F[+L]F[-L]F[+W]F[-W]X",), "W": ("FF[+L]F[-L]FW",)}, 5, 42, 0.72, (1.7, 0.42))
UMBELS = {
    "X": ("F[+LF]F[-LF]FFFF[+FFFFFU]FF[-FFFFFU]FFFFU",),
    "U": ("[FFFV][+FFFV][-FFFV][++FFFV][--FFFV][+++FFV][---FFV]",),
    "V": ("[FK][+FK][-FK][++FK][--FK]",),
}
UMBEL = _Species(UMBELS, 4, 23, 0.74, (2.6, 0.3))
REEDS = {"X": ("F[+L]FF[-L]FX", "F[-L]FF[+L]FX")}
REED = _Species(REEDS, 6, 24, 0.8, (6.5, 0.11), axiom="[(((X][(X][X][)X][)))X]", hardy=True)
VINES = {"X": ("F[+L]F[-L]F[+FFLK]X", "F[-L]F[+L]F[-FFLK]X")}
VINE = _Species(VINES, 8, 55, 0.8, (1.5, 0.75), axiom="[((X][X][))X]", hardy=True)
# Translators: alone, in a row, and as a meadow.
SPECIES = {
    "fern": (1, (text("one fern"), text("a row of ferns"), text("a meadow of ferns")), FERN),
    "shrub": (1, (text("one shrub"), text("a row of shrubs"), text("a meadow of shrubs")), SHRUB),
    "herb": (1, (text("one herb"), text("a row of herbs"), text("a meadow of herbs")), HERB),
    "umbel": (1, (text("one umbel"), text("a row of umbels"), text("a meadow of umbels")), UMBEL),
    "reed": (1, (text("one reed"), text("a row of reeds"), text("a meadow of reeds")), REED),
    "vine": (1, (text("one vine"), text("a row of vines"), text("a meadow of vines")), VINE),
}
SEASONS = {
    "spring": (3, text("in spring")),
    "summer": (3, text("in summer")),
    "autumn": (2.5, text("in autumn")),
    "winter": (1, text("in winter")),
}


@dataclass(frozen=True)
class Plants:
    species: Option = choice(SPECIES, "which grammar")
    layout: str = choice({"specimen": 3, "row": 2.5, "meadow": 3.5}, "how many stand where")
    season: Option = choice(SEASONS, "leaves and flowers")
    curl: float = number(-2.2, 2.2, "how the stems bend, in degrees a step")
    disc: bool = flag(0.6, "whether a sun or moon stands behind")
    potted: bool = flag(0.35, "whether they grow in pots")
    night: bool = flag(0.4, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        one, row, meadow = self.species.words
        plants = {"specimen": one, "row": row, "meadow": meadow}[self.layout]
        if self.potted and self.layout == "specimen":
            plants = text("{plants} in a pot", plants=plants)
        elif self.potted and self.layout == "row":
            plants = text("{plants} in pots", plants=plants)
        season, colours = self.season.words, in_colours(palette, dark=self.night)
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
)
def plants(canvas: Smooth, traits: Plants, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    if traits.disc:
        alone = traits.layout == "specimen"
        strong = traits.season == "winter" or rng.random_sample() < 0.4
        x = canvas.width * (0.5 if alone else rng.uniform(0.25, 0.75))
        y = canvas.height * rng.uniform(0.34, 0.44)
        radius = 300.0 if alone else rng.uniform(120, 230)
        canvas.circle(x, y, radius, mix(scheme.ground, scheme.accent, 0.85 if strong else 0.3))
    draw = _meadow if traits.layout == "meadow" else _row
    draw(canvas, traits, [scheme.ground, scheme.accent, *scheme.others], rng)


def _row(canvas: Smooth, traits: Plants, colours: list[RGB], rng: Rng) -> None:
    """Draw one specimen, or a row of plants, on the ground or in pots."""
    ground, accent, *inks = colours
    wide, high = canvas.width, canvas.height
    alone = traits.layout == "specimen"
    count = 1 if alone else max(3, round(int(rng.randint(3, 6)) * wide / max(high, 1000)))
    floor, pitch = high * 0.88, wide * 0.9 / count
    pot = min(95.0, pitch * 0.34) if traits.potted else 0.0
    if not (alone and pot):
        canvas.polygon([(0, floor), (wide, floor), (wide, high), (0, high)], mix(ground, inks[0], 0.55))
    for nth in range(count):
        x = wide / 2 + (nth - (count - 1) / 2) * pitch
        room = pitch * (0.96 if alone else 1.2), high * (0.76 if alone else rng.uniform(0.42, 0.72)) - pot
        _plant(canvas, traits, colours, (x, floor - pot * 1.25), room, rng)
        if pot:
            _pot(canvas, (x, floor), pot, accent if alone else inks[nth % len(inks)], ground)


def _meadow(canvas: Smooth, traits: Plants, colours: list[RGB], rng: Rng) -> None:
    """Draw three rows, the far ones small and faded."""
    ground, _, *inks = colours
    wide, high = canvas.width, canvas.height
    for row, haze in enumerate((0.62, 0.34, 0.0)):
        floor = high * (0.7 + 0.115 * row)
        x = np.linspace(-10, wide + 10, 50)
        swell = floor + 16 * np.sin(x / wide * rng.uniform(3, 7) + rng.uniform(0, 6))
        count = max(2, round((7.1 - 1.5 * row) * wide / 1000))
        pitch = wide / count
        faded = [mix(colour, ground, haze) for colour in colours]
        for nth in range(count):
            at = (nth + 0.5 + rng.uniform(-0.35, 0.35)) * pitch
            room = pitch * 1.7, high * rng.uniform(0.7, 1.1) * (0.24 + 0.125 * row)
            _plant(canvas, traits, faded, (at, floor + 6), room, rng)
        soil = mix(ground, inks[min(row, len(inks) - 1)], 0.3 + 0.22 * row)
        canvas.polygon(filled_below(np.stack([x, swell], axis=1), high + 10), soil)


def _pot(canvas: Smooth, foot: Pair, size: float, colour: RGB, ground: RGB) -> None:
    body, rim = (1.2, 0.62, 0.0, 0.42), (1.32, 0.7, 1.05, 0.7)
    for (top, above, bottom, below), fill in ((body, colour), (rim, mix(colour, ground, 0.25))):
        corners = np.array([(-above, -top), (above, -top), (below, -bottom), (-below, -bottom)])
        canvas.polygon(foot + corners * size, fill)


def _plant(canvas: Smooth, traits: Plants, colours: list[RGB], foot: Pair, room: Pair, rng: Rng) -> None:
    """Draw one plant that stands on its foot, as large as its room (width and height) allows."""
    species: _Species = traits.species.value
    rounds = max(3, species.rounds - (traits.layout != "specimen"))
    word = rewritten(species.axiom, species.rules, rounds, rng)
    word = "".join(species.tip if letter in species.rules else letter for letter in word)
    plant = walk(word, np.radians(species.angle), np.radians(traits.curl) * 0.6, species.shrink, rng)
    leaves, flowers = (plant.organs.get(letter, np.empty((0, 3))) for letter in "LK")
    tips = leaves[:, :2] + direction(leaves[:, 2]) * species.leaf[0]
    everything = np.vstack([tips, *chain(*plant.strokes.values())])
    low, high = everything.min(axis=0), everything.max(axis=0)
    unit = min(room[1] / max(1.0, float(high[1])), room[0] / max(1.0, float(high[0] - low[0])))
    lean = float(high[0] + low[0]) / 2 * 0.5

    def placed(points: Floats) -> Floats:
        return (points[:, :2] * [1, -1] - [lean, 0]) * unit + foot

    girth = max(3.2, room[1] * 0.0125)
    for depth, strokes in sorted(plant.strokes.items()):
        lines = [placed(stroke) for stroke in strokes]
        canvas.lines(lines, colours[-1], max(1.3, girth * 0.66**depth), round=True)
    thinned = {"autumn": 1 + int(rng.randint(2)), "winter": 5}.get(traits.season, 1)
    if len(leaves) and (species.hardy or traits.season != "winter"):
        leaves = np.hstack([placed(leaves), leaves[:, 2:]])[::thinned]
        _leaves(canvas, traits, colours, leaves, unit, rng)
    _flowers(canvas, traits.season, colours, placed(flowers), unit, rng)


def _leaves(
    canvas: Smooth, traits: Plants, colours: list[RGB], leaves: Floats, unit: float, rng: Rng
) -> None:
    """Draw leaves in the shape of a lens, each a little different, and mostly of the first colour."""
    at, heading = leaves[:, :2], leaves[:, 2:]
    _, accent, *inks = colours
    greens = [inks[len(inks) // 2], inks[0], inks[-1]] if traits.season != "autumn" else [accent, *inks]
    which = (rng.random_sample(len(at)) ** 2 * len(greens)).astype(int)
    length, width = traits.species.value.leaf
    size = unit * (0.8 if traits.season == "spring" else 1.0) * length
    t = np.array([0.0, 0.18, 0.42, 0.7, 1.0, 0.7, 0.42, 0.18])
    side = np.array([0.0, 0.7, 1.0, 0.72, 0.0, -0.72, -1.0, -0.7]) * width / 2
    long = size * rng.uniform(0.75, 1.15, len(at))[:, None]
    along, across = t * long, side * long
    cos, sin = np.cos(heading), np.sin(heading)
    x = at[:, :1] + along * cos - across * sin
    # Leaves hang a little, whichever side they are on.
    y = at[:, 1:] - along * sin - across * cos + 0.16 * t**2 * long
    for blade, nth in zip(np.stack([x, y], axis=2), which.tolist(), strict=True):
        canvas.polygon(blade, greens[nth])


def _flowers(canvas: Smooth, season: str, colours: list[RGB], at: Floats, unit: float, rng: Rng) -> None:
    """Draw flowers of five petals in spring and summer, and berries later in the year."""
    ground, accent, *_ = colours
    if season in ("autumn", "winter"):
        canvas.circles(at, np.clip(unit * 0.22, 1.6, 7), accent)
        return
    if season == "summer":
        at = at[rng.random_sample(len(at)) < 0.55]
    at = at[:: 1 + len(at) // 130]
    bloom = np.clip(unit * 0.42, 2.4, 15)
    for petal in direction(2 * np.pi * np.arange(5) / 5) * bloom * 0.75:
        canvas.circles(at + petal, bloom * 0.6, accent)
    canvas.circles(at, bloom * 0.42, ground)
