"""The board that sheets are made on: pictures and labels on a dark ground, because most chats are dark.

All measures are pixels.
"""

import logging
from dataclasses import replace
from math import ceil

import aggdraw
from PIL import Image

from bot.art.drawing.colour import RGB
from bot.art.errors import ArtError
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.size import LEAST, LONGEST_RATIO, Size
from bot.art.titles.compose import glyph_path
from bot.art.titles.shaping import Line, limit_marks, shape

GROUND: RGB = (30, 31, 35)
MAT: RGB = (42, 43, 49)
DEEP: RGB = (16, 17, 20)
INK: RGB = (238, 237, 232)
FAINT: RGB = (112, 113, 120)
# A label that is too long shrinks to this share of its size before it is cut.
_SHRINKS_TO = 0.75
# Dark enough for a white number on any picture.
_BADGE_OPACITY = 214
# Where the baseline of digits lies below their middle, in em.
_DIGIT_MIDDLE = 0.355

log = logging.getLogger(__name__)


def draw_to_fit(recipe: Recipe, width: float, height: float) -> Image.Image:
    """Draw the picture as large as fits into a box, but never smaller than pictures may be.

    Its proportions may be off by a pixel, because sides are whole numbers.
    """
    scale = min(width / recipe.size.width, height / recipe.size.height)
    sides = [max(LEAST, round(side * scale)) for side in recipe.size]
    least = ceil(max(sides) / LONGEST_RATIO)
    size = Size(*(max(side, least) for side in sides))
    return render(replace(recipe, size=size)).convert("RGB")


def try_to_draw(code: str, width: float, height: float) -> Image.Image | None:
    """Draw the picture of a code to fit into a box; return None if it can no longer be drawn."""
    try:
        return draw_to_fit(Recipe.parse(code), width, height)
    except ArtError:
        return None
    except Exception:
        # A style that fails must not cost people the rest of the sheet.
        # Only the style is logged: the rest of a code is private.
        log.exception("A sheet lacks a picture in the style %s", code.partition(".")[0])
        return None


class Board:
    """A sheet to put pictures and labels on.

    :ivar image: of mode RGB, with everything that is on the sheet so far.
    """

    def __init__(self, width: int, height: int, ground: RGB = GROUND) -> None:
        self.image = Image.new("RGB", (width, height), ground)

    def panel(self, left: float, top: float, width: float, height: float, colour: RGB) -> None:
        """Fill a rectangle."""
        box = round(left), round(top), round(left + width), round(top + height)
        self.image.paste(colour, box)

    def picture(self, image: Image.Image, left: float, top: float) -> None:
        """Put a picture on the sheet, by its top left corner."""
        self.image.paste(image, (round(left), round(top)))

    def mount(self, image: Image.Image | None, left: float, top: float, width: float, height: float) -> None:
        """Put a picture in the middle of a box, or a faint question mark if there is none."""
        if image is None:
            self.label("?", left + width / 2, top + height / 2 + 32, 96, FAINT, side=0.5)
        else:
            self.picture(image, left + (width - image.width) // 2, top + (height - image.height) // 2)

    def label(
        self,
        words: str,
        x: float,
        baseline: float,
        size: float,
        colour: RGB = INK,
        *,
        side: float = 0.0,
        width: float | None = None,
    ) -> None:
        """Write one line in any script.

        :param size: of the type. If the line exceeds `width`, it shrinks somewhat and is then cut.
        :param side: which point of the line lies at x: 0 its left end, 0.5 its middle, 1 its right end.
        """
        line, length = _shaped(words)
        if width is not None and length * size > width:
            size = max(size * _SHRINKS_TO, width / length)
            line, length = _cut(words, width / size)
        left = x - side * length * size
        mask = Image.new("L", (ceil(length * size + size), ceil(size * 2)))
        corner = int(left - size / 2), int(baseline - size * 1.4)
        draw, brush = aggdraw.Draw(mask), aggdraw.Brush("white")
        for glyph in line.glyphs:
            at = left + glyph.x * size - corner[0], baseline + glyph.y * size - corner[1]
            draw.path(glyph_path(glyph.face, glyph.id, *at, size), brush)
        draw.flush()
        self.image.paste(colour, corner, mask)

    def badge(self, number: int, left: float, top: float, size: int = 48) -> None:
        """Put a number on a small dark disc, which stands out from any picture."""
        mask = Image.new("L", (size + 2, size + 2))
        draw = aggdraw.Draw(mask)
        draw.ellipse((1, 1, size + 1, size + 1), aggdraw.Brush("white", _BADGE_OPACITY))
        draw.flush()
        self.image.paste(DEEP, (round(left), round(top)), mask)
        digits = str(number)
        type_size = size * (0.54 if len(digits) == 1 else 0.44)
        middle = left + 1 + size / 2, top + 1 + size / 2
        self.label(digits, middle[0], middle[1] + type_size * _DIGIT_MIDDLE, type_size, side=0.5)

    def png(self) -> bytes:
        """Return the sheet as a PNG file."""
        return write_png(self.image, {})


def _shaped(words: str) -> tuple[Line, float]:
    """Return the line and its length in em."""
    line = shape(limit_marks(words))
    return line, sum(advance for _, advance in line.advances)


def _cut(words: str, length: float) -> tuple[Line, float]:
    """Return as much of the line as fits into that many em, and its length."""
    line, whole = _shaped(words)
    while whole > length + 1e-6 and len(words) > 1:
        words = words[:-1].rstrip()
        line, whole = _shaped(words + "…")
    return line, whole
