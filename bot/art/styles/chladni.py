"""Sand on a singing plate comes to rest where the plate does not move.

Source: Ernst Chladni, "Entdeckungen über die Theorie des Klanges" (1787), whose plates of figures
this follows; square plates after Ritz's approximation (1909), round ones by Bessel functions.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from bot.art.drawing import Density, Floats, Rng, Smooth, mix
from bot.art.drawing.shading import bands, blend, enlarged, inside, plain, shade
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, plural, text

CELL = 3.0
GRAINS = 260_000
FINISHES = {"sand": (5, text("in sand")), "bands": (3, text("in bands")), "ink": (2, text("in ink"))}
# Translators: how many plates there are to see; “full bleed” is the printers' term.
SHOWS = {
    "one plate": (4, (text("one square plate"), text("one round plate")), 1),
    "full bleed": (3, (text("full bleed"), text("full bleed")), 0),
    "nine plates": (1.5, (text("nine square plates"), text("nine round plates")), 3),
    "four plates": (1.5, (text("four square plates"), text("four round plates")), 2),
}


@dataclass(frozen=True)
class Chladni:
    plate: str = choice({"square": 4, "round": 3}, "shape of the plate")
    show: Option = choice(SHOWS, "how many")
    finish: Option = choice(FINISHES, "what shows the figure")
    pitch: int = whole(4, 10, "how high the note is")
    notes: int = whole(1, 3, "notes sounding at once")
    night: bool = flag(0.6, "whether the plate is dark")

    def describe(self, palette: Palette) -> Text:
        figures = plural(
            "Chladni figures of a single note",
            "Chladni figures of a chord of {count} notes",
            count=self.notes,
        )
        square, round_ = self.show.words
        return text(
            "{figures} {finish}, {plates}, {ground}",
            figures=figures,
            finish=self.finish.words,
            plates=square if self.plate == "square" else round_,
            ground=on_ground(dark=self.night),
        )


@style(
    id="chladni",
    # Translators: named for Ernst Chladni.
    name=text("Chladni"),
    about=text("sand drawn into figures by a singing plate"),
    source="Ernst Chladni, Entdeckungen über die Theorie des Klanges, 1787",
)
def chladni(canvas: Smooth, traits: Chladni, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    xs, ys = canvas.mesh(CELL)
    wave, depth = _plates(canvas, traits, rng, xs, ys)
    edge = inside(canvas.upscale(depth) * canvas.scale)
    plate = mix(scheme.ground, scheme.inks[0], 0.16)
    sheet, inks = plain(canvas, scheme.ground), scheme.inks
    if traits.finish == "sand":
        rest = np.exp(-((wave / 0.09) ** 2)) * 0.9 + np.exp(-((wave / 0.3) ** 2)) * 0.07
        heaps = _heaps(canvas, xs, ys, np.where(depth > 3, rest, 0), rng)
        far = np.hypot(xs - canvas.centre[0], ys - canvas.centre[1])
        sand = shade(canvas.upscale(far / far.max()), [inks[-1], inks[-1], scheme.accent])
        canvas.paint(blend(blend(sheet, plate, edge), sand, heaps))
    elif traits.finish == "ink":
        height, steep = enlarged(canvas, wave, CELL)
        inked = shade(np.abs(height), [inks[-1], inks[-1], inks[-2 % len(inks)]])
        bare = shade(np.abs(height), [scheme.ground, plate])
        canvas.paint(blend(sheet, blend(inked, bare, inside(height / steep)), edge))
    else:
        height, steep = enlarged(canvas, np.sqrt(np.abs(wave)) * 6, CELL)
        layers = shade(np.linspace(0, 1, 7)[None], [*inks[::-1], scheme.ground])[0]
        canvas.paint(blend(sheet, bands(height, steep, layers), edge))


def _heaps(canvas: Smooth, xs: Floats, ys: Floats, rest: Floats, rng: Rng) -> Floats:
    """Return how far sand covers each pixel, strewn by how calm the plate is."""
    weight = rest.ravel()
    heap = np.cumsum(weight)
    at = np.searchsorted(heap, (np.arange(GRAINS) + rng.random_sample(GRAINS)) * heap[-1] / GRAINS)
    at = np.minimum(at, weight.size - 1)
    x, y = np.stack([xs.ravel()[at], ys.ravel()[at]]) + rng.normal(0, 2.0, (2, GRAINS))
    density = Density(canvas)
    density.add(x.astype(np.float32), y.astype(np.float32))
    calm = int(np.count_nonzero(weight > 0.45)) * CELL * CELL + 1
    return canvas.upscale(1 - np.exp(-density.counts() * (2.2 * calm / GRAINS))).clip(0, 1)


def _plates(canvas: Smooth, traits: Chladni, rng: Rng, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Return the amplitude and the signed distance to the rim (positive inside), in units."""
    cx, cy = canvas.centre
    if traits.show == "full bleed":
        # The waves of a plate go on beyond it, so that a longer canvas shows more of them.
        return _sound(traits, rng, (xs - cx) / 500, (ys - cy) / 500), np.full(xs.shape, 99.0)
    pitch = 1000.0 / (traits.show.value + 0.16)
    half = pitch * (0.46 if traits.show == "one plate" else 0.43)
    columns, rows = (max(1, int(side / pitch)) for side in canvas.size)
    column = np.clip(np.floor((xs - cx) / pitch + columns / 2), 0, columns - 1)
    row = np.clip(np.floor((ys - cy) / pitch + rows / 2), 0, rows - 1)
    u = (xs - cx - (column - columns / 2 + 0.5) * pitch) / half
    v = (ys - cy - (row - rows / 2 + 0.5) * pitch) / half
    reach = np.hypot(u, v) if traits.plate == "round" else np.maximum(np.abs(u), np.abs(v))
    wave = np.zeros_like(xs)
    for i in range(columns * rows):
        here = row * columns + column == i
        wave[here] = _sound(traits, rng, np.clip(u[here], -1, 1), np.clip(v[here], -1, 1))
    return wave, (1 - reach) * half


