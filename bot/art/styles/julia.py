"""Julia sets of numbers at the edge of the Mandelbrot set, where they are at their richest.

Source: Gaston Julia (1918) and Benoit Mandelbrot (1980); orbit traps after Clifford Pickover (1988);
smooth escape after Linas Vepstas (1997).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing import Field, Rng, Smooth, bands, blend, enlarged, mix, relief, shade
from bot.art.drawing.colour import BLACK
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style
from bot.i18n.text import Text, text

CELL = 1.5
LONGEST, BANDS = 90, 11
FAR = 400.0
TRAPS = ("ring", "cross", "stalks")
# Numbers on the boundary of the Mandelbrot set, each with how far to go around it.
# Translators: the usual nicknames of these Julia sets.
FAMILIES = {
    "cauliflower": (3.0, text("a Julia set of the cauliflower kind"), None),
    "basilica": (2.0, text("a Julia set of the basilica kind"), (-1.0, 0.252)),
    "rabbit": (2.0, text("a Julia set of the rabbit kind"), (-0.1226 + 0.7449j, 0.096)),
    "dendrite": (1.5, text("a Julia set of the dendrite kind"), (-0.1011 + 0.9563j, 0.002)),
    "double spiral": (1.5, text("a Julia set of the double spiral kind"), (-0.7756 + 0.1249j, 0.004)),
    "seahorses": (1.5, text("a Julia set of the seahorses kind"), (-0.7454 + 0.1130j, 0.0015)),
    "galaxies": (1.5, text("a Julia set of the galaxies kind"), (-0.8 + 0.156j, 0.008)),
    "lightning": (1.5, text("a Julia set of the lightning kind"), (-0.162 + 1.04j, 0.008)),
    "elephants": (1.5, text("a Julia set of the elephants kind"), (0.2855 + 0.0115j, 0.003)),
}
FINISHES = {
    "aura": (4, text("coloured by soft light")),
    "bands": (3, text("coloured by bands of escape time")),
    "orbit trap": (4, text("coloured by an orbit trap")),
}


@dataclass(frozen=True)
class Julia:
    family: Option = choice(FAMILIES, "where on the edge of the Mandelbrot set the number is taken from")
    around: float = number(0.0, 1.0, "how far along that edge")
    finish: Option = choice(FINISHES, "what the colour shows")
    zoom: float = number(0.9, 2.0, "how close")
    night: bool = flag(0.65, "whether the set lies in the dark")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{set}, {colours}, {view} {ground}",
            set=self.family.words,
            colours=self.finish.words,
            view=text("seen whole") if self.zoom < 1.3 else text("seen close"),
            ground=on_ground(dark=self.night),
        )

    def constant(self) -> complex:
        """Return the number whose Julia set is drawn."""
        if self.family == "cauliflower":
            # Near the cusp, and near the middle of any wide bulb, the set is a plain blob.
            turn = 2 * np.pi * (0.09 + 0.36 * self.around)
            return complex(np.exp(1j * turn) / 2 - np.exp(2j * turn) / 4) * 1.018
        middle, radius = self.family.value
        turn = np.pi * (0.12 + 0.7 * self.around) if self.family == "basilica" else 2 * np.pi * self.around
        return complex(middle + radius * np.exp(1j * turn))


@style(
    id="julia",
    # Translators: named for Gaston Julia.
    name=text("Julia"),
    about=text("Julia sets from the edge of the Mandelbrot set"),
    source="Gaston Julia 1918; Benoit Mandelbrot 1980; orbit traps, Clifford Pickover 1988",
)
def julia(canvas: Smooth, traits: Julia, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    ground, inks, accent = scheme.ground, scheme.inks, scheme.accent
    turn, lag, trap = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1), TRAPS[int(rng.randint(len(TRAPS)))]
    trap_centre = complex(*rng.uniform(-0.4, 0.4, 2))
    plane = _plane(canvas, traits.zoom, turn)
    # The set looks the same after half a turn, so half of the plane is computed.
    half = plane.ravel()[: (plane.size + 1) // 2]
    time, near = (
        np.concatenate([part, part[: plane.size - half.size][::-1]]).reshape(plane.shape)
        for part in _escape(half, traits.constant(), trap, trap_centre)
    )

    escaped = time < LONGEST
    inner = canvas.upscale(~escaped).clip(0, 1)
    # Time grows without end near the set; its logarithm spreads the colours evenly.
    depth = np.log2(np.maximum(time, 0) + 1.5)
    start, end = np.percentile(depth[escaped] if escaped.any() else depth, (2, 99.2))
    tone = ((depth - start) / max(0.4, end - start)).astype(np.float32)
    core = mix(ground, BLACK, 0.45) if traits.night else inks[-1]
    if traits.finish == "orbit trap":
        level = canvas.upscale(near)
        picture = shade(level, [accent, *inks[::-1], ground])
        close = np.clip(canvas.upscale(tone) - 0.75, 0, 0.3)
        picture = blend(picture, ground if traits.night else inks[-1], close)
        picture = blend(picture, inks[-1], np.clip(0.09 - level, 0, 0.09) * 9)
    elif traits.finish == "bands":
        level, steep = enlarged(canvas, tone * BANDS + lag, CELL)
        cycle = [ground, *inks, *inks[-2:0:-1]]
        colours = [cycle[i % len(cycle)] for i in range(BANDS + 3)]
        crisp = bands(level, np.maximum(steep, 0.02), colours)
        # Where bands are finer than pixels, only their mean can be shown.
        picture = blend(crisp, mix(inks[-1], inks[0], 0.5), np.clip(steep - 0.5, 0, 0.6))
        picture = blend(relief(canvas, picture, tone * 50, CELL, 0.4), core, inner)
    else:
        glow = canvas.upscale(tone).clip(0, 1)
        picture = shade(glow**0.9, [ground, *inks, inks[-1]])
        veil = canvas.upscale(1 - near)
        picture = blend(picture, accent, np.clip(veil - 0.45, 0, 0.5) * (1 - inner))
        picture = blend(picture, shade(1 - veil, [accent, mix(core, accent, 0.3), core]), inner)
    canvas.paint(picture)


def _plane(canvas: Smooth, zoom: float, turn: float) -> NDArray[np.complex64]:
    """Return the complex numbers that the canvas shows, around zero."""
    xs, ys = canvas.mesh(CELL)
    # The longer side shows more of the plane, up to what there is to see.
    reach = 1.42 / zoom / (500.0 * min(1.35, max(canvas.size) / 1000))
    cx, cy = canvas.centre
    return ((xs - cx) + 1j * (ys - cy)).astype(np.complex64) * np.complex64(reach * np.exp(1j * turn))


def _escape(
    start: NDArray[np.complex64], constant: complex, trap: str, trap_centre: complex
) -> tuple[Field, Field]:
    """Return how long each point takes to escape, smooth, and how near it came to the trap, 0 to 1."""
    time = np.full(start.size, LONGEST, np.float32)
    nearest = np.full(start.size, 1.0, np.float32)
    z, at, near = start.copy(), np.arange(start.size), np.full(start.size, 9.0, np.float32)
    c, middle = np.complex64(constant), np.complex64(trap_centre)
    for i in range(LONGEST):
        z = z * z + c
        size = z.real * z.real + z.imag * z.imag
        if i > 0:
            near = np.minimum(near, _distance(z - middle, trap))
        out = size > FAR
        # Points that escaped are dropped now and then, because dropping takes time as well.
        if i % 3 == 2 or i == LONGEST - 1 or out.mean() > 0.2:
            gone = at[out]
            time[gone] = i + 1 - np.log2(np.log2(size[out]) / float(np.log2(FAR)))
            nearest[gone] = near[out]
            keep = ~out
            z, at, near = z[keep], at[keep], near[keep]
            if not at.size:
                break
    nearest[at] = near
    return time, np.sqrt(np.clip(nearest, 0, 1))


def _distance(away: NDArray[np.complex64], trap: str) -> Field:
    """Return how far points, seen from the middle of the trap, are from its lines."""
    if trap == "ring":
        return np.abs(np.sqrt(away.real * away.real + away.imag * away.imag) - 0.55)
    if trap == "cross":
        return np.minimum(np.abs(away.real), np.abs(away.imag)) * 2
    return np.abs(away.real + away.imag * 0.5) * 1.5
