"""Circles that fill a shape without touching.

Source: circle packing by random search, as in Jared Tarbell's "Circle Packing" (Complexification,
2003): wherever a point is free, a circle grows until it would touch another. The large ones come
first, so the small ones are left to fill what remains.
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

BATCH = 330
BATCHES = 34
MARGIN = 66.0


@dataclass(frozen=True)
class Packing:
    shape: str = choice({"bleed": 3, "disc": 3, "eye": 2, "frame": 2}, "what the circles fill")
    kind: str = choice(
        {"plain": 3, "rings": 2, "moons": 2, "targets": 1.5, "beads": 2}, "what a circle holds"
    )
    largest: float = number(60, 210, "largest radius")
    smallest: float = number(2.5, 9, "smallest radius")
    gap: float = number(1, 6, "gap between circles")
    colouring: str = choice({"regions": 3, "rings": 2, "sizes": 2}, "what decides a colour")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        kind = {
            "plain": text("circles"),
            "rings": text("rings within rings"),
            "moons": text("moons in their phases"),
            "targets": text("targets"),
            "beads": text("beads, each with a glint,"),
        }
        where = {
            "bleed": text("packed from edge to edge without touching"),
            "disc": text("packed into a great disc without touching"),
            "eye": text("packed around an empty disc without touching"),
            "frame": text("packed inside a margin without touching"),
        }
        return text(
            "{circles} {packed}, {colours}",
            circles=kind[self.kind],
            packed=where[self.shape],
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="packing",
    # Translators: the mathematicians' term.
    name=text("Circle packing"),
    about=text("circles that fill a shape without touching"),
    source="after Jared Tarbell, Circle Packing, 2003",
    traits=Packing,
    surface=Smooth,
)
def packing(canvas: Smooth, traits: Packing, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    noise = Noise(rng)
    circles = _pack(canvas, traits, rng)
    x, y, radius = circles.T
    cx, cy = canvas.centre
    if traits.colouring == "regions":
        value = noise(x / 520, y / 520)
    elif traits.colouring == "rings":
        value = np.hypot(x - cx, y - cy)
    else:
        value = radius
    value = value + rng.normal(0, 0.12, len(x)) * value.std()
    rank = np.argsort(np.argsort(value, kind="stable"), kind="stable") / len(x)
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    ink = (rank * len(inks)).astype(int)
    # One circle in many takes the accent, and one of the largest always does.
    ink[rng.random_sample(len(x)) < 0.05] = len(inks)
    ink[int(rng.randint(min(4, len(x))))] = len(inks)
    colours = [*inks, scheme.accent]
    phase = rng.uniform(0, 2 * np.pi)
    for (px, py, r), at, toss in zip(
        circles.tolist(), ink.tolist(), rng.random_sample(len(x)).tolist(), strict=True
    ):
        other = colours[(at + 1 + int(toss * (len(colours) - 1))) % len(colours)]
        _circle(canvas, traits.kind, (px, py, r), colours[at], other, scheme.ground, toss, phase)


def _circle(
    canvas: Smooth,
    kind: str,
    circle: tuple[float, float, float],
    colour: RGB,
    other: RGB,
    ground: RGB,
    toss: float,
    phase: float,
) -> None:
    x, y, r = circle
    if kind == "rings" and r > 7:
        pen = max(1.8, r * 0.09)
        for nth in range(int(2 + toss * 3)):
            if (inner := r - pen / 2 - nth * pen * (1.7 + toss)) > pen:
                canvas.circle(x, y, inner, None, colour, pen)
        return
    canvas.circle(x, y, r, colour)
    if r <= 7:
        return
    if kind == "moons":
        away = r * (0.25 + 0.75 * toss)
        inner = r * 0.86
        # The shadow stays inside the disc: both touch at the rim.
        inner = min(inner, r - away * 0.35)
        shift = r - inner
        canvas.circle(x + shift * np.cos(phase), y + shift * np.sin(phase), inner, mix(colour, ground, 0.8))
    elif kind == "targets":
        for nth, share in enumerate((0.72, 0.46, 0.2)[: 1 + int(toss * 3.2)]):
            canvas.circle(x, y, r * share, other if nth % 2 == 0 else colour)
    elif kind == "beads":
        for share, amount in ((0.86, 0.14), (0.62, 0.28), (0.3, 0.5)):
            shift = r * (1 - share) * 0.72
            glint = mix(colour, (255, 255, 255), amount)
            canvas.circle(x + shift * np.cos(phase), y + shift * np.sin(phase), r * share, glint, opacity=0.6)


def _pack(canvas: Smooth, traits: Packing, rng: Rng) -> Floats:
    """(circles, 3): x, y and radius, the first ones tending to be the largest."""
    w, h = canvas.width, canvas.height
    circles = np.empty((0, 3))
    # Rounded, as the canvas's own sides can be off by a last digit from one size to the next.
    area = round(w * h / 1e6, 6)
    hollow = traits.shape in ("disc", "eye")
    eye = rng.uniform(0.2, 0.3) * 1000 if traits.shape == "eye" else 0.0
    hub = np.array(canvas.centre) + rng.uniform(-0.12, 0.12, 2) * [w, h] * (traits.shape == "eye")
    for batch in range(BATCHES):
        most = max(traits.largest * 0.83**batch, traits.smallest * 2.2)
        least = max(traits.smallest, most * 0.5)
        points = rng.random_sample((int(BATCH * area**0.8), 2)) * [w, h]
        if traits.shape == "disc":
            room = 438.0 - np.hypot(*(points - canvas.centre).T)
        elif traits.shape == "frame":
            room = np.minimum(points, [w, h] - points).min(axis=1) - MARGIN
        else:
            room = np.full(len(points), 1e9)
        if hollow and eye:
            room = np.minimum(room, np.hypot(*(points - hub).T) - eye)
        if len(circles):
            apart = np.hypot(points[:, 0, None] - circles[:, 0], points[:, 1, None] - circles[:, 1])
            room = np.minimum(room, (apart - circles[:, 2]).min(axis=1) - traits.gap)
        fits = room >= least
        new: list[tuple[float, float, float]] = []
        for (px, py), free in zip(points[fits].tolist(), room[fits].tolist(), strict=True):
            for qx, qy, r in new:
                free = min(free, ((px - qx) ** 2 + (py - qy) ** 2) ** 0.5 - r - traits.gap)
            if free >= least:
                new.append((px, py, min(free, most)))
        if new:
            circles = np.vstack([circles, new])
    return circles
