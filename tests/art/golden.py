"""Golden pictures: what every version of every style looked like when it shipped.

``python -m tests.art.golden`` draws missing pictures and records new palettes. It never redraws one: a
style that should look different gets a new version, and a palette a new name.
"""

import hashlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.art.palette import Palette, palettes
from bot.art.recipe import Recipe
from bot.art.render import encode, render
from bot.art.size import Size
from bot.art.style import Style, all_versions

EVERY_STYLE = pytest.mark.parametrize("style", all_versions(), ids=lambda s: f"{s.id}{s.version}")
# One quick style is enough for the quick test run.
EVERY_STYLE_IF_SLOW = pytest.mark.parametrize(
    "style",
    [pytest.param(s, marks=() if s.id == "squares" else pytest.mark.slow) for s in all_versions()],
    ids=lambda s: f"{s.id}{s.version}",
)

FOLDER = Path(__file__).parent / "golden"
SIZE = Size(320, 320)


def golden_recipe(style: Style, seed: int = 20) -> Recipe:
    return Recipe(style.id, style.version, "harbour", seed, size=SIZE)


def golden_file(style: Style) -> Path:
    return FOLDER / f"{style.id}{style.version}.png"


PALETTES = FOLDER / "palettes.txt"


def palette_digest(palette: Palette) -> str:
    return hashlib.sha256(bytes(channel for colour in palette.colours for channel in colour)).hexdigest()[:12]


def golden_palettes() -> dict[str, str]:
    return dict(line.split() for line in PALETTES.read_text().splitlines()) if PALETTES.exists() else {}


def look_alike(a: Image.Image, b: Image.Image) -> bool:
    """Whether the two look the same to people.

    Another processor or library version may round differently, so some pixels may be off by a few steps
    of 256.
    """
    if a.size != b.size:
        return False
    off = np.abs(np.asarray(a.convert("RGB"), np.int16) - np.asarray(b.convert("RGB"), np.int16))
    return bool(off.mean() < 0.25 and (off.max(axis=2) > 4).mean() < 0.005)


def open_golden(style: Style) -> Image.Image:
    return Image.open(BytesIO(golden_file(style).read_bytes()))


if __name__ == "__main__":
    recorded = {name: palette_digest(palette) for name, palette in palettes().items()} | golden_palettes()
    PALETTES.write_text("".join(f"{name} {digest}\n" for name, digest in sorted(recorded.items())))
    for style in all_versions():
        if not golden_file(style).exists():
            recipe = golden_recipe(style)
            golden_file(style).write_bytes(encode(render(recipe), recipe))
            print("new:", golden_file(style).name)
