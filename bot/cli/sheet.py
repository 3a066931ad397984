"""``genart-bot sheet``: many pictures at a glance."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.errors import UserError

if TYPE_CHECKING:
    from PIL import Image

    from bot.art.recipe import Recipe

_TILE = 300


@click.command(short_help="Draw a contact sheet.")
@click.option("--style", help="Only this style.  [default: every style]")
@click.option("--palette", help="Only this palette.  [default: another one for each picture]")
@click.option(
    "--seeds", type=click.IntRange(1, 200), help="Pictures of each style.  [default: 24, or 1 of every style]"
)
@click.option(
    "--columns", type=click.IntRange(1, 40), default=6, show_default=True, help="Pictures in a row."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="sheet.png",
    show_default=True,
    help="Where to.",
)
def sheet(style: str | None, palette: str | None, seeds: int | None, columns: int, output: Path) -> None:
    """Draw a labelled sheet of one style in many seeds, or of every style, on all cores."""
    from bot.art.palette import find_palette, palettes
    from bot.art.recipe import Recipe
    from bot.art.sheets.contact import contact_sheet
    from bot.art.style import find_style, styles

    try:
        chosen = [find_style(style)] if style else list(styles().values())
        names = [find_palette(palette).name] if palette else list(palettes())
    except UserError as error:
        raise click.UsageError(str(error)) from error
    count = seeds or (24 if style else 1)
    recipes = [
        # A stride that shares no factor with most counts, so that neighbours differ in colour.
        Recipe(s.id, s.version, names[(row * 31 + seed * 7) % len(names)], seed)
        for row, s in enumerate(chosen)
        for seed in range(count)
    ]
    with (
        ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool,
        click.progressbar(length=len(recipes), label="Drawing", file=sys.stderr) as bar,
    ):
        tiles = []
        for recipe, picture in zip(recipes, pool.map(_tile, recipes), strict=True):
            name = str(find_style(recipe.style).name)
            tiles.append((picture, f"{name}, {recipe.palette}, {recipe.seed}" if style else name))
            bar.update(1)
    try:
        contact_sheet(tiles, min(columns, len(tiles))).save(output)
    except (OSError, ValueError) as error:
        raise UserError(f"{output}: cannot be written: {error}") from error
    click.echo(output)


def _tile(recipe: "Recipe") -> "Image.Image":
    from PIL import Image

    from bot.art.render import render

    picture = render(recipe).convert("RGB")
    return picture.resize((_TILE, _TILE), Image.Resampling.LANCZOS)
