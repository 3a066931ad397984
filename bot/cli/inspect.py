"""``genart-bot inspect``: read the recipe back from a file."""

from pathlib import Path

import click

from bot.errors import UserError


@click.command(short_help="Read the recipe back from a picture.")
@click.argument("file", type=click.Path(path_type=Path))
def inspect(file: Path) -> None:
    """Print the code of the recipe that a PNG or WebP file was drawn from, then a description of the picture.

    Works on every file that the bot or `genart-bot render` made, unless its metadata was removed since.
    """
    from bot.art.describe import alt_text, facts, title_of
    from bot.art.render import recipe_in

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror or error}") from error
    recipe = recipe_in(data)
    click.echo(recipe.code)
    click.echo(f"{title_of(recipe)}\n{facts(recipe)} · {recipe.size}\n{alt_text(recipe)}")
