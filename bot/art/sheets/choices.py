"""Sheets to choose from: numbered pictures, with a button for each number below the sheet."""

from collections.abc import Sequence
from math import ceil, sqrt

from bot.art.recipe import Recipe
from bot.art.sheets.board import MAT, Board, draw_to_fit, try_to_draw

_GAP = 12
# The side of a square variation; other shapes have the same area.
_VARIATION = 594
_CELL, _MARGIN = 400, 20
_INSET = 14
# Width over height, below which four pictures go side by side, and above which they are stacked.
_NARROW, _WIDE = 0.6, 2.0


def variations_sheet(recipes: Sequence[Recipe]) -> bytes:
    """Draw four pictures of one shape, numbered from 1: two by two, or in one line if they are long."""
    width, height = recipes[0].size
    columns = len(recipes) if width / height < _NARROW else 1 if width / height > _WIDE else 2
    scale = _VARIATION / sqrt(width * height)
    pictures = [draw_to_fit(recipe, width * scale, height * scale) for recipe in recipes]
    step = pictures[0].width + _GAP, pictures[0].height + _GAP
    board = Board(columns * step[0] - _GAP, ceil(len(recipes) / columns) * step[1] - _GAP)
    for at, picture in enumerate(pictures):
        left, top = at % columns * step[0], at // columns * step[1]
        board.picture(picture, left, top)
        board.badge(at + 1, left + _INSET, top + _INSET)
    return board.png()


def gallery_sheet(codes: Sequence[str], first_number: int = 1) -> bytes:
    """Draw up to six pictures of any shapes, each on a mat, with consecutive numbers.

    :param codes: of stored pictures. One that can no longer be drawn shows a question mark instead.
    """
    columns = min(3, len(codes))
    step = _CELL + _GAP
    board = Board(columns * step - _GAP, ceil(len(codes) / columns) * step - _GAP)
    for at, code in enumerate(codes):
        left, top = at % columns * step, at // columns * step
        board.panel(left, top, _CELL, _CELL, MAT)
        inside = _CELL - 2 * _MARGIN
        board.mount(try_to_draw(code, inside, inside), left + _MARGIN, top + _MARGIN, inside, inside)
        board.badge(first_number + at, left + _INSET // 2, top + _INSET // 2, 44)
    return board.png()
