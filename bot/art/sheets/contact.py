"""Contact sheets: pictures in rows, each with a label below it."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from bot.art.titles.fonts import FOLDER

_GROUND, _INK = (250, 249, 246), (60, 58, 54)
_GAP, _LINE = 16, 26
_FACE = "Geologica-Bold.ttf"


def contact_sheet(tiles: Sequence[tuple[Image.Image, str]], columns: int) -> Image.Image:
    """Return a sheet of labelled pictures in rows.

    :param tiles: pictures, at most as large as the first, and the label of each.
    """
    width, height = tiles[0][0].size
    rows = -(-len(tiles) // columns)
    step = (width + _GAP, height + _LINE + _GAP)
    sheet = Image.new("RGB", (columns * step[0] + _GAP, rows * step[1] + _GAP), _GROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(str(FOLDER / _FACE), 15)
    for at, (picture, label) in enumerate(tiles):
        left, top = _GAP + at % columns * step[0], _GAP + at // columns * step[1]
        sheet.paste(picture, (left, top))
        draw.text((left, top + height + 5), _cut(label, width, font), _INK, font)
    return sheet


def _cut(label: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(label) <= width:
        return label
    while label and font.getlength(label + "…") > width:
        label = label[:-1]
    return label + "…"
