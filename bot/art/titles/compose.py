"""Titles on pictures: decides between the ways to set one, and draws it."""

from typing import Any

import aggdraw
import numpy as np
from PIL import Image, ImageDraw

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import contrast_of_luminances, luminance
from bot.art.palette import Palette
from bot.art.titles.fonts import ink, outline
from bot.art.titles.inks import CONTRAST, luminances
from bot.art.titles.placing import Setting, settings

# Pixels of the short side of the picture that is looked at to place a title.
_SAMPLE = 500


def set_title(image: Image.Image, title: str, palette: Palette) -> Image.Image:
    """The picture with its title set on it, of mode RGB; itself if nothing of the title can be seen."""
    setting = place(image, title, palette)
    if setting is None:
        return image
    cover = prepared(image, setting)
    mask, corner = letters(setting, image.size)
    cover.paste(setting.ink, corner, mask)
    return cover


def place(image: Image.Image, title: str, palette: Palette) -> Setting | None:
    """The best way to set the title in which it can be read; None if nothing of it can be seen."""
    # At one size for all, or a hair more or less under a letter could change the whole setting.
    share = _SAMPLE / min(image.size)
    size = round(image.width * share), round(image.height * share)
    sample = image.convert("RGB").resize(size, Image.Resampling.BOX)
    setting = None
    for setting in settings(sample, Canvas(image.size), title, palette):
        if setting.moved or setting.band or _legible(sample, setting):
            break
    return setting


def prepared(image: Image.Image, setting: Setting) -> Image.Image:
    """The picture with all that lies under the title, and without it."""
    scale = Canvas(image.size).scale
    if setting.moved:
        left, top, share = setting.moved
        picture = image.convert("RGB")
        if share < 1:
            smaller = (round(image.width * share), round(image.height * share))
            picture = picture.resize(smaller, Image.Resampling.BICUBIC)
        sheet = Image.new("RGB", image.size, setting.fill)
        sheet.paste(picture, (round(left * scale), round(top * scale)))
        return sheet
    cover = image.convert("RGB") if image.mode != "RGB" else image.copy()
    draw = ImageDraw.Draw(cover)
    for box, colour in ((setting.rule, setting.accent), (setting.band, setting.fill)):
        if box:
            left, top, right, bottom = (round(v * scale) for v in box)
            draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), colour)
    return cover


def letters(setting: Setting, size: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """The letters on a canvas of that size, as a mask, and where its left top corner lies, in pixels."""
    scale, block = Canvas(size).scale, setting.block
    left, top = int(setting.x * scale) - 1, int(setting.y * scale) - 1
    mask = Image.new("L", (int(block.width * scale) + 4, int(block.height * scale) + 4))
    draw = aggdraw.Draw(mask)
    brush = aggdraw.Brush("white")
    for glyph, x, y in block.glyphs:
        origin = (setting.x + x) * scale - left, (setting.y + y) * scale - top
        draw.path(glyph_path(glyph.face, glyph.id, *origin, block.size * scale), brush)
    draw.flush()
    return mask, (left, top)


def glyph_path(face: str, glyph: int, x: float, y: float, em: float) -> Any:
    """A glyph's outline for aggdraw, in pixels: its origin at x and y, in type of that size."""
    path = aggdraw.Path()
    draw = {"M": path.moveto, "L": path.lineto, "C": path.curveto, "Z": path.close}
    for kind, points in outline(face, glyph):
        draw[kind](*[p * em + (y if i % 2 else x) for i, p in enumerate(points)])
    return path


def _legible(image: Image.Image, setting: Setting) -> bool:
    """Whether the ink stands out from all but a few of the pixels under and between the letters."""
    scale, block = Canvas(image.size).scale, setting.block
    lights = luminances(np.asarray(image))
    under = np.zeros(lights.shape, dtype=bool)
    for glyph, x, y in block.glyphs:
        origin = np.array([setting.x + x, setting.y + y] * 2)
        box = (origin + np.array(ink(glyph.face, glyph.id)) * block.size) * scale
        (left, top), (right, bottom) = np.floor(box[:2]).astype(int), np.ceil(box[2:]).astype(int)
        under[top:bottom, left:right] = True
    ratios = contrast_of_luminances(lights[under], luminance(setting.ink))
    return bool((ratios < CONTRAST).mean() < 0.001)
