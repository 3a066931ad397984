"""Boxes stacked on a grid seen from above one corner, three tones to a box.

Isometric projection after William Farish, "On Isometrical Perspective" (1822). The stacks of unit
cubes are plane partitions, drawn as lozenges after Guy David and Carlos Tomei, "The problem of the
calissons" (1989); the stairs are in the spirit of M. C. Escher's "Cycle" (1938).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Flags, Floats, Ints, Noise, Rng, Smooth, equal_groups
from bot.art.drawing.colour import BLACK, RGB, WHITE, mix, tones
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

KINDS = {
    "city": (4, text("a city of towers with lit windows")),
    "cubes": (4, text("unit cubes stacked into slopes and cliffs")),
    "terraces": (3, text("terraces stepping over hills")),
    "columns": (2, text("columns of every height, as of basalt")),
}
SETTINGS = {"bleed": (5, text("from edge to edge")), "island": (4, text("on a square island"))}
COLOURS = {
    "height": (3, text("coloured by height")),
    "district": (3, text("coloured by district")),
    "face": (2, text("coloured by side")),
}
LIGHTS = {"left": (1, text("lit from the left")), "right": (1, text("lit from the right"))}
# The corners of a roof: back, right, front and left; and those that its two visible walls hang from.
ROOF = np.array([[0, -1], [1, 0], [0, 1], [-1, 0]])
LEFT, RIGHT = (3, 2), (2, 1)


@dataclass(frozen=True)
class Isometric:
    kind: Option = choice(KINDS, "what is built")
    setting: Option = choice(SETTINGS, "whether it ends before the edges")
    cells: int = whole(7, 14, "boxes along the short side")
    height: float = number(0.6, 1.6, "how tall it is built")
    colours: Option = choice(COLOURS, "what decides a colour")
    light: Option = choice(LIGHTS, "where the light comes from")
    night: bool = flag(0.45, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{scene} {extent} in isometric view, {colours}, {light}, {hour}",
            scene=self.kind.words,
            extent=self.setting.words,
            colours=self.colours.words,
            light=self.light.words,
            hour=text("by night") if self.night else text("by day"),
        )


@style(
    id="isometric",
    # Translators: the style's name, from “isometric projection”.
    name=text("Isometric"),
    about=text("stacked boxes in three tones: cubes, cities, terraces"),
    source="isometric projection, William Farish, 1822; plane partitions, David and Tomei, 1989",
)
def isometric(canvas: Smooth, traits: Isometric, palette: Palette, rng: Rng) -> None:
    """Draw the boxes from the back to the front, so that each hides what it stands before."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    city = traits.kind == "city"
    # An island alone would leave most of a long canvas empty.
    island = traits.setting == "island" and max(canvas.size) < 1400
    half = 500 / traits.cells
    rise = half / np.sqrt(3)
    unit = 2 * rise
    tallest = 1 + traits.height * (5 if city else 4)
    reach = int((canvas.width / half + (canvas.height + tallest * unit) / rise) / 4) + 3
    if island:
        reach = int((traits.cells * 0.94 - 1) / 2)
        tallest = min(tallest, 0.42 * traits.cells)
    # Steps along the two axes of the ground; the nearer a box, the larger their sum.
    p, q = (steps.ravel() for steps in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    order = np.lexsort((p, p + q))
    p, q = p[order], q[order]
    x = canvas.width / 2 + (p - q) * half
    y = canvas.height / 2 + (p + q) * rise + (0.0 if island else tallest * unit * 0.4)
    noise, chances = Noise(rng), rng.random_sample(len(x))
    field = np.clip(0.5 + 0.85 * noise.fbm(x / 460, y / 330, 2), 0, 1)
    district = np.clip(0.5 + 0.9 * noise(x / 360 + 77.1, y / 300), 0, 0.999)
    street = _streets(p, q, 3 + int(rng.randint(0, 3))) & city
    heights = np.where(street, 0.0, np.maximum(_heights(traits.kind, field, chances, tallest), 0.0))
    sunk = unit * (0.6 if island else 1.5)
    if island:
        summit, foot = np.min(y - heights * unit) - rise, np.max(y) + rise + sunk
        y = y + canvas.height / 2 - (summit + foot) / 2
    draws = rng.random_sample((len(x), 3))

    # The towers of a city leave a pavement around them.
    share = np.where(street | (not city), 1.0, 0.82)[:, None, None]
    roofs = ROOF * [half, rise] * share + np.stack([x, y - heights * unit], axis=1)[:, None]
    drops = np.stack([np.zeros(len(x)), heights * unit + (0 if city else sunk)], axis=1)[:, None]
    lefts, rights = _walls(roofs, LEFT, drops), _walls(roofs, RIGHT, drops)
    onscreen = (roofs[:, 0, 1] < canvas.height) & (y + 2 * unit > 0)
    onscreen &= np.abs(x - canvas.width / 2) < canvas.width / 2 + half

    shadow = mix(scheme.ground if traits.night else scheme.inks[-1], BLACK, 0.4)
    road = mix(scheme.ground, shadow, 0.3)
    lit = mix(scheme.accent, WHITE, 0.3) if traits.night else scheme.ground
    tops = _tops(traits, scheme, heights / tallest, district)
    tops = [
        road if is_street else scheme.accent if draw < 0.02 else top
        for top, is_street, draw in zip(tops, street, draws[:, 0], strict=True)
    ]
    faces = {top: _faces(top, traits, scheme, shadow, plain=top == road) for top in set(tops)}
    if island and city:
        slab = ROOF * ((2 * reach + 1) * np.array([half, rise])) + [canvas.width / 2, float(y.mean())]
        for edge, tone in ((LEFT, mix(road, shadow, 0.4)), (RIGHT, shadow)):
            canvas.polygon(_walls(slab, edge, np.array([0, sunk])), tone)
        canvas.polygon(slab, road, road, 0.7)
    for i in np.flatnonzero(onscreen).tolist():
        top, left, right = faces[tops[i]]
        for face, tone in ((lefts[i], left), (rights[i], right), (roofs[i], top)):
            canvas.polygon(face, tone, tone, 0.7)
        if traits.kind == "cubes":
            _edges(canvas, roofs[i], unit, right if traits.light == "left" else left)
        elif city and heights[i] > 1:
            _windows(canvas, roofs[i], float(heights[i]) * unit, unit, (lit, top), draws[i])
        if city and not street[i] and draws[i, 2] < 0.6:
            canvas.polygon(roofs[i] * 0.6 + roofs[i].mean(axis=0) * 0.4, left)


def _streets(p: Ints, q: Ints, block: int) -> Flags:
    """Return which places are streets, given the houses along one side of a block."""
    return (p % block == 0) | (q % (block + 1) == 0)


def _heights(kind: str, field: Floats, chances: Floats, tallest: float) -> Floats:
    """Return the height of every box in cubes, given a smooth field and a random number for each."""
    if kind == "city":
        # Few towers, standing together downtown, and many low houses.
        return 0.35 + tallest * field**1.4 * (0.12 + 1.2 * chances**2.5)
    if kind == "columns":
        return tallest * np.clip(0.8 * field + 0.5 * (chances - 0.4), 0.02, 1)
    if kind == "terraces":
        return np.round(field * tallest * 1.3) * 0.75
    return np.round(field * tallest * 1.3 + (chances - 0.5) * 0.7)


def _tops(traits: Isometric, scheme: Scheme, height: Floats, district: Floats) -> list[RGB]:
    """Return the colour of every box, given its height as a share of the tallest, and its district."""
    if traits.colours == "district":
        return [scheme.inks[i] for i in equal_groups(district, len(scheme.inks))]
    run = tones(scheme.at_least(2, 0.3, towards=BLACK), 12)
    # On a dark ground the heights catch the light, on a pale one the valleys do.
    steps = (np.clip(height, 0, 1) * 11).astype(int)
    return [run[step if traits.night else 11 - step] for step in steps]


def _faces(top: RGB, traits: Isometric, scheme: Scheme, shadow: RGB, *, plain: bool) -> tuple[RGB, RGB, RGB]:
    """Return the tones of a roof of this colour and of its left and right wall."""
    bright, dark = mix(top, shadow, 0.26), mix(top, shadow, 0.6)
    if traits.colours == "face" and not plain:
        middle, deepest = scheme.inks[len(scheme.inks) // 2], scheme.inks[-1]
        bright, dark = mix(middle, shadow, 0.1), mix(deepest, shadow, 0.35)
    return (mix(top, WHITE, 0.1), *((bright, dark) if traits.light == "left" else (dark, bright)))


def _walls(roofs: Floats, edge: tuple[int, int], drop: Floats) -> Floats:
    """Return the walls below one edge of (…, 4, 2) roofs."""
    first, last = edge
    return np.concatenate([roofs[..., [first, last], :], roofs[..., [last, first], :] + drop], axis=-2)


def _edges(canvas: Smooth, roof: Floats, unit: float, colour: RGB) -> None:
    """Draw the edges of the topmost cube, without which level ground would not look like cubes."""
    below = roof[[3, 2, 1]] + [0, unit]
    canvas.lines([np.concatenate([roof, roof[:1]]), below, np.array([roof[2], below[1]])], colour, 1.6, 0.55)


def _windows(
    canvas: Smooth, roof: Floats, height: float, unit: float, colours: tuple[RGB, RGB], draws: Floats
) -> None:
    """Draw rows of windows on some of the walls of a tower, a few of them lit."""
    lit, dim = colours
    storey, bay = (index.ravel() for index in np.mgrid[0 : int(height / (unit * 0.5)), 0:3])
    for (first, last), draw in ((LEFT, float(draws[1])), (RIGHT, float(draws[2]))):
        if draw < 0.3:
            continue
        along, high = roof[last] - roof[first], np.array([0, unit * 0.22])
        corner = roof[first] + along * (0.14 + bay * 0.27)[:, None]
        corner = corner + np.stack([np.zeros(len(storey)), (storey + 0.32) * unit * 0.5], axis=1)
        panes = corner[:, None, :] + np.stack([0 * along, along * 0.17, along * 0.17 + high, high])
        pattern = (storey * 7 + bay * 5 + (storey * bay) % 3 + int(draw * 50)) % 5
        for pane, place in zip(panes, pattern.tolist(), strict=True):
            if place < 3:
                canvas.polygon(pane, lit if place == 0 else dim)
