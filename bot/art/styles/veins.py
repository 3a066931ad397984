"""Branches that grow towards food.

Space colonisation: Adam Runions and others, "Modeling and visualization of leaf venation patterns"
(2005) and "Modeling Trees with a Space Colonization Algorithm" (2007). Widths follow Leonardo da
Vinci's rule: the twigs together are as thick as their bough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from bot.art.drawing import RGB, Floats, Noise, Rng, Smooth, direction, filled_below, mix, tones
from bot.art.drawing.colonisation import STEP, Branches, colonise
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, plural, text

CLASSES = 9


@dataclass(frozen=True)
class Veins:
    form: str = choice({"tree": 3, "leaves": 3, "rivers": 2, "radial": 2, "coral": 2}, "what grows")
    food: float = number(0.6, 1.5, "how much food there is")
    reach: float = number(5, 10, "how near a branch must come to its food")
    count: int = whole(1, 3, "how many trees, or rows of leaves")
    lobed: bool = flag(0.45, "whether leaves have lobes")
    hollow: bool = flag(0.4, "whether a hollow stays open in the middle")
    girth: float = number(0.75, 1.35, "how stout the branches are")
    buds: bool = flag(0.55, "whether the tips carry buds")
    disc: bool = flag(0.45, "whether a disc stands behind")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        form = {
            "tree": plural("a branching tree", "{count} branching trees", count=self.count),
            "leaves": text("leaves with all their veins"),
            "rivers": text("rivers that branch inwards from the edges"),
            "radial": text("branches growing outwards from one point"),
            "coral": text("a fan of coral"),
        }[self.form]
        if self.disc and self.form in ("tree", "coral"):
            form = text("{form} before a disc", form=form)
        grown = text("grown towards scattered food")
        if self.buds and self.form != "leaves":
            grown = text("{grown}, buds on every tip", grown=grown)
        colours = in_colours(palette, dark=self.night)
        return text("{form}, {grown}, {colours}", form=form, grown=grown, colours=colours)


@style(
    id="veins",
    name=text("Veins"),
    about=text("branches that grow towards food"),
    source="Adam Runions and others, space colonisation, 2005 and 2007",
)
def veins(canvas: Smooth, traits: Veins, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = scheme.others[::-1]
    if traits.form == "leaves":
        _leaves(canvas, traits, scheme, rng)
        return
    if traits.disc and traits.form in ("tree", "coral"):
        x = canvas.centre[0] + rng.uniform(-0.12, 0.12) * canvas.width
        faint = mix(scheme.ground, scheme.accent, rng.choice([0.3, 0.95]))
        canvas.circle(x, canvas.height * rng.uniform(0.36, 0.46), rng.uniform(250, 330), faint)
    if traits.form == "tree":
        xs = np.linspace(-20, canvas.width + 20, 60)
        ys = canvas.height * 0.9 + 26 * np.sin(xs / canvas.width * rng.uniform(2, 5) + rng.uniform(0, 6))
        hill = filled_below(np.stack([xs, ys], axis=1), canvas.height + 20)
        canvas.polygon(hill, mix(scheme.ground, inks[-1], 0.3))
    form = {"tree": _trees, "rivers": _rivers, "radial": _radial, "coral": _coral}[traits.form]
    for roots, food in form(canvas, traits, rng):
        branches = colonise(roots, food, traits.reach)
        if traits.form == "rivers":
            _draw(canvas, branches, traits.girth, inks, branches.roots() % len(inks))
        else:
            depths = branches.depths()
            run = tones(inks if traits.form == "radial" else inks[:2], 8)
            _draw(canvas, branches, traits.girth, run, depths * len(run) // (depths.max() + 1))
        if traits.buds:
            colours = (scheme.accent, *inks[1:3])
            _draw_buds(canvas, branches.points[branches.ends()], colours, rng, tree=traits.form == "tree")


def _draw(canvas: Smooth, branches: Branches, girth: float, colours: Sequence[RGB], tints: ArrayLike) -> None:
    """Draw the branches in a few widths, the stout boughs on top; tints are indices into the colours."""
    widths = girth * np.clip(1.35 * np.sqrt(branches.loads()), 1.7, 46)
    limits = np.geomspace(widths.min() * 0.999, widths.max() * 1.001, CLASSES + 1)
    sizes = np.clip(np.searchsorted(limits, widths) - 1, 0, CLASSES - 1)
    kinds = list(zip(sizes.tolist(), np.broadcast_to(tints, sizes.shape).tolist(), strict=True))
    for (size, tint), strokes in sorted(branches.strokes(kinds).items()):
        canvas.lines(strokes, colours[tint], float(limits[size] * limits[size + 1]) ** 0.5, round=True)


def _draw_buds(canvas: Smooth, tips: Floats, colours: tuple[RGB, ...], rng: Rng, *, tree: bool) -> None:
    """Draw three large buds about every tip of a tree, and a small one on every other tip."""
    if tree:
        tips = np.repeat(tips, 3, axis=0)
        tips = tips + rng.normal(0, 7, tips.shape)
    # Most buds take the first colour; the others come in patches, so that whole boughs share them.
    patches = Noise(rng).at(tips / 240) + rng.normal(0, 0.25, len(tips))
    which = np.digitize(patches, (0.12, 0.45)) % len(colours)
    radii = rng.uniform(2.4, 5.6, len(tips)) * (1.4 if tree else 0.8)
    for nth, colour in enumerate(colours):
        canvas.circles(tips[which == nth], radii[which == nth], colour)


def _trees(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    """Yield the roots and the food of each tree, as the functions below do for the other forms."""
    w, h = canvas.width, canvas.height
    count = max(1, round(traits.count * w / h)) if w > h else traits.count
    rises = count**-0.25 * rng.uniform(0.9, 1.0, count) * np.where(np.arange(count) % 2, 0.72, 1.0)
    pitch, foot = w / (count + 0.35), h * 0.935
    for nth, rise in enumerate(rises):
        x = w / 2 + (nth - (count - 1) / 2) * pitch + rng.uniform(-0.05, 0.05) * pitch
        tall = rise * min(h, 1.7 * w)
        crown = np.array([x, foot - tall * 0.54])
        size = np.array([min(0.52 * pitch, 0.5 * tall), 0.36 * tall])
        cloud = rng.uniform(-1, 1, (int(4200 * traits.food / count**0.5), 2))
        lobes = rng.uniform(0.7, 1.0, 24)
        turn = np.arctan2(cloud[:, 1], cloud[:, 0]) / (2 * np.pi) % 1
        edge = np.interp(turn * 24, np.arange(24), lobes, period=24)
        trunk = np.arange(foot, foot - tall * 0.27, -STEP)
        lean = np.cumsum(rng.normal(0, 0.5, len(trunk)))
        yield np.stack([x + lean, trunk], axis=1), crown + cloud[np.hypot(*cloud.T) < edge] * size


def _coral(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    w, h = canvas.width, canvas.height
    foot = np.array([w / 2 + rng.uniform(-0.15, 0.15) * w, h * 0.93])
    food = rng.random_sample((int(5200 * traits.food), 2)) * canvas.size
    far = np.hypot(*((food - foot) / [min(0.56 * w, 0.62 * h), 0.85 * h]).T)
    bare = Noise(rng).at(food / 150) <= -0.28
    food = food[(far < 1) & (far > 0.1) & (food[:, 1] < h * 0.94) & ~bare]
    yield np.array([foot, foot - [0, STEP]]), food


def _radial(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    food = (rng.random_sample((int(5200 * traits.food), 2)) - 0.5) * canvas.size * 0.92
    far = np.hypot(*food.T)
    inner = 165.0 if traits.hollow else 0.0
    outer = 445.0 if rng.random_sample() < 0.75 else np.inf
    roots = direction(rng.uniform(0, 2 * np.pi, 7)) * (inner * 0.9 + 6)
    yield canvas.centre + roots, canvas.centre + food[(far > inner) & (far < outer)]


def _rivers(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    w, h = canvas.width, canvas.height
    count = int(rng.randint(4, 9))
    # Mouths lie all round the edge; a place on it is measured along the edge from the upper left corner.
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]])
    ways = np.array([0, w, w + h, 2 * w + h, 2 * w + 2 * h])
    mouths = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) / count * ways[-1] % ways[-1]
    food = rng.uniform(-0.02, 1.02, (int(5000 * traits.food), 2)) * canvas.size
    dry = Noise(rng).at(food / 260) <= -0.34
    yield np.stack([np.interp(mouths, ways, side) for side in corners.T], axis=1), food[~dry]


def _leaves(canvas: Smooth, traits: Veins, scheme: Scheme, rng: Rng) -> None:
    """Draw leaves in rows, each with branches that grow from its midrib."""
    columns = max(1, round(traits.count * canvas.width / min(canvas.size)))
    rows = max(1, round(columns * canvas.height / canvas.width))
    count = columns * rows
    pitch = canvas.size * 0.9 / [columns, rows]
    tilt = rng.uniform(-0.5, 0.5)
    wide, belly = rng.uniform(0.2, 0.36), rng.uniform(0.7, 1.3)
    lobes = (5 + 2 * int(rng.randint(2))) * traits.lobed
    t = np.linspace(0, 1, 120)
    side = np.stack([_half_width(t, wide, belly, lobes), t - 0.5], axis=1)
    outline = np.concatenate([side, side[::-1] * [-1, 1]])
    midrib = np.stack([np.zeros(200), np.linspace(-0.6, 0.44, 200)], axis=1)
    inks = scheme.others[::-1]
    for row, column in np.ndindex(rows, columns):
        centre = canvas.centre + (np.array([column, row]) - [(columns - 1) / 2, (rows - 1) / 2]) * pitch
        long = min(pitch[0] * 1.3, pitch[1] * 0.98) * rng.uniform(0.86, 1.0)
        turn = tilt if count < 3 else tilt + rng.normal(0, 0.3)
        turn += np.pi * (rng.random_sample() < 0.2)
        along = np.array([np.sin(turn), -np.cos(turn)])
        axes = np.stack([[-along[1], along[0]], along]) * long
        food = np.stack([rng.uniform(-0.45, 0.45, 4000), rng.random_sample(4000)], axis=1)
        food = food[np.abs(food[:, 0]) < _half_width(food[:, 1], wide, belly, lobes) * 0.94]
        food = food[: int(traits.food * 1500 / count**0.6)] - [0, 0.5]
        ink = inks[int(rng.randint(len(inks)))]
        blade = scheme.accent if rng.random_sample() < 0.2 else ink
        canvas.polygon(centre + outline @ axes, blade)
        rib = centre + midrib[:: max(1, int(200 * STEP / long))] @ axes
        way = rib[1] - rib[0]
        branches = colonise(rib, centre + food @ axes, traits.reach, way / np.hypot(*way) * 0.7)
        _draw(canvas, branches, traits.girth * 0.8, [mix(blade, scheme.ground, 0.86)], 0)


def _half_width(t: Floats, wide: float, belly: float, lobes: int) -> Floats:
    """Return half the width of a leaf of length 1 at these distances from its foot."""
    swell = wide * np.sin(np.pi * np.clip(t, 0, 1) ** belly) ** 0.85
    return swell * (1 + 0.16 * np.cos(2 * np.pi * lobes * t)) if lobes else swell
