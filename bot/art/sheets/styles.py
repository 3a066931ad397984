"""Sheets of styles: one picture of each with its name, or one style in six pictures."""

from collections.abc import Sequence
from math import ceil, sqrt

from bot.art.recipe import Recipe
from bot.art.sheets.board import Board, draw_to_fit, try_to_draw
from bot.art.size import Size
from bot.art.style import find_style

_TILE, _GAP, _MARGIN, _LINE = 264, 20, 28, 40
_POSTER_TILE, _POSTER_GAP = 392, 12
# Column, row and side of each picture of a poster, on a grid of 3 by 3 cells.
_POSTER_CELLS = ((0, 0, 2), (2, 0, 1), (2, 1, 1), (0, 2, 1), (1, 2, 1), (2, 2, 1))
# Six palettes that differ a lot, and a seed for each.
_PALETTES = ("harbour", "night-train", "terracotta", "celadon", "sumi-ink", "neon-alley")
_SEEDS = (5, 12, 23, 31, 47, 58)
# Seeds of the first example, where the usual one shows little of a style.
_FIRST_SEEDS = {
    "attractor": 7,
    "chladni": 42,
    "contours": 33,
    "isometric": 20,
    "moire": 11,
    "plants": 20,
    "veins": 14,
}


def style_example(id: str, number: int = 0) -> Recipe:
    """Return an example of a style, always the same.

    :param number: 0–5. Number 0 shows the style best.
    """
    found = find_style(id)
    seed = _SEEDS[number] if number else _FIRST_SEEDS.get(found.id, _SEEDS[0])
    return Recipe(found.id, found.version, _PALETTES[number], seed, size=Size(600, 600))


def styles_sheet(tiles: Sequence[tuple[Recipe, str]]) -> bytes:
    """Draw one picture of each style, with a label below it.

    :param tiles: recipe and label, such as the style's name in the reader's language.
    """
    columns = 7 if len(tiles) > 30 else ceil(sqrt(len(tiles) * 1.2))
    rows = ceil(len(tiles) / columns)
    step = _TILE + _GAP, _TILE + _LINE + _GAP
    board = Board(columns * step[0] - _GAP + 2 * _MARGIN, rows * step[1] - _GAP + 2 * _MARGIN)
    for at, (recipe, label) in enumerate(tiles):
        left, top = _MARGIN + at % columns * step[0], _MARGIN + at // columns * step[1]
        board.mount(try_to_draw(recipe.code, _TILE, _TILE), left, top, _TILE, _TILE)
        board.label(label, left, top + _TILE + 30, 25, width=_TILE)
    return board.png()


def style_poster(id: str) -> bytes:
    """Draw six examples of a style in different palettes, the first of them large.

    :raises UnknownStyle: if no style has that id.
    """
    step = _POSTER_TILE + _POSTER_GAP
    board = Board(3 * step - _POSTER_GAP, 3 * step - _POSTER_GAP)
    for number, (column, row, cells) in enumerate(_POSTER_CELLS):
        side = cells * step - _POSTER_GAP
        board.picture(draw_to_fit(style_example(id, number), side, side), column * step, row * step)
    return board.png()
