"""Sheets of palettes: many as bars, or one large with its hex codes and three pictures."""

from collections.abc import Sequence
from math import ceil

from bot.art.drawing.colour import RGB, contrast
from bot.art.palette import Palette, find_palette
from bot.art.recipe import Recipe
from bot.art.sheets.board import DEEP, INK, Board, draw_to_fit
from bot.art.size import Size
from bot.art.style import find_style

_COLUMNS, _BAR, _GAP, _MARGIN = 3, (396, 88), 24, 32
_LINE = 44
_POSTER = 1200
_STRIPES = 560
# Three styles that use palettes in very different ways, with seeds that show it well.
_EXAMPLES = (("bauhaus", 3), ("warp", 5), ("packing", 2))


def swatch_sheet(names: Sequence[str]) -> bytes:
    """Draw some two dozen palettes: their colours as bars from dark to light, their names below.

    :raises UnknownPalette: if one is not known.
    """
    palettes = [find_palette(name) for name in names]
    columns = min(_COLUMNS, len(palettes))
    rows = ceil(len(palettes) / columns)
    step = _BAR[0] + _GAP, _BAR[1] + _LINE + _GAP // 2
    board = Board(columns * step[0] - _GAP + 2 * _MARGIN, rows * step[1] + 2 * _MARGIN - _GAP // 2)
    for at, palette in enumerate(palettes):
        # Sorted down the columns, as lists of names usually are.
        left, top = _MARGIN + at // rows * step[0], _MARGIN + at % rows * step[1]
        _stripes(board, palette, left, top, *_BAR)
        board.label(palette.title, left, top + _BAR[1] + 30, 24, width=_BAR[0])
    return board.png()


def palette_poster(name: str) -> bytes:
    """Draw one palette: its colours as tall stripes with their hex codes, its name, and three pictures.

    :raises UnknownPalette: if it is not known.
    """
    palette = find_palette(name)
    named = palette.has_name
    side = (_POSTER - 2 * _MARGIN - 2 * _GAP) / 3
    pictures = _STRIPES + (112 if named else _MARGIN)
    board = Board(_POSTER, round(pictures + side + _MARGIN))
    colours = palette.by_lightness
    _stripes(board, palette, 0, 0, _POSTER, _STRIPES)
    wide = _POSTER / len(colours)
    for at, colour in enumerate(colours):
        # In narrower stripes, codes would be too small to read.
        if wide >= 84:
            code = "#{:02x}{:02x}{:02x}".format(*colour)
            board.label(
                code, (at + 0.5) * wide, _STRIPES - 28, min(30.0, wide / 5), _legible_on(colour), side=0.5
            )
    if named:
        board.label(palette.title, _MARGIN, _STRIPES + 76, 52, width=_POSTER - 2 * _MARGIN)
    for at, (id, seed) in enumerate(_EXAMPLES):
        recipe = Recipe(id, find_style(id).version, palette.name, seed, size=Size(600, 600))
        left = _MARGIN + at * (side + _GAP)
        board.picture(draw_to_fit(recipe, side, side), left, pictures)
    return board.png()


def _stripes(board: Board, palette: Palette, left: float, top: float, width: float, height: float) -> None:
    wide = width / len(palette.colours)
    for at, colour in enumerate(palette.by_lightness):
        # Each stripe reaches under the next, so that rounding leaves no gap.
        board.panel(left + at * wide, top, width - at * wide, height, colour)


def _legible_on(colour: RGB) -> RGB:
    return max(DEEP, INK, key=lambda ink: float(contrast(ink, colour)))
