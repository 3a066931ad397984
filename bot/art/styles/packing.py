"""Circles that fill a shape without touching.

Source: circle packing by random search, as in Jared Tarbell's "Circle Packing" (Complexification,
2003): wherever a point is free, a circle grows until it would touch another. The large ones come
first, so the small ones are left to fill what remains.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import RGB, WHITE, Floats, Noise, Rng, Smooth, direction, distance, mix, ranked
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

BATCH = 330
BATCHES = 34
MARGIN = 66.0
# Up to this radius a circle is too small to hold anything.
SMALL = 7
SHAPES = {
    "bleed": (3, text("packed from edge to edge without touching")),
    "disc": (3, text("packed into a great disc without touching")),
    "eye": (2, text("packed around an empty disc without touching")),
    "frame": (2, text("packed inside a margin without touching")),
}
KINDS = {
    "plain": (3, text("circles")),
    "rings": (2, text("rings within rings")),
    "moons": (2, text("moons in their phases")),
    "targets": (1.5, text("targets")),
    "beads": (2, text("beads, each with a glint,")),
}


@dataclass(frozen=True)
class Packing:
    shape: Option = choice(SHAPES, "what the circles fill")
    kind: Option = choice(KINDS, "what a circle holds")
    largest: float = number(60, 210, "largest radius")
    smallest: float = number(2.5, 9, "smallest radius")
    gap: float = number(1, 6, "gap between circles")
    colouring: str = choice({"regions": 3, "rings": 2, "sizes": 2}, "what decides a colour")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{circles} {packed}, {colours}",
            circles=self.kind.words,
            packed=self.shape.words,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="packing",
    # Translators: the mathematicians' term.
    name=text("Circle packing"),
    about=text("circles that fill a shape without touching"),
    source="after Jared Tarbell, Circle Packing, 2003",
)
def packing(canvas: Smooth, traits: Packing, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    noise = Noise(rng)
    circles = _pack(canvas, traits, rng)
    count = len(circles)
    value = {
        "regions": noise.at(circles[:, :2] / 520),
        "rings": distance(circles[:, :2], canvas.size / 2),
        "sizes": circles[:, 2],
    }[traits.colouring]
    value = value + rng.normal(0, 0.12, count) * value.std()
    colours = [*scheme.others, scheme.accent]
    shadows = [mix(colour, scheme.ground, 0.8) for colour in colours]
    accent = len(scheme.others)
    indices = (ranked(value) / count * accent).astype(int)
    # One circle in twenty takes the accent, and one of the largest always does.
    indices[rng.random_sample(count) < 0.05] = accent
    indices[int(rng.randint(min(4, count)))] = accent
    light = direction(rng.uniform(0, 2 * np.pi))
    draws = rng.random_sample(count)
    for circle, index, draw in zip(circles.tolist(), indices.tolist(), draws.tolist(), strict=True):
        other = (index + 1 + int(draw * (len(colours) - 1))) % len(colours)
        tints = colours[index], colours[other], shadows[index]
        _circle(canvas, traits.kind, circle, tints, light, draw)


def _circle(
    canvas: Smooth, kind: str, circle: list[float], tints: tuple[RGB, RGB, RGB], light: Floats, draw: float
) -> None:
    """Draw a circle and what it holds, in its own colour, another one and a shadow."""
    (x, y, radius), (colour, other, shadow) = circle, tints
    if kind == "rings" and radius > SMALL:
        pen = max(1.8, radius * 0.09)
        for nth in range(int(2 + draw * 3)):
            if (inner := radius - pen / 2 - nth * pen * (1.7 + draw)) > pen:
                canvas.circle(x, y, inner, None, colour, pen)
        return
    canvas.circle(x, y, radius, colour)
    if radius <= SMALL:
        return
    if kind == "moons":
        # The shadow stays inside the disc: both touch at the rim.
        inner = min(radius * 0.86, radius - radius * (0.25 + 0.75 * draw) * 0.35)
        dx, dy = light * (radius - inner)
        canvas.circle(x + dx, y + dy, inner, shadow)
    elif kind == "targets":
        for nth, share in enumerate((0.72, 0.46, 0.2)[: 1 + int(draw * 3.2)]):
            canvas.circle(x, y, radius * share, colour if nth % 2 else other)
    elif kind == "beads":
        for share, amount in ((0.86, 0.14), (0.62, 0.28), (0.3, 0.5)):
            dx, dy = light * (radius * (1 - share) * 0.72)
            canvas.circle(x + dx, y + dy, radius * share, mix(colour, WHITE, amount), opacity=0.6)


def _pack(canvas: Smooth, traits: Packing, rng: Rng) -> Floats:
    """Return the x, y and radius of circles, (n, 3), the first ones tending to be the largest."""
    circles = np.empty((0, 3))
    eye = rng.uniform(0.2, 0.3) * 1000 if traits.shape == "eye" else 0.0
    hub = canvas.size / 2 + rng.uniform(-0.12, 0.12, 2) * canvas.size
    for batch in range(BATCHES):
        most = max(traits.largest * 0.83**batch, traits.smallest * 2.2)
        least = max(traits.smallest, most * 0.5)
        points = rng.random_sample((int(BATCH * canvas.area**0.8), 2)) * canvas.size
        room = {
            "bleed": np.full(len(points), np.inf),
            "disc": 438.0 - distance(points, canvas.size / 2),
            "eye": distance(points, hub) - eye,
            "frame": canvas.to_edge(*points.T) - MARGIN,
        }[traits.shape]
        if len(circles):
            apart = np.hypot(points[:, 0, None] - circles[:, 0], points[:, 1, None] - circles[:, 1])
            room = np.minimum(room, (apart - circles[:, 2]).min(axis=1) - traits.gap)
        fits = room >= least
        grown: list[tuple[float, float, float]] = []
        for (x, y), free in zip(points[fits].tolist(), room[fits].tolist(), strict=True):
            for other_x, other_y, radius in grown:
                free = min(free, ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 - radius - traits.gap)
            if free >= least:
                grown.append((x, y, min(free, most)))
        circles = np.vstack([circles, *grown])
    return circles
