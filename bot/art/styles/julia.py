"""Julia sets of numbers at the edge of the Mandelbrot set, where they are at their richest.

Source: Gaston Julia (1918) and Benoit Mandelbrot (1980); orbit traps after Clifford Pickover (1988);
smooth escape after Linas Vepstas (1997).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.arrays import Field
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import bands, blend, enlarged, relief, shade
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style
from bot.i18n.text import Text, text

CELL = 1.5
LONGEST, BANDS = 90, 11
FAR = 400.0
TRAPS = ("ring", "cross", "stalks")
# Places on the boundary, each with a direction in which to leave it a little.
NAMED = {
    "dendrite": (-0.1011 + 0.9563j, 0.002), "double spiral": (-0.7756 + 0.1249j, 0.004),
    "seahorses": (-0.7454 + 0.1130j, 0.0015), "galaxies": (-0.8 + 0.156j, 0.008),
    "lightning": (-0.162 + 1.04j, 0.008), "elephants": (0.2855 + 0.0115j, 0.003),
}  # fmt: skip
FAMILIES = {"cauliflower": 3.0, "basilica": 2.0, "rabbit": 2.0} | dict.fromkeys(NAMED, 1.5)


# Translators: the usual nicknames of these Julia sets.
SETS = {
    "cauliflower": text("a Julia set of the cauliflower kind"),
    "basilica": text("a Julia set of the basilica kind"),
    "rabbit": text("a Julia set of the rabbit kind"),
    "dendrite": text("a Julia set of the dendrite kind"),
    "double spiral": text("a Julia set of the double spiral kind"),
    "seahorses": text("a Julia set of the seahorses kind"),
    "galaxies": text("a Julia set of the galaxies kind"),
    "lightning": text("a Julia set of the lightning kind"),
    "elephants": text("a Julia set of the elephants kind"),
}


@dataclass(frozen=True)
class Julia:
    family: str = choice(FAMILIES, "where on the edge of the Mandelbrot set the number is taken from")
    around: float = number(0.0, 1.0, "how far along that edge")
    finish: str = choice({"aura": 4, "bands": 3, "orbit trap": 4}, "what the colour shows")
    zoom: float = number(0.9, 2.0, "how close")
    night: bool = flag(0.65, "whether the set lies in the dark")

    def describe(self, palette: Palette) -> Text:
        shown = {
            "aura": text("coloured by soft light"),
            "bands": text("coloured by bands of escape time"),
            "orbit trap": text("coloured by an orbit trap"),
        }
        return text(
            "{set}, {colours}, {view} {ground}",
            set=SETS[self.family],
            colours=shown[self.finish],
            view=text("seen whole") if self.zoom < 1.3 else text("seen close"),
            ground=on_ground(dark=self.night),
        )

    def constant(self) -> complex:
        """The number whose set it is."""
        t = self.around
        if self.family == "cauliflower":
            # Near the cusp the set is a plain blob, and so is it near any wide bulb's middle.
            turn = 2 * np.pi * (0.09 + 0.36 * t)
            return complex(np.exp(1j * turn) / 2 - np.exp(2j * turn) / 4) * 1.018
        if self.family == "basilica":
            return complex(-1 + 0.252 * np.exp(1j * np.pi * (0.12 + 0.7 * t)))
        if self.family == "rabbit":
            return complex(-0.1226 + 0.7449j + 0.096 * np.exp(2j * np.pi * t))
        middle, radius = NAMED[self.family]
        return middle + radius * complex(np.exp(2j * np.pi * t))


@style(
    id="julia",
    # Translators: named for Gaston Julia.
    name=text("Julia"),
    about=text("Julia sets from the edge of the Mandelbrot set"),
    source="Gaston Julia 1918; Benoit Mandelbrot 1980; orbit traps, Clifford Pickover 1988",
    traits=Julia,
    surface=Smooth,
)
def julia(canvas: Smooth, traits: Julia, palette: Palette, rng: Rng) -> None:
    """The set is the same turned by half, so half of the plane is computed."""
    scheme = palette.scheme(dark=traits.night)
    xs, ys = canvas.mesh(CELL)
    turn, lag, trap = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1), TRAPS[int(rng.randint(len(TRAPS)))]
    spot = complex(*rng.uniform(-0.4, 0.4, 2))
    # The longer side shows more of the plane, up to what there is to see.
    reach = 1.42 / traits.zoom / (500.0 * min(1.35, max(canvas.width, canvas.height) / 1000))
    cx, cy = canvas.centre
    plane = ((xs - cx) + 1j * (ys - cy)).astype(np.complex64) * np.complex64(reach * np.exp(1j * turn))
    half = (plane.size + 1) // 2
    rest = plane.size - half
    time, near = (
        np.concatenate([part, part[:rest][::-1]]).reshape(plane.shape)
        for part in _escape(plane.ravel()[:half], traits.constant(), trap, spot)
    )

    ground, inks, accent = scheme.ground, scheme.inks, scheme.accent
    escaped = time < LONGEST
    inner = canvas.upscale(np.where(escaped, 0, 1).astype(np.float32)).clip(0, 1)
    # Time grows without end near the set: its logarithm spends the colours evenly.
    depth = np.log2(np.maximum(time, 0) + 1.5)
    start, end = np.percentile(depth[escaped] if escaped.any() else depth, (2, 99.2))
    tone = ((depth - start) / max(0.4, end - start)).astype(np.float32)
    core = mix(ground, (0, 0, 0), 0.45) if traits.night else inks[-1]
    if traits.finish == "orbit trap":
        level = canvas.upscale(near)
        picture = shade(level, [accent, *inks[::-1], ground])
        close = np.clip(canvas.upscale(tone) - 0.75, 0, 0.3)
        picture = blend(picture, ground if traits.night else inks[-1], close)
        picture = blend(picture, inks[-1], np.clip(np.float32(0.09) - level, 0, 0.09) * np.float32(9))
    elif traits.finish == "bands":
        level, steep = enlarged(canvas, tone * BANDS + lag, CELL)
        fade = [ground, *inks, *inks[-2:0:-1]]
        layers = [fade[i % len(fade)] for i in range(BANDS + 3)]
        crisp = bands(level, np.maximum(steep, np.float32(0.02)), layers)
        # Where bands are finer than pixels only their mean can be shown.
        picture = blend(crisp, mix(inks[-1], inks[0], 0.5), np.clip(steep - np.float32(0.5), 0, 0.6))
        picture = blend(relief(canvas, picture, tone * 50, CELL, 0.4), core, inner)
    else:
        glow = canvas.upscale(tone).clip(0, 1)
        picture = shade(glow ** np.float32(0.9), [ground, *inks, inks[-1]])
        veil = canvas.upscale(1 - near)
        picture = blend(picture, accent, np.clip(veil - np.float32(0.45), 0, 0.5) * (1 - inner))
        picture = blend(picture, shade(1 - veil, [accent, mix(core, accent, 0.3), core]), inner)
    canvas.paint(picture)


def _escape(start: NDArray[np.complex64], constant: complex, trap: str, spot: complex) -> tuple[Field, Field]:
    """How long each point takes to escape, smooth, and how near it came to the trap, 0 to 1."""
    time = np.full(start.size, LONGEST, np.float32)
    nearest = np.full(start.size, 1.0, np.float32)
    z, at, near = start.copy(), np.arange(start.size), np.full(start.size, 9.0, np.float32)
    c, middle = np.complex64(constant), np.complex64(spot)
    for i in range(LONGEST):
        z = z * z + c
        size = z.real * z.real + z.imag * z.imag
        gap = z - middle
        if trap == "ring":
            reach = np.abs(np.sqrt(gap.real * gap.real + gap.imag * gap.imag) - np.float32(0.55))
        elif trap == "cross":
            reach = np.minimum(np.abs(gap.real), np.abs(gap.imag)) * np.float32(2)
        else:
            reach = np.abs(gap.real + gap.imag * np.float32(0.5)) * np.float32(1.5)
        if i > 0:
            near = np.minimum(near, reach)
        out = size > FAR
        if i % 3 == 2 or i == LONGEST - 1 or out.mean() > 0.2:
            gone = at[out]
            time[gone] = i + 1 - np.log2(np.log2(size[out]) / np.float32(np.log2(FAR)))
            nearest[gone] = near[out]
            keep = ~out
            z, at, near = z[keep], at[keep], near[keep]
            if not at.size:
                break
    nearest[at] = near
    return time, np.sqrt(np.clip(nearest, 0, 1))
