"""Boxes stacked on a grid seen from above one corner, three tones to a box.

Isometric projection after William Farish, "On Isometrical Perspective" (1822). The stacks of unit
cubes are plane partitions, drawn as lozenges after Guy David and Carlos Tomei, "The problem of the
calissons" (1989); the stairs are in the spirit of M. C. Escher's "Cycle" (1938).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, as_rgb, gradient, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Ints = NDArray[np.int64]
KINDS = {
    "cubes": text("unit cubes stacked into slopes and cliffs"),
    "city": text("a city of towers with lit windows"),
    "terraces": text("terraces stepping over hills"),
    "columns": text("columns of every height, as of basalt"),
}
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@dataclass(frozen=True)
class Isometric:
    kind: str = choice({"city": 4, "cubes": 4, "terraces": 3, "columns": 2}, "what is built")
    setting: str = choice({"bleed": 5, "island": 4}, "whether it ends before the edges")
    cells: int = whole(7, 14, "boxes along the short side")
    height: float = number(0.6, 1.6, "how tall it is built")
    colours: str = choice({"height": 3, "district": 3, "face": 2}, "what decides a colour")
    light: str = choice({"left": 1, "right": 1}, "where the light comes from")
    night: bool = flag(0.45, "a dark ground")

    def describe(self, palette: Palette) -> Text:
        colours = {
            "height": text("coloured by height"),
            "district": text("coloured by district"),
            "face": text("coloured by side"),
        }
        return text(
            "{scene} {extent} in isometric view, {colours}, {light}, {hour}",
            scene=KINDS[self.kind],
            extent=text("on a square island") if self.setting == "island" else text("from edge to edge"),
            colours=colours[self.colours],
            light=text("lit from the left") if self.light == "left" else text("lit from the right"),
            hour=text("by night") if self.night else text("by day"),
        )


@style(
    id="isometric",
    # Translators: the style's name, from “isometric projection”.
    name=text("Isometric"),
    about=text("stacked boxes in three tones: cubes, cities, terraces"),
    source="isometric projection, William Farish, 1822; plane partitions, David and Tomei, 1989",
    traits=Isometric,
    surface=Smooth,
)
def isometric(canvas: Smooth, traits: Isometric, palette: Palette, rng: Rng) -> None:
    """Boxes are drawn from the back to the front, each hiding what it stands before."""
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    # On a long canvas an island would lie lost.
    island = traits.setting == "island" and max(canvas.width, canvas.height) < 1400
    half = 1000 / traits.cells / 2
    rise = half / np.sqrt(3)
    unit = 2 * rise
    tallest = 1 + traits.height * (5 if traits.kind == "city" else 4)
    # Steps along the two axes of the ground; the nearer a box, the larger their sum.
    reach = int((canvas.width / half + (canvas.height + tallest * unit) / rise) / 4) + 3
    if island:
        reach = int((traits.cells * 0.94 - 1) / 2)
        tallest = min(tallest, 0.42 * traits.cells)
    p, q = (a.ravel() for a in np.mgrid[-reach : reach + 1, -reach : reach + 1])
    order = np.lexsort((p, p + q))
    p, q = p[order], q[order]
    x = canvas.width / 2 + (p - q) * half
    y = canvas.height / 2 + (p + q) * rise + (0.0 if island else tallest * unit * 0.4)
    heights, hue, street = _built(traits, p, q, x, y, tallest, rng)
    sunk = unit * (0.6 if island else 1.5)
    if island:
        summit, foot = np.min(y - heights * unit) - rise, np.max(y) + rise + sunk
        y = y + canvas.height / 2 - (summit + foot) / 2
    tops = _tones(traits, scheme.inks, heights / tallest, hue)
    lots = rng.random_sample((len(x), 3))

    a = np.where(street | (traits.kind != "city"), 1.0, 0.82)[:, None, None]
    # The corners of the roof: back, right, front, left; walls hang from the last three.
    roofs = np.array([[0, -rise], [half, 0], [0, rise], [-half, 0]]) * a
    roofs = roofs + np.stack([x, y - heights * unit], axis=1)[:, None, :]
    drops = np.stack(
        [np.zeros(len(x)), heights * unit + sunk * (traits.kind != "city")],
        axis=1,
    )[:, None, :]
    lefts = np.concatenate([roofs[:, [3, 2]], roofs[:, [2, 3]] + drops], axis=1)
    rights = np.concatenate([roofs[:, [2, 1]], roofs[:, [1, 2]] + drops], axis=1)
    seen = (
        (roofs[:, 0, 1] < canvas.height)
        & (y + 2 * unit > 0)
        & (np.abs(x - canvas.width / 2) < canvas.width / 2 + half)
    )

    shadow = mix(scheme.ground if traits.night else scheme.inks[-1], BLACK, 0.4)
    road = mix(scheme.ground, shadow, 0.3)
    lit = mix(scheme.accent, WHITE, 0.3) if traits.night else scheme.ground
    shades: dict[RGB, tuple[RGB, RGB, RGB]] = {}
    if island and traits.kind == "city":
        _slab(
            canvas,
            float(y.mean()),
            (2 * reach + 1) * np.array([half, rise]),
            sunk,
            (road, mix(road, shadow, 0.4), shadow),
        )
    for i in np.flatnonzero(seen).tolist():
        top = road if street[i] else scheme.accent if lots[i, 0] < 0.02 else tops[i]
        if top not in shades:
            near, far = mix(top, shadow, 0.26), mix(top, shadow, 0.6)
            if traits.colours == "face" and top != road:
                near, far = (
                    mix(scheme.inks[len(scheme.inks) // 2], shadow, 0.1),
                    mix(scheme.inks[-1], shadow, 0.35),
                )
            faces = (near, far) if traits.light == "left" else (far, near)
            shades[top] = mix(top, WHITE, 0.1), *faces
        tones = shades[top]
        canvas.polygon(lefts[i], tones[1], tones[1], 0.7)
        canvas.polygon(rights[i], tones[2], tones[2], 0.7)
        canvas.polygon(roofs[i], tones[0], tones[0], 0.7)
        if traits.kind == "cubes":
            _edges(canvas, roofs[i], unit, tones[2 if traits.light == "left" else 1])
        elif traits.kind == "city" and heights[i] > 1:
            _windows(canvas, roofs[i], float(heights[i]) * unit, unit, lit, tones[0], lots[i])
        if traits.kind == "city" and not street[i] and lots[i, 2] < 0.6:
            canvas.polygon(roofs[i] * 0.6 + roofs[i].mean(axis=0) * 0.4, tones[1])


def _slab(canvas: Smooth, middle: float, half: Floats, thick: float, tones: tuple[RGB, RGB, RGB]) -> None:
    """The ground that a city on an island stands on."""
    across, down = half.tolist()
    roof = np.array([[0, -down], [across, 0], [0, down], [-across, 0]])
    roof += np.array([canvas.width / 2, middle])
    for pair, tone in (([3, 2], tones[1]), ([2, 1], tones[2])):
        canvas.polygon(np.concatenate([roof[pair], roof[pair[::-1]] + [0, thick]]), tone)
    canvas.polygon(roof, tones[0], tones[0], 0.7)


def _built(
    traits: Isometric, p: Ints, q: Ints, x: Floats, y: Floats, tallest: float, rng: Rng
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """The height of every box in cubes, a smooth number from 0 to 1 for its district, and the streets."""
    noise = Noise(rng)
    lots = rng.random_sample(len(x))
    field = np.clip(0.5 + 0.85 * noise.fbm(x / 460, y / 330, 2), 0, 1)
    hue = np.clip(0.5 + 0.9 * noise(x / 360 + 77.1, y / 300), 0, 0.999)
    block = 3 + int(rng.randint(0, 3))
    street = np.zeros(len(x), dtype=bool)
    match traits.kind:
        case "city":
            # Few towers, standing together downtown, and many low houses.
            heights = 0.35 + tallest * field**1.4 * (0.12 + 1.2 * lots**2.5)
            street = (p % block == 0) | (q % (block + 1) == 0)
            heights = np.where(street, 0.0, heights)
        case "columns":
            heights = tallest * np.clip(0.8 * field + 0.5 * (lots - 0.4), 0.02, 1)
        case "terraces":
            heights = np.round(field * tallest * 1.3) * 0.75
        case _:
            heights = np.round(field * tallest * 1.3 + (lots - 0.5) * 0.7)
    return np.maximum(heights, 0.0), hue, street


def _tones(traits: Isometric, inks: tuple[RGB, ...], part: Floats, hue: Floats) -> list[RGB]:
    if traits.colours == "district":
        order = np.argsort(np.argsort(hue, kind="stable"), kind="stable")
        return [inks[i] for i in (order * len(inks) // len(order)).tolist()]
    lookup = gradient(inks if len(inks) > 1 else (mix(inks[0], BLACK, 0.3), inks[0]), 12)
    # On a dark ground the heights catch the light, on a pale one the valleys do.
    steps = (np.clip(part, 0, 1) * 11).astype(int)
    return [as_rgb(lookup[s if traits.night else 11 - s]) for s in steps.tolist()]


def _edges(canvas: Smooth, roof: Floats, unit: float, colour: RGB) -> None:
    """The edges of the topmost cubes, without which a flat place would be no stack of cubes."""
    below = roof[[3, 2, 1]] + [0, unit]
    canvas.lines([np.concatenate([roof, roof[:1]]), below, np.array([roof[2], below[1]])], colour, 1.6, 0.55)


def _windows(canvas: Smooth, roof: Floats, h: float, unit: float, lit: RGB, dim: RGB, lots: Floats) -> None:
    """Rows of windows on some of the walls of a tower, a few of them lit."""
    storey, bay = (g.ravel() for g in np.mgrid[0 : int(h / (unit * 0.5)), 0:3])
    for (first, last), lot in (((3, 2), float(lots[1])), ((2, 1), float(lots[2]))):
        if lot < 0.3:
            continue
        along, high = roof[last] - roof[first], np.array([0, unit * 0.22])
        corner = roof[first] + along * (0.14 + bay * 0.27)[:, None]
        corner = corner + np.stack([np.zeros(len(storey)), (storey + 0.32) * unit * 0.5], axis=1)
        panes = corner[:, None, :] + np.stack([0 * along, along * 0.17, along * 0.17 + high, high])
        on = (storey * 7 + bay * 5 + (storey * bay) % 3 + int(lot * 50)) % 5
        for pane, light in zip(panes, on.tolist(), strict=True):
            if light < 3:
                canvas.polygon(pane, lit if light == 0 else dim)
