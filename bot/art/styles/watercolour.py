"""Translucent washes that bleed at their edges.

After Tyler Hobbs, "How to Hack a Painting" (2017): a polygon whose edges are displaced at their
midpoints again and again, laid down in many faint layers that each deform anew. The layers are
counted on a coarse grid, and what lies on top of one another absorbs light like pigment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from bot.art.drawing import RGB, WHITE, Field, Floats, Grid, Noise, Rng, Smooth, direction, distance, rotated
from bot.art.drawing.colour import encoded, linear, mix, oklab
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

CELL = 2.0
LAYERS = 20
TAPE = 74.0
SOAK = 3.6
DROPS = 26
LAYOUTS = {
    "cloud": (2.5, text("translucent washes of watercolour gathered in a cloud")),
    "land": (3, text("translucent washes of watercolour lying in bands like hills in haze")),
    "bloom": (2, text("translucent washes of watercolour around a heart like petals")),
    "row": (1, text("translucent washes of watercolour side by side like swatches")),
    "sun": (2.5, text("translucent washes of watercolour below a round sun")),
}


@dataclass(frozen=True)
class Watercolour:
    layout: Option = choice(LAYOUTS, "where the washes lie")
    washes: int = whole(5, 11, "number of washes")
    bleed: float = number(0.55, 1.35, "how far the edges run")
    depth: float = number(0.8, 1.7, "how much pigment there is")
    rim: float = number(0.0, 0.8, "how dark the pigment dries at the edges")
    taped: bool = flag(0.4, "whether masking tape kept a crisp margin")
    splashed: bool = flag(0.45, "whether there are splashes")

    def describe(self, palette: Palette) -> Text:
        washes = self.layout.words
        if self.taped:
            washes = text("{washes} inside a crisp margin", washes=washes)
        if self.splashed:
            washes = text("{washes}, with splashes", washes=washes)
        return text("{washes}, {colours}", washes=washes, colours=in_colours(palette, dark=False))


@style(
    id="watercolour",
    name=text("Watercolour"),
    about=text("translucent washes that bleed at their edges"),
    source="after Tyler Hobbs, How to Hack a Painting, 2017",
)
def watercolour(canvas: Smooth, traits: Watercolour, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=False)
    # As many cells on every shape of canvas, so that a banner takes no longer than a square.
    cell = CELL * 1.000001 * (canvas.width * canvas.height / 1e6) ** 0.5
    xs, ys = canvas.mesh(cell)
    layouts = {"cloud": _cloud, "land": _bands, "bloom": _bloom, "row": _swatches, "sun": _sun}
    washes = list(layouts[traits.layout](canvas, traits.washes, _Paints(scheme, rng), rng))
    soaked = np.zeros((*xs.shape, 3), dtype=np.float32)
    pools = Noise(rng).fbm(xs[::4, ::4] / 210, ys[::4, ::4] / 210, 3, 0.6).astype(np.float32)
    pools = np.repeat(np.repeat(pools, 4, 0), 4, 1)[: xs.shape[0], : xs.shape[1]]
    grain = ndimage.gaussian_filter(rng.random_sample(xs.shape).astype(np.float32), 0.9) - 0.5
    texture = 1.0 + 0.55 * ndimage.uniform_filter(pools, 5) + 0.75 * grain
    for wash in washes:
        _soak(soaked, wash, traits, cell, rng)
    if traits.taped:
        soaked *= (canvas.to_edge(xs, ys) > TAPE)[..., None]
    soaked *= texture[..., None] * traits.depth
    # Paper takes only so much: without this, overlaps end in black.
    soaked = SOAK * (1 - np.exp(soaked / -SOAK))
    light = np.exp(-soaked) * linear(mix(scheme.ground, WHITE, 0.6)).astype(np.float32)
    # A table of the curve, since the curve itself is slow on a million pixels.
    canvas.paint(encoded(np.arange(4096) / 4095)[(light * 4095).astype(np.uint16)])
    if traits.splashed:
        _splash(canvas, washes, rng)


class _Wash(NamedTuple):
    """An ellipse of paint; `run` is how far its edges bleed, as a share of the picture's bleed."""

    centre: Floats
    across: float
    along: float
    tilt: float
    ink: RGB
    run: float = 1.0
    corners: int = 10