def _sound(traits: Chladni, rng: Rng, u: Floats, v: Floats) -> Floats:
    """Return a chord on a plate from -1 to 1 in both directions; amplitude about -1 to 1."""
    note = _round_note if traits.plate == "round" else _square_note
    return np.tanh(sum(0.7**nth * note(traits.pitch, rng, u, v, nth == 0) for nth in range(traits.notes)))


def _round_note(pitch: int, rng: Rng, u: Floats, v: Floats, first: bool) -> Floats:
    spokes, rings = int(rng.randint(2, pitch + 3)), int(rng.randint(1, max(2, pitch - 2)))
    radius = np.minimum(np.hypot(u, v), 3.4)
    # Bessel functions are slow, and these depend on the radius alone: they are looked up.
    table = np.linspace(0, 3.4, 1200)
    zero = special.jnp_zeros(spokes, rings + 1)[-1]
    wave = np.interp(radius, table, special.jv(spokes, zero * table) * 3) * np.cos(spokes * np.arctan2(v, u))
    if first:
        breath = special.j0(special.jnp_zeros(0, rings + 1)[-1] * table)
        wave = wave + 0.35 * np.interp(radius, table, breath)
    return wave


def _square_note(pitch: int, rng: Rng, u: Floats, v: Floats, first: bool) -> Floats:
    n = int(rng.randint(1, pitch))
    m = int(rng.randint(n + 1, pitch + 2))
    sign = 1 if rng.random_sample() < 0.5 else -1
    x, y = (u + 1) * np.pi / 2, (v + 1) * np.pi / 2
    return np.cos(n * x) * np.cos(m * y) + sign * np.cos(m * x) * np.cos(n * y)
