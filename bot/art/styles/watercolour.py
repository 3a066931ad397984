"""Translucent washes that bleed at their edges.

Source: after Tyler Hobbs, "How to Hack a Painting" (2017): a polygon whose edges are displaced at
their midpoints again and again, laid down in many faint layers that each deform anew. The layers
are counted on a coarse grid, and what lies on top of one another absorbs light like pigment.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, encoded, linear, mix, oklab
from bot.art.drawing.noise import Noise
from bot.art.drawing.points import direction
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Fields = NDArray[np.float32]
CELL = 2.0
LAYERS = 20
TAPE = 74.0
SOAK = 3.6
DROPS = 26
WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Watercolour:
    layout: str = choice({"cloud": 2.5, "land": 3, "bloom": 2, "row": 1, "sun": 2.5}, "where the washes lie")
    washes: int = whole(5, 11, "number of washes")
    bleed: float = number(0.55, 1.35, "how far the edges run")
    depth: float = number(0.8, 1.7, "how much pigment there is")
    rim: float = number(0.0, 0.8, "how dark the pigment dries at the edges")
    taped: bool = flag(0.4, "whether masking tape kept a crisp margin")
    splashed: bool = flag(0.45, "whether there are splashes")

    def describe(self, palette: Palette) -> Text:
        washes = {
            "cloud": text("translucent washes of watercolour gathered in a cloud"),
            "land": text("translucent washes of watercolour lying in bands like hills in haze"),
            "bloom": text("translucent washes of watercolour around a heart like petals"),
            "row": text("translucent washes of watercolour side by side like swatches"),
            "sun": text("translucent washes of watercolour below a round sun"),
        }[self.layout]
        if self.taped:
            washes = text("{washes} inside a crisp margin", washes=washes)
        if self.splashed:
            washes = text("{washes}, with splashes", washes=washes)
        return text("{washes}, {colours}", washes=washes, colours=in_colours(palette, dark=False))


@dataclass(frozen=True)
class _Wash:
    x: float
    y: float
    across: float
    along: float
    tilt: float
    ink: RGB
    run: float = 1.0
    corners: int = 10


class _Paints:
    """Inks that get on with one another on wet paper."""

    def __init__(self, scheme: Scheme, rng: Rng) -> None:
        self.inks, self.accent = scheme.inks, scheme.accent
        # Near-black does not belong there, but for one small wash.
        self._clear = [ink for ink in self.inks if float(oklab(ink)[0]) > 0.42] or self.inks
        self._start, self._way = rng.randint(len(self.inks)), 1 if rng.random_sample() < 0.5 else -1

    def near(self, share: float) -> RGB:
        """The ink this far, 0 to 1, on the way through all of them."""
        # Neighbours share inks: mixing all of them everywhere makes mud.
        nth = self._start + self._way * int(share * len(self._clear) * 0.999)
        return self._clear[nth % len(self._clear)]


@style(
    id="watercolour",
    name=text("Watercolour"),
    about=text("translucent washes that bleed at their edges"),
    source="after Tyler Hobbs, How to Hack a Painting, 2017",
    traits=Watercolour,
    surface=Smooth,
)
def watercolour(canvas: Smooth, traits: Watercolour, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=False)
    paper = mix(scheme.ground, WHITE, 0.6)
    # As many cells on every shape of canvas, so that a banner takes no longer than a square.
    cell = CELL * 1.000001 * (canvas.width * canvas.height / 1e6) ** 0.5
    xs, ys = canvas.mesh(cell)
    washes = list(LAYOUTS[traits.layout](canvas, traits.washes, _Paints(scheme, rng), rng))
    soaked = np.zeros((*xs.shape, 3), dtype=np.float32)
    pools = Noise(rng).fbm(xs[::4, ::4] / 210, ys[::4, ::4] / 210, 3, 0.6).astype(np.float32)
    pools = np.repeat(np.repeat(pools, 4, 0), 4, 1)[: xs.shape[0], : xs.shape[1]]
    grain = ndimage.gaussian_filter(rng.random_sample(xs.shape).astype(np.float32), 0.9) - 0.5
    texture = 1.0 + 0.55 * ndimage.uniform_filter(pools, 5) + 0.75 * grain
    for wash in washes:
        _soak(soaked, wash, traits, cell, rng)
    if traits.taped:
        inner = (xs > TAPE) & (xs < canvas.width - TAPE) & (ys > TAPE) & (ys < canvas.height - TAPE)
        soaked *= inner[..., None]
    soaked *= texture[..., None] * np.float32(traits.depth)
    # Paper takes only so much: without this, overlaps end in black.
    soaked = np.float32(SOAK) * (1 - np.exp(soaked / np.float32(-SOAK)))
    light = np.exp(-soaked) * linear(paper).astype(np.float32)
    # A table of the curve, since the curve itself is slow on a million pixels.
    canvas.paint(encoded(np.arange(4096) / 4095)[(light * 4095).astype(np.uint16)])
    if traits.splashed:
        _splash(canvas, washes, rng)


def _cloud(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    cx, cy = canvas.centre
    slant = rng.uniform(0, np.pi)
    for nth in range(count):
        share = (nth + 0.5) / count
        far = (share - 0.5) * 0.72
        x = cx + far * canvas.width * np.cos(slant) + rng.normal(0, 60)
        y = cy + far * canvas.height * np.sin(slant) + rng.normal(0, 90)
        last = nth == count - 1
        size = rng.uniform(60, 110) if nth % 3 == 2 or last else rng.uniform(150, 270)
        ink = paints.inks[-1] if last and count > 6 else paints.near(share)
        yield _Wash(x, y, size * rng.uniform(1, 1.5), size, rng.uniform(0, np.pi), ink)


def _bands(
    canvas: Smooth, count: int, paints: _Paints, rng: Rng, top: float = 0.2, reach: float = 0.68
) -> Iterator[_Wash]:
    inks = paints.inks
    bands = max(4, count - 3)
    for nth in range(bands):
        share = (nth + rng.uniform(0.2, 0.8)) / bands
        thick = canvas.height * rng.uniform(0.07, 0.17)
        # Far bands pale, near ones deep, as in haze.
        ink = inks[min(len(inks) - 1, int((share * 0.8 + rng.uniform(0, 0.25)) * len(inks)))]
        x, y = canvas.centre[0] + rng.uniform(-0.3, 0.3) * canvas.width, canvas.height * (top + reach * share)
        yield _Wash(x, y, canvas.width * rng.uniform(0.4, 0.75), thick, rng.normal(0, 0.07), ink, 0.8)


def _sun(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    size = rng.uniform(95, 165)
    x, y = canvas.width * rng.uniform(0.3, 0.7), canvas.height * rng.uniform(0.24, 0.36)
    yield _Wash(x, y, size, size, 0, paints.accent, 0.25, 40)
    yield from _bands(canvas, count, paints, rng, 0.52, 0.42)


def _bloom(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    size, turn = rng.uniform(240, 320), rng.uniform(0, np.pi)
    for nth in range(count):
        way = turn + 2 * np.pi * nth / count + rng.normal(0, 0.08)
        reach = size * rng.uniform(0.85, 1.1)
        x, y = canvas.centre + direction(way) * reach * 0.8
        ink = paints.near(0.4 * (nth % 2) + rng.uniform(0, 0.15))
        yield _Wash(x, y, reach * 0.72, reach * 0.36, way, ink, 0.8)
    yield _Wash(*canvas.centre, 80, 70, 0, paints.inks[-1], 0.9)


def _swatches(canvas: Smooth, count: int, paints: _Paints, rng: Rng) -> Iterator[_Wash]:
    w, h = canvas.width, canvas.height
    columns = max(2, round((count / 1.4 * w / h) ** 0.5) + 1)
    rows = max(2, round(columns * h / w))
    pitch = min(w / (columns + 0.7), h / (rows + 0.7))
    for row, column in np.ndindex(rows, columns):
        x, y = w / 2 + (column - (columns - 1) / 2) * pitch, h / 2 + (row - (rows - 1) / 2) * pitch
        size, tilt = pitch * rng.uniform(0.33, 0.47), rng.uniform(0, 6)
        ink = paints.near((row + column) / (rows + columns - 1) * 0.999)
        yield _Wash(x, y, size, size, tilt, paints.accent if rng.random_sample() < 0.06 else ink, 0.7)


# Each gives its washes in the order in which they are laid down.
LAYOUTS = {"cloud": _cloud, "land": _bands, "bloom": _bloom, "row": _swatches, "sun": _sun}


def _soak(soaked: Fields, wash: _Wash, traits: Watercolour, cell: float, rng: Rng) -> None:
    """Adds what one wash absorbs, in linear light per channel."""
    layers = _layers(wash, traits.bleed * wash.run, rng) / cell
    rows, columns, _ = soaked.shape
    # Nothing but the box around the wash needs looking at.
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
    inside = ndimage.uniform_filter(cover, 9)
    strength = rng.uniform(0.5, 0.95)
    cover = np.maximum(0, strength * cover + traits.rim * cover * (cover - inside) * 1.6)
    absorbed = -np.log(np.clip(linear(wash.ink), 0.012, 0.98)).astype(np.float32)
    soaked[top:bottom, left:right] += cover[..., None] * absorbed


def _layers(wash: _Wash, bleed: float, rng: Rng) -> Floats:
    """(layers, points, 2): one deformed outline, which every layer deforms further."""
    corners = wash.corners
    shape = direction(np.arange(corners) / corners * 2 * np.pi) * [wash.across, wash.along]
    shape *= 1 + rng.uniform(-1.5, 1.2, (corners, 1)) / corners
    c, s = np.cos(wash.tilt), np.sin(wash.tilt)
    outline: Floats = (shape @ np.array([[c, s], [-s, c]]) + [wash.x, wash.y])[None]
    # Some stretches of an edge stay crisp while others run.
    wet = rng.uniform(0.15, 1.0, (1, corners)) ** 1.6 * bleed
    for _ in range(2 if corners < 20 else 1):
        outline, wet = _deform(outline, wet, rng)
    outline, wet = np.repeat(outline, LAYERS, 0), np.repeat(wet, LAYERS, 0)
    for _ in range(4):
        outline, wet = _deform(outline, wet, rng)
    return outline


def _deform(outline: Floats, wet: Floats, rng: Rng) -> tuple[Floats, Floats]:
    """Displaces the middle of every edge by a share of its length."""
    after = np.roll(outline, -1, axis=1)
    length = np.hypot(*(after - outline).transpose(2, 0, 1))
    step = rng.normal(0, 1, outline.shape) * (length * wet * 0.42)[..., None]
    both = np.stack([outline, (outline + after) / 2 + step], axis=2)
    layers, points, _ = outline.shape
    wetness = np.stack([wet, wet * rng.uniform(0.75, 1.15, wet.shape)], axis=2)
    return both.reshape(layers, points * 2, 2), wetness.reshape(layers, points * 2)


def _splash(canvas: Smooth, washes: list[_Wash], rng: Rng) -> None:
    for wash in washes[:: max(1, len(washes) // 3)][:3]:
        away = max(wash.along, 70) * rng.uniform(0.9, 2.4, (DROPS, 1))
        drops = (wash.x, wash.y) + away * direction(rng.uniform(0, 2 * np.pi, DROPS))
        canvas.circles(drops, 1.2 + 9 * rng.random_sample(DROPS) ** 5, wash.ink, 0.62)
