"""Branches that grow towards food.

Source: space colonisation, Adam Runions and others, "Modeling and visualization of leaf venation
patterns" (2005) and "Modeling Trees with a Space Colonization Algorithm" (2007): every point of
food draws the tip nearest to it, until a branch has reached it. Widths follow Murray's law.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bot.art.arrays import Floats
from bot.art.canvas import Smooth
from bot.art.colour import RGB, as_rgb, gradient, mix
from bot.art.naming import in_colours
from bot.art.noise import Noise
from bot.art.palette import Palette
from bot.art.rng import Rng
from bot.art.style import choice, flag, number, style, whole

Whole = NDArray[np.int64]
STEP = 5.5
ROUNDS = 260
CLASSES = 9
# Share of the food, and how far it is eaten from, in reaches.
STAGES = ((0.06, 1.5), (0.22, 1.25), (1.0, 1.0))
INERTIA = 0.35
NOWHERE = np.zeros(2)


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

    def describe(self, palette: Palette) -> str:
        form = {
            "tree": "a branching tree" if self.count == 1 else f"{self.count} branching trees",
            "leaves": "leaves with all their veins",
            "rivers": "rivers that branch inwards from the edges",
            "radial": "branches growing outwards from one point",
            "coral": "a fan of coral",
        }[self.form]
        buds = ", buds on every tip" if self.buds and self.form != "leaves" else ""
        disc = " before a disc" if self.disc and self.form in ("tree", "coral") else ""
        return f"{form}{disc}, grown towards scattered food{buds}, {in_colours(palette, dark=self.night)}"


@dataclass(frozen=True)
class _Growth:
    points: Floats
    parent: Whole
    girth: Floats
    group: Whole
    depth: Whole


@style(
    id="veins",
    name="Veins",
    about="branches that grow towards food",
    source="Adam Runions and others, space colonisation, 2005 and 2007",
    traits=Veins,
    surface=Smooth,
)
def veins(canvas: Smooth, traits: Veins, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    inks = [c for c in scheme.inks if c != scheme.accent][::-1] or [scheme.accent]
    if traits.form == "leaves":
        for outline, roots, food in _leaves(canvas, traits, rng):
            at = int(rng.randint(len(inks)))
            blade = scheme.accent if rng.random_sample() < 0.2 else inks[at]
            canvas.polygon(outline, blade)
            along = roots[1] - roots[0]
            growth = _grow(roots, food, traits.reach, traits.girth * 0.8, along / np.hypot(*along) * 0.7)
            _draw(canvas, growth, [mix(blade, scheme.ground, 0.86)])
        return
    if traits.disc and traits.form in ("tree", "coral"):
        x = canvas.centre[0] + rng.uniform(-0.12, 0.12) * canvas.width
        faint = mix(scheme.ground, scheme.accent, rng.choice([0.3, 0.95]))
        canvas.circle(x, canvas.height * rng.uniform(0.36, 0.46), rng.uniform(250, 330), faint)
    if traits.form == "tree":
        _hill(canvas, mix(scheme.ground, inks[-1], 0.3), rng)
    form = {"tree": _trees, "rivers": _rivers, "radial": _radial, "coral": _coral}[traits.form]
    for roots, food in form(canvas, traits, rng):
        growth = _grow(roots, food, traits.reach, traits.girth, NOWHERE)
        if traits.form == "rivers":
            colours, index = inks, growth.group % len(inks)
        else:
            stops = inks if traits.form == "radial" else inks[:2]
            colours = [as_rgb(c) for c in gradient(stops, 8)]
            index = growth.depth * len(colours) // (growth.depth.max() + 1)
        _draw(canvas, growth, colours, index)
        if traits.buds:
            _bud(canvas, growth, traits, [scheme.accent, *inks[1:]], rng)


def _hill(canvas: Smooth, colour: RGB, rng: Rng) -> None:
    x = np.linspace(-20, canvas.width + 20, 60)
    top = canvas.height * 0.9 + 26 * np.sin(x / canvas.width * rng.uniform(2, 5) + rng.uniform(0, 6))
    low = canvas.height + 20
    canvas.polygon(np.vstack([np.stack([x, top], axis=1), [[x[-1], low], [x[0], low]]]), colour)


def _bud(canvas: Smooth, growth: _Growth, traits: Veins, colours: list[RGB], rng: Rng) -> None:
    tips = np.ones(len(growth.points), dtype=bool)
    tips[growth.parent[growth.parent >= 0]] = False
    points = growth.points[tips]
    if traits.form == "tree":
        points = np.repeat(points, 3, axis=0)
        points = points + rng.normal(0, 7, points.shape)
    spread = Noise(rng)(points[:, 0] / 240, points[:, 1] / 240) + rng.normal(0, 0.25, len(points))
    # Mostly the accent, the other inks by the bough.
    which = np.where(spread < 0.12, 0, 1 + (spread > 0.45)) % len(colours)
    radii = rng.uniform(2.4, 5.6, len(points)) * (1.4 if traits.form == "tree" else 0.8)
    for nth in range(min(3, len(colours))):
        canvas.circles(points[which == nth], radii[which == nth], colours[nth])


def _trees(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    w, h = canvas.width, canvas.height
    count = max(1, round(traits.count * w / h)) if w > h else traits.count
    tall = count**-0.25 * rng.uniform(0.9, 1.0, count) * np.where(np.arange(count) % 2, 0.72, 1.0)
    pitch = w / (count + 0.35)
    for nth in range(count):
        x = w / 2 + (nth - (count - 1) / 2) * pitch + rng.uniform(-0.05, 0.05) * pitch
        high = tall[nth] * min(h, 1.7 * w)
        foot = h * 0.935
        crown = np.array([x, foot - high * 0.54])
        size = np.array([min(0.52 * pitch, 0.5 * high), 0.36 * high])
        cloud = rng.uniform(-1, 1, (int(4200 * traits.food / count**0.5), 2))
        lobes = rng.uniform(0.7, 1.0, 24)
        turn = (np.arctan2(cloud[:, 1], cloud[:, 0]) / (2 * np.pi) % 1) * 24
        edge = np.interp(turn, np.arange(25), np.append(lobes, lobes[0]))
        rise = np.arange(foot, foot - high * 0.27, -STEP)
        lean = np.cumsum(rng.normal(0, 0.5, len(rise)))
        yield np.stack([x + lean, rise], axis=1), crown + cloud[np.hypot(*cloud.T) < edge] * size


def _coral(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    w, h = canvas.width, canvas.height
    foot = np.array([w / 2 + rng.uniform(-0.15, 0.15) * w, h * 0.93])
    food = rng.random_sample((int(5200 * traits.food), 2)) * [w, h]
    away = food - foot
    far = np.hypot(away[:, 0] / min(0.56 * w, 0.62 * h), away[:, 1] / (0.85 * h))
    gaps = Noise(rng)(food[:, 0] / 150, food[:, 1] / 150) > -0.28
    food = food[(far < 1) & (far > 0.1) & (food[:, 1] < h * 0.94) & gaps]
    yield np.array([foot, foot - [0, STEP]]), food


def _radial(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    centre = np.array(canvas.centre)
    food = (rng.random_sample((int(5200 * traits.food), 2)) - 0.5) * [canvas.width, canvas.height] * 0.92
    far = np.hypot(*food.T)
    inner = 165.0 if traits.hollow else 0.0
    ring = (far > inner) & (far < 445) if rng.random_sample() < 0.75 else far > inner
    turn = rng.uniform(0, 2 * np.pi, 7)
    yield centre + np.stack([np.cos(turn), np.sin(turn)], axis=1) * (inner * 0.9 + 6), centre + food[ring]


def _rivers(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats]]:
    w, h = canvas.width, canvas.height
    count = int(rng.randint(4, 9))
    round_about = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) / count * 2 * (w + h) % (2 * (w + h))
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h], [0, 0]])
    lengths = np.array([0, w, w + h, 2 * w + h, 2 * w + 2 * h])
    roots = np.stack([np.interp(round_about, lengths, corners[:, i]) for i in (0, 1)], axis=1)
    food = rng.uniform(-0.02, 1.02, (int(5000 * traits.food), 2)) * [w, h]
    dry = Noise(rng)(food[:, 0] / 260, food[:, 1] / 260) > -0.34
    yield roots, food[dry]


def _leaves(canvas: Smooth, traits: Veins, rng: Rng) -> Iterator[tuple[Floats, Floats, Floats]]:
    """For each leaf its outline, the midrib, and its food."""
    w, h = canvas.width, canvas.height
    columns = max(1, round(traits.count * w / min(w, h)))
    rows = max(1, round(columns * h / w))
    pitch = np.array([w * 0.9 / columns, h * 0.9 / rows])
    tilt = rng.uniform(-0.5, 0.5)
    wide, round_at, lobes = (
        rng.uniform(0.2, 0.36),
        rng.uniform(0.7, 1.3),
        (5 + 2 * int(rng.randint(2))) * traits.lobed,
    )
    for at in range(columns * rows):
        row, column = divmod(at, columns)
        centre = [w / 2, h / 2] + (np.array([column, row]) - [(columns - 1) / 2, (rows - 1) / 2]) * pitch
        long = min(pitch[0] * 1.3, pitch[1] * 0.98) * rng.uniform(0.86, 1.0)
        turn = (tilt if columns * rows < 3 else tilt + rng.normal(0, 0.3)) + np.pi * (
            rng.random_sample() < 0.2
        )
        along = np.array([np.sin(turn), -np.cos(turn)])
        frame = np.stack([[-along[1], along[0]], along]) * long

        def half(t: Floats) -> Floats:
            swell = np.sin(np.pi * np.clip(t, 0, 1) ** round_at) ** 0.85
            return wide * swell * (1 + 0.16 * np.cos(2 * np.pi * lobes * t) * (lobes > 0))

        t = np.linspace(0, 1, 120)
        side = half(t)
        edge = np.concatenate([np.stack([side, t - 0.5], 1), np.stack([-side, t - 0.5], 1)[::-1]])
        food = np.stack([rng.uniform(-0.45, 0.45, 4000), rng.random_sample(4000)], axis=1)
        food = food[np.abs(food[:, 0]) < half(food[:, 1]) * 0.94]
        food = food[: int(traits.food * 1500 / (columns * rows) ** 0.6)] - [0, 0.5]
        rib = np.stack([np.zeros(200), np.linspace(-0.6, 0.44, 200)], axis=1)[
            :: max(1, int(200 * STEP / long))
        ]
        yield centre + edge @ frame, centre + rib @ frame, centre + food @ frame


def _grow(roots: Floats, food: Floats, reach: float, girth: float, drift: Floats) -> _Growth:
    # Roots one step apart are a trunk, others stand for themselves.
    chain = len(roots) > 1 and float(np.hypot(*(roots[1] - roots[0]))) < STEP * 2.2
    parents = [np.arange(-1, len(roots) - 1) if chain else np.full(len(roots), -1)]
    points = roots
    heading = np.gradient(roots, axis=0) / STEP if chain else np.zeros_like(roots)
    for share, kill in STAGES:
        # A few far-off morsels first make boughs, the many later ones make twigs.
        left = food[: int(len(food) * share)]
        near, owner = cKDTree(points).query(left)
        for _ in range(ROUNDS):
            hungry = near > reach * kill
            left, near, owner = left[hungry], near[hungry], owner[hungry]
            if not len(left):
                break
            pull = (left - points[owner]) / near[:, None] ** 1.25
            tips, group = np.unique(owner, return_inverse=True)
            way = np.stack([np.bincount(group, pull[:, axis]) for axis in (0, 1)], axis=1)
            way = way / (np.hypot(*way.T)[:, None] + 1e-9) + drift + heading[tips] * INERTIA
            way /= np.hypot(*way.T)[:, None] + 1e-9
            fresh = points[tips] + STEP * way
            away, which = cKDTree(fresh).query(left)
            closer = away < near - 0.01
            if not closer.any():
                break
            # A new node that brings nobody nearer would be grown again and again.
            useful = np.zeros(len(fresh), dtype=bool)
            useful[which[closer]] = True
            number = np.cumsum(useful) - 1 + len(points)
            near = np.where(closer, away, near)
            owner = np.where(closer, number[which], owner)
            parents.append(tips[useful])
            points = np.concatenate([points, fresh[useful]])
            heading = np.concatenate([heading, way[useful]])
    return _measured(points, np.concatenate(parents), girth)


def _measured(points: Floats, parent: Whole, girth: float) -> _Growth:
    """Adds what follows from the tree: girth, depth, and the bough that a node belongs to."""
    above = parent.tolist()
    flow, depth, group, boughs = [0.0] * len(above), [0] * len(above), list(range(len(above))), 0
    for node in range(len(above) - 1, -1, -1):
        flow[node] = flow[node] or 1.0
        if above[node] >= 0:
            flow[above[node]] += flow[node]
    for node, up in enumerate(above):
        if up < 0:
            group[node], boughs = boughs, boughs + 1
        else:
            depth[node], group[node] = depth[up] + 1, group[up]
    size = np.array(flow)
    width = girth * np.clip(1.35 * size**0.5, 1.7, 46)
    # Steps towards scattered food are ragged: each node moves to between its neighbours.
    smooth = points.copy()
    inner = parent >= 0
    for _ in range(4):
        smooth[inner] = 0.5 * smooth[inner] + 0.5 * smooth[parent[inner]]
    return _Growth(smooth, parent, width, np.array(group), np.array(depth))


def _draw(canvas: Smooth, growth: _Growth, colours: list[RGB], index: Whole | None = None) -> None:
    """Runs of one width and colour become one line; the stout ones lie on top."""
    bins = np.geomspace(growth.girth.min() * 0.999, growth.girth.max() * 1.001, CLASSES + 1)
    size = np.clip(np.searchsorted(bins, growth.girth) - 1, 0, CLASSES - 1).tolist()
    tint = (np.zeros(len(growth.points), int) if index is None else index).tolist()
    xy = growth.points.tolist()
    runs: dict[tuple[int, int], list[list[list[float]]]] = {}
    ends: dict[int, tuple[tuple[int, int], list[list[float]]]] = {}
    for node, up in enumerate(growth.parent.tolist()):
        if up < 0:
            continue
        key = (size[node], tint[node])
        before = ends.pop(up, None)
        if before is not None and before[0] == key:
            run = before[1]
        else:
            run = [xy[up]]
            runs.setdefault(key, []).append(run)
        run.append(xy[node])
        ends[node] = (key, run)
    for key in sorted(runs):
        canvas.lines(runs[key], colours[key[1]], float(bins[key[0]] * bins[key[0] + 1]) ** 0.5, round=True)