class _Paints:
    """The inks. Neighbouring washes share one, because mixing all of them everywhere makes mud."""

    def __init__(self, scheme: Scheme, rng: Rng) -> None:
        self.inks, self.accent = scheme.inks, scheme.accent
        # Near-black would dominate a large wash.
        self._clear = [ink for ink in self.inks if float(oklab(ink)[0]) > 0.42] or self.inks
        self._start, self._step = rng.randint(len(self.inks)), 1 if rng.random_sample() < 0.5 else -1

    def near(self, share: float) -> RGB:
        """Return the ink this far, 0 to 1, on the way through all of them."""
        nth = self._start + self._step * int(share * len(self._clear) * 0.999)
        return self._clear[nth % len(self._clear)]


def _cloud(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    """Yield washes along a slanting line, in the order in which they are laid down."""
    slant = rng.uniform(0, np.pi)
    for nth in range(count):
        share, last = (nth + 0.5) / count, nth == count - 1
        line = (share - 0.5) * 0.72 * canvas.size * direction(slant)
        place = canvas.centre + line + rng.normal(0, (60, 90))
        size = rng.uniform(60, 110) if nth % 3 == 2 or last else rng.uniform(150, 270)
        ink = paints.inks[-1] if last and count > 6 else paints.near(share)
        yield _Wash(place, size * rng.uniform(1, 1.5), size, rng.uniform(0, np.pi), ink)


def _bands(
    canvas: Smooth, count: int, paints: _Paints, rng: Rng, top: float = 0.2, reach: float = 0.68
) -> Iterator[_Wash]:
    inks, bands = paints.inks, max(4, count - 3)
    for nth in range(bands):
        share = (nth + rng.uniform(0.2, 0.8)) / bands
        thick = canvas.height * rng.uniform(0.07, 0.17)
        # Far bands are pale and near ones deep, as in haze.
        ink = inks[min(len(inks) - 1, int((share * 0.8 + rng.uniform(0, 0.25)) * len(inks)))]
        x, y = canvas.centre[0] + rng.uniform(-0.3, 0.3) * canvas.width, canvas.height * (top + reach * share)
        wide, tilt = canvas.width * rng.uniform(0.4, 0.75), rng.normal(0, 0.07)
        yield _Wash(np.array([x, y]), wide, thick, tilt, ink, 0.8)


def _sun(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    size = rng.uniform(95, 165)
    place = canvas.size * [rng.uniform(0.3, 0.7), rng.uniform(0.24, 0.36)]
    # Many corners that hardly run keep the sun round.
    yield _Wash(place, size, size, 0, paints.accent, 0.25, corners=40)
    yield from _bands(canvas, count, paints, rng, 0.52, 0.42)


def _bloom(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    size, turn = rng.uniform(240, 320), rng.uniform(0, np.pi)
    for nth in range(count):
        way = turn + 2 * np.pi * nth / count + rng.normal(0, 0.08)
        reach = size * rng.uniform(0.85, 1.1)
        ink = paints.near(0.4 * (nth % 2) + rng.uniform(0, 0.15))
        place = canvas.centre + direction(way) * reach * 0.8
        yield _Wash(place, reach * 0.72, reach * 0.36, way, ink, 0.8)
    yield _Wash(canvas.size / 2, 80, 70, 0, paints.inks[-1], 0.9)


def _swatches(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    w, h = canvas.width, canvas.height
    columns = max(2, round((count / 1.4 * w / h) ** 0.5) + 1)
    rows = max(2, round(columns * h / w))
    grid = Grid(columns, rows, min(w / (columns + 0.7), h / (rows + 0.7)), canvas.size / 2)
    for (row, column), place in zip(np.ndindex(rows, columns), grid.centres, strict=True):
        size, tilt = grid.side * rng.uniform(0.33, 0.47), rng.uniform(0, 6)
        ink = paints.near((row + column) / (rows + columns - 1) * 0.999)
        yield _Wash(place, size, size, tilt, paints.accent if rng.random_sample() < 0.06 else ink, 0.7)


def _soak(soaked: Field, wash: _Wash, traits: Watercolour, cell: float, rng: Rng) -> None:
    """Add what one wash absorbs, in linear light per channel."""
    layers = _layers(wash, traits.bleed * wash.run, rng) / cell
    rows, columns, _ = soaked.shape
    # The rest of the canvas stays as it is, so only the box around the wash is computed.
    left, top = np.maximum(0, np.floor(layers.min(axis=(0, 1))).astype(int) - 2).tolist()
    right, bottom = np.minimum([columns, rows], np.ceil(layers.max(axis=(0, 1))).astype(int) + 3).tolist()
    if right - left < 2 or bottom - top < 2:
        return
    sheet = Image.new("L", (right - left, bottom - top))
    draw = ImageDraw.Draw(sheet)
    count = np.zeros((bottom - top, right - left), dtype=np.uint8)
    for layer in (layers - [left, top]).astype(np.float32):
        sheet.paste(0, (0, 0, *sheet.size))
        draw.polygon(layer.ravel().tolist(), 1)
        count += np.asarray(sheet)
    cover = ndimage.uniform_filter(count.astype(np.float32) / LAYERS, 2)
    # Water carries the pigment outwards and leaves it where the wash dries first.
    inner = ndimage.uniform_filter(cover, 9)
    cover = np.maximum(0, rng.uniform(0.5, 0.95) * cover + traits.rim * cover * (cover - inner) * 1.6)
    absorbed = -np.log(np.clip(linear(wash.ink), 0.012, 0.98)).astype(np.float32)
    soaked[top:bottom, left:right] += cover[..., None] * absorbed


def _layers(wash: _Wash, bleed: float, rng: Rng) -> Floats:
    """Return one deformed outline, which every layer deforms further: (layers, points, 2)."""
    corners = wash.corners
    shape = direction(np.arange(corners) / corners * 2 * np.pi) * [wash.across, wash.along]
    shape *= 1 + rng.uniform(-1.5, 1.2, (corners, 1)) / corners
    outline = (rotated(shape, wash.tilt) + wash.centre)[None]
    # Some stretches of an edge stay crisp while others run.
    wet = rng.uniform(0.15, 1.0, (1, corners)) ** 1.6 * bleed
    for _ in range(2 if corners < 20 else 1):
        outline, wet = _deform(outline, wet, rng)
    outline, wet = np.repeat(outline, LAYERS, 0), np.repeat(wet, LAYERS, 0)
    for _ in range(4):
        outline, wet = _deform(outline, wet, rng)
    return outline


def _deform(outline: Floats, wet: Floats, rng: Rng) -> tuple[Floats, Floats]:
    """Displace the middle of every edge by a share of its length; return the outline and its wetness."""
    after = np.roll(outline, -1, axis=1)
    step = rng.normal(0, 1, outline.shape) * (distance(after, outline) * wet * 0.42)[..., None]
    both = np.stack([outline, (outline + after) / 2 + step], axis=2)
    layers, points, _ = outline.shape
    wetness = np.stack([wet, wet * rng.uniform(0.75, 1.15, wet.shape)], axis=2)
    return both.reshape(layers, points * 2, 2), wetness.reshape(layers, points * 2)


def _splash(canvas: Smooth, washes: list[_Wash], rng: Rng) -> None:
    for wash in washes[:: max(1, len(washes) // 3)][:3]:
        away = max(wash.along, 70) * rng.uniform(0.9, 2.4, (DROPS, 1))
        drops = wash.centre + away * direction(rng.uniform(0, 2 * np.pi, DROPS))
        canvas.circles(drops, 1.2 + 9 * rng.random_sample(DROPS) ** 5, wash.ink, 0.62)
