"""Sand on a singing plate comes to rest where the plate does not move.

Source: Ernst Chladni, "Entdeckungen über die Theorie des Klanges" (1787), whose plates of figures
this follows; square plates after Ritz's approximation (1909), round ones by Bessel functions.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import mix
from bot.art.drawing.density import Density
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import bands, blend, enlarged, plain, shade
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, style, whole
from bot.i18n.text import Text, plural, text

CELL = 3.0
GRAINS = 260_000


@dataclass(frozen=True)
class Chladni:
    plate: str = choice({"square": 4, "round": 3}, "shape of the plate")
    show: str = choice({"one plate": 4, "full bleed": 3, "nine plates": 1.5, "four plates": 1.5}, "how many")
    finish: str = choice({"sand": 5, "bands": 3, "ink": 2}, "what shows the figure")
    pitch: int = whole(4, 10, "how high the note is")
    notes: int = whole(1, 3, "notes sounding at once")
    night: bool = flag(0.6, "whether the plate is dark")

    def describe(self, palette: Palette) -> Text:
        figures = plural(
            "Chladni figures of a single note",
            "Chladni figures of a chord of {count} notes",
            count=self.notes,
        )
        finish = {"sand": text("in sand"), "bands": text("in bands"), "ink": text("in ink")}
        square = self.plate == "square"
        # Translators: how many plates there are to see; “full bleed” is the printers' term.
        show = {
            "one plate": text("one square plate") if square else text("one round plate"),
            "full bleed": text("full bleed"),
            "nine plates": text("nine square plates") if square else text("nine round plates"),
            "four plates": text("four square plates") if square else text("four round plates"),
        }
        return text(
            "{figures} {finish}, {plates}, {ground}",
            figures=figures,
            finish=finish[self.finish],
            plates=show[self.show],
            ground=on_ground(dark=self.night),
        )


@style(
    id="chladni",
    # Translators: named for Ernst Chladni.
    name=text("Chladni"),
    about=text("sand drawn into figures by a singing plate"),
    source="Ernst Chladni, Entdeckungen über die Theorie des Klanges, 1787",
    traits=Chladni,
    surface=Smooth,
)
def chladni(canvas: Smooth, traits: Chladni, palette: Palette, rng: Rng) -> None:
    """The amplitude over the whole canvas, NaN-free, and how far each point is inside a plate."""
    scheme = palette.scheme(dark=traits.night)
    xs, ys = canvas.mesh(CELL)
    wave, inside = _plates(canvas, traits, rng, xs, ys)
    edge = np.clip(canvas.upscale(inside) * np.float32(canvas.scale) + np.float32(0.5), 0, 1)
    plate = mix(scheme.ground, scheme.inks[0], 0.16)
    sheet, inks = plain(canvas, scheme.ground), scheme.inks
    if traits.finish == "sand":
        sheet = blend(sheet, plate, edge)
        rest = np.exp(-((wave / 0.09) ** 2)) * 0.9 + np.exp(-((wave / 0.3) ** 2)) * 0.07
        weight = np.where(inside > 3, rest, 0).ravel()
        heap = np.cumsum(weight)
        at = np.searchsorted(heap, (np.arange(GRAINS) + rng.random_sample(GRAINS)) * heap[-1] / GRAINS)
        at = np.minimum(at, weight.size - 1)
        density = Density(canvas)
        grains = np.stack([xs.ravel()[at], ys.ravel()[at]]) + rng.normal(0, 2.0, (2, GRAINS))
        density.add(*grains.astype(np.float32))
        share = np.count_nonzero(weight > 0.45) * CELL * CELL + 1
        heaps = canvas.upscale(1 - np.exp(-density.counts() * np.float32(2.2 * share / GRAINS))).clip(0, 1)
        far = np.hypot(xs - canvas.centre[0], ys - canvas.centre[1])
        sand = shade(canvas.upscale(far / far.max()), [inks[-1], inks[-1], scheme.accent])
        canvas.paint(blend(sheet, sand, heaps))
    elif traits.finish == "ink":
        depth, steep = enlarged(canvas, wave, CELL)
        inked = shade(np.abs(depth), [inks[-1], inks[-1], inks[-2 % len(inks)]])
        bare = shade(np.abs(depth), [scheme.ground, plate])
        canvas.paint(blend(sheet, blend(inked, bare, np.clip(depth / steep + 0.5, 0, 1)), edge))
    else:
        depth, steep = enlarged(canvas, np.sqrt(np.abs(wave)) * 6, CELL)
        layers = shade(np.linspace(0, 1, 7)[None], [*inks[::-1], scheme.ground])[0]
        canvas.paint(blend(sheet, bands(depth, steep, layers), edge))


def _plates(canvas: Smooth, traits: Chladni, rng: Rng, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Amplitude and signed distance to the rim (positive inside), in units."""
    cx, cy = canvas.centre
    if traits.show == "full bleed":
        # The waves of a plate go on beyond it, so that a longer canvas shows more of them.
        return _sound(traits, rng, (xs - cx) / 500, (ys - cy) / 500), np.full(xs.shape, 99.0)
    count = {"one plate": 1, "four plates": 2, "nine plates": 3}[traits.show]
    pitch = 1000.0 / (count + 0.16)
    half = pitch * (0.43 if count > 1 else 0.46)
    columns, rows = (max(1, int(side / pitch)) for side in (canvas.width, canvas.height))
    column = np.clip(np.floor((xs - cx) / pitch + columns / 2), 0, columns - 1)
    row = np.clip(np.floor((ys - cy) / pitch + rows / 2), 0, rows - 1)
    u = (xs - cx - (column - columns / 2 + 0.5) * pitch) / half
    v = (ys - cy - (row - rows / 2 + 0.5) * pitch) / half
    reach = np.hypot(u, v) if traits.plate == "round" else np.maximum(np.abs(u), np.abs(v))
    wave = np.zeros_like(xs)
    number = row * columns + column
    for i in range(columns * rows):
        here = number == i
        wave[here] = _sound(traits, rng, np.clip(u[here], -1, 1), np.clip(v[here], -1, 1))
    return wave, (1 - reach) * half


def _sound(traits: Chladni, rng: Rng, u: Floats, v: Floats) -> Floats:
    """A chord on a plate from -1 to 1 in both directions; amplitude about -1 to 1."""
    total = np.zeros_like(u)
    for note in range(traits.notes):
        strength = 0.7**note
        if traits.plate == "round":
            spokes = int(rng.randint(2, traits.pitch + 3))
            rings = int(rng.randint(1, max(2, traits.pitch - 2)))
            zero = special.jnp_zeros(spokes, rings + 1)[-1]
            radius = np.minimum(np.hypot(u, v), 3.4)
            # Bessel functions are dear, and these depend on the radius alone.
            table = np.linspace(0, 3.4, 1200)
            wave = np.interp(radius, table, special.jv(spokes, zero * table) * 3)
            wave = wave * np.cos(spokes * np.arctan2(v, u))
            if note == 0:
                breath = special.j0(special.jnp_zeros(0, rings + 1)[-1] * table)
                wave = wave + 0.35 * np.interp(radius, table, breath)
        else:
            n = int(rng.randint(1, traits.pitch))
            m = int(rng.randint(n + 1, traits.pitch + 2))
            sign = 1 if rng.random_sample() < 0.5 else -1
            x, y = (u + 1) * np.pi / 2, (v + 1) * np.pi / 2
            wave = np.cos(n * x) * np.cos(m * y) + sign * np.cos(m * x) * np.cos(n * y)
        total += strength * wave
    return np.tanh(total)
