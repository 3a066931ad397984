"""Titles on pictures: the choice between the possible placements, and the drawing."""

from typing import Any

import aggdraw
import numpy as np
from PIL import Image, ImageDraw

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import contrast_of_luminances, luminance
from bot.art.palette import Palette
from bot.art.titles.fonts import glyph_bounds, outline
from bot.art.titles.inks import CONTRAST, luminances
from bot.art.titles.placing import Placement, placements

# The short side of the copy of a picture on which a title is placed, in pixels.
_SAMPLE = 500
# The share of pixels on which a title may lack contrast.
_ILLEGIBLE_SHARE = 0.001


def set_title(image: Image.Image, title: str, palette: Palette) -> Image.Image:
    """Return the picture with the title on it, of mode RGB; the same image if the title is invisible."""
    placement = choose_placement(image, title, palette)
    if placement is None:
        return image
    titled = background(image, placement)
    mask, corner = text_mask(placement, image.size)
    titled.paste(placement.ink, corner, mask)
    return titled


def choose_placement(image: Image.Image, title: str, palette: Palette) -> Placement | None:
    """Return the best placement in which the title is legible; None if the title is invisible."""
    # Every picture is sampled at the same size. Otherwise a single pixel below a letter could make the
    # title of a larger version of the picture move elsewhere.
    share = _SAMPLE / min(image.size)
    size = round(image.width * share), round(image.height * share)
    sample = image.convert("RGB").resize(size, Image.Resampling.BOX)
    placement = None
    for placement in placements(sample, Canvas(image.size), title, palette):
        if placement.moved or placement.band or _is_legible(sample, placement):
            break
    return placement


def background(image: Image.Image, placement: Placement) -> Image.Image:
    """Return the picture with everything that the placement needs but the title itself."""
    scale = Canvas(image.size).scale
    if placement.moved:
        left, top, share = placement.moved
        picture = image.convert("RGB")
        if share < 1:
            smaller = (round(image.width * share), round(image.height * share))
            picture = picture.resize(smaller, Image.Resampling.BICUBIC)
        ground = Image.new("RGB", image.size, placement.fill)
        ground.paste(picture, (round(left * scale), round(top * scale)))
        return ground
    copy = image.convert("RGB") if image.mode != "RGB" else image.copy()
    draw = ImageDraw.Draw(copy)
    for box, colour in ((placement.rule, placement.accent), (placement.band, placement.fill)):
        if box:
            left, top, right, bottom = (round(v * scale) for v in box)
            draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), colour)
    return copy


def text_mask(placement: Placement, size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """Draw the letters as a mask for a picture of this size; return it and its top left corner in pixels."""
    scale, block = Canvas(size).scale, placement.block
    left, top = int(placement.x * scale) - 1, int(placement.y * scale) - 1
    mask = Image.new("L", (int(block.width * scale) + 4, int(block.height * scale) + 4))
    draw = aggdraw.Draw(mask)
    brush = aggdraw.Brush("white")
    for glyph, x, y in block.glyphs:
        origin = (placement.x + x) * scale - left, (placement.y + y) * scale - top
        draw.path(glyph_path(glyph.face, glyph.id, *origin, block.size * scale), brush)
    draw.flush()
    return mask, (left, top)


def glyph_path(face: str, glyph: int, x: float, y: float, em: float) -> Any:
    """Return a glyph's outline for aggdraw, in type of `em` pixels, with its origin at x and y."""
    path = aggdraw.Path()
    draw = {"M": path.moveto, "L": path.lineto, "C": path.curveto, "Z": path.close}
    for kind, points in outline(face, glyph):
        draw[kind](*[p * em + (y if i % 2 else x) for i, p in enumerate(points)])
    return path


def _is_legible(image: Image.Image, placement: Placement) -> bool:
    """Whether the ink stands out from all but a few of the pixels under and between the letters."""
    scale, block = Canvas(image.size).scale, placement.block
    lights = luminances(np.asarray(image))
    under = np.zeros(lights.shape, dtype=bool)
    for glyph, x, y in block.glyphs:
        origin = np.array([placement.x + x, placement.y + y] * 2)
        box = (origin + np.array(glyph_bounds(glyph.face, glyph.id)) * block.size) * scale
        (left, top), (right, bottom) = np.floor(box[:2]).astype(int), np.ceil(box[2:]).astype(int)
        under[top:bottom, left:right] = True
    ratios = contrast_of_luminances(lights[under], luminance(placement.ink))
    return bool((ratios < CONTRAST).mean() < _ILLEGIBLE_SHARE)
