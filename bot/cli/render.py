"""``genart-bot render``: a picture without any chat."""

import sys
from pathlib import Path

import click

from bot.errors import PoliteError


@click.command(short_help="Draw one picture into a file.")
@click.argument("code", required=False)
@click.option("--style", help="Id of a style.  [default: chance decides]")
@click.option(
    "--palette", help="Name of a palette, or 2 to 8 colours as '#0b132b #d1495b'.  [default: chance]"
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
    seed: str | None,
    size: str | None,
    title: str | None,
    output: str | None,
) -> None:
    """Draw one picture and print its recipe's code.

    With CODE, exactly that picture again; without, one to the wishes in the options. The same code
    gives the same file, byte for byte.

    \b
    genart-bot render --style squares --palette harbour --seed 7
    genart-bot render squares1.harbour.7 -o harbour.png
    genart-bot render --size phone -o - > wallpaper.png
    """
    from bot.art.describe import file_name
    from bot.art.recipe import Brief, Recipe
    from bot.art.render import draw_png
    from bot.art.rng import chance

    wishes = (style, palette, seed, size, title)
    if code is not None and any(wish is not None for wish in wishes):
        raise click.UsageError("CODE decides everything: give it alone, or leave it out.")
    try:
        recipe = Recipe.parse(code) if code is not None else Brief.ask(*wishes).resolve(chance())
    except PoliteError as error:
        raise click.UsageError(str(error)) from error
    png = draw_png(recipe.code)
    if output == "-":
        click.echo(recipe.code, err=True)
        sys.stdout.buffer.write(png)
        return
    file = Path(output or file_name(recipe))
    try:
        file.write_bytes(png)
    except OSError as error:
        raise PoliteError(f"{file}: cannot be written: {error.strerror or error}") from error
    click.echo(recipe.code)
