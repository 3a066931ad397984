"""``genart-bot render``: a picture without any chat."""

import sys
from pathlib import Path

import click

from bot.errors import UserError


@click.command(short_help="Draw one picture into a file.")
@click.argument("code", required=False)
@click.option("--style", help="Id of a style.  [default: chance decides]")
@click.option(
    "--palette", help="Name of a palette, or 2 to 8 colours as '#0b132b #d1495b'.  [default: chance]"
)
@click.option(
    "--palette-from", "source", type=click.Path(path_type=Path), help="Take the colours from this picture."
)
@click.option("--seed", help="Any word or number.  [default: chance]")
@click.option("--size", help="1920x1080, or a name such as phone or print.  [default: square, 1000x1000]")
@click.option("--title", help="Words on the picture, up to 80 characters.")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to; - is stdout.  [default: named after the code]"
)
def render(
    code: str | None,
    style: str | None,
    palette: str | None,
    source: Path | None,
    seed: str | None,
    size: str | None,
    title: str | None,
    output: str | None,
) -> None:
    """Draw one picture and print its recipe's code.

    With CODE, exactly that picture again, or that one in another size or with another title; without,
    one to the wishes in the options. The same code gives the same file, byte for byte.

    \b
    genart-bot render --style squares --palette harbour --seed 7
    genart-bot render squares1.harbour.7 -o harbour.png
    genart-bot render --size phone -o - > wallpaper.png
    """
    from bot.art.describe import file_name
    from bot.art.drawing.rng import fresh_rng
    from bot.art.recipe import Brief, Recipe
    from bot.art.render import draw_png

    try:
        if source is not None:
            palette = _palette_of(source)
        brief = Brief.from_options(style=style, palette=palette, seed=seed, size=size, title=title)
        if code is None:
            recipe = brief.resolve(fresh_rng())
        elif style or palette or seed:
            raise click.UsageError("CODE decides style, palette and seed: leave those out, or CODE.")
        else:
            recipe = Recipe.from_pasted(code, size=size, title=title)
    except UserError as error:
        raise click.UsageError(str(error)) from error
    if output is not None and Path(output).suffix.lower() not in {"", ".png"}:
        raise click.UsageError(f"Pictures are PNG files: {Path(output).with_suffix('.png')} would do.")
    png = draw_png(recipe)
    if output == "-":
        if sys.stdout is None:
            raise UserError("There is no stdout that a picture could be written to.")
        click.echo(recipe.code, err=True)
        click.echo(png, nl=False)
        return
    file = Path(output or file_name(recipe.code))
    try:
        file.write_bytes(png)
    except OSError as error:
        raise UserError(f"{file}: cannot be written: {error.strerror or error}") from error
    click.echo(recipe.code)


def _palette_of(file: Path) -> str:
    from PIL import Image, UnidentifiedImageError

    from bot.art.extract import palette_from

    try:
        with Image.open(file) as picture:
            return palette_from(picture).name
    except UnidentifiedImageError as error:
        raise UserError(f"{file}: is no picture that I can read") from error
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"{file}: cannot be read: {reason}") from error
