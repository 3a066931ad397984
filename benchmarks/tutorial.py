"""The tutorial's whole request, the unit of the other benchmarks.

It draws rectangles on an RGBA canvas and encodes the picture as PNG, then as base64 for the page. To save
it, it decodes that again and encodes a PNG file.
"""

import base64
import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from bot.art.palette import Palette

SIDE = 1000


def tutorial_request(palette: Palette, seed: int, folder: Path) -> None:
    """Do what the tutorial does between a click on its page and the file on disk."""
    chance = random.Random(seed)  # noqa: S311  # as in the tutorial; not for secrets
    image = Image.new("RGBA", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(image)
    cells = chance.randrange(20, 40)
    least = chance.randrange(20, 50)
    most = least + chance.randrange(20, 100)
    for column in range(cells):
        for row in range(cells):
            left = column * 50 + chance.randrange(50)
            top = row * 50 + chance.randrange(50)
            right, bottom = left + chance.randrange(least, most), top + chance.randrange(least, most)
            fill = (*chance.choice(palette.colours), 255)
            draw.rectangle((left, top, right, bottom), fill, "black", chance.randrange(1, 5))
    page = BytesIO()
    image.save(page, "PNG")
    shown = base64.b64encode(page.getvalue())
    Image.open(BytesIO(base64.b64decode(shown))).save(folder / "art.png")
