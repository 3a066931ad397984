"""From a recipe to an image, and on to the bytes of a PNG file."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from bot.art.describe import alt_text, title_of
from bot.art.errors import NoRecipe
from bot.art.files.metadata import CODE, DESCRIPTION, TITLE, read_metadata
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.titles.compose import set_title
from bot.i18n.text import text


def render(recipe: Recipe) -> Image.Image:
    """Draw the picture of a recipe, the same one every time.

    :returns: an image of mode RGB or P in the recipe's size.
    """
    style, traits, palette = recipe.parts
    canvas = style.surface(recipe.size)
    style.draw(canvas, traits, palette, recipe.detail_rng())
    image = canvas.image()
    return set_title(image, recipe.title, palette) if recipe.title else image


def encode(image: Image.Image, recipe: Recipe) -> bytes:
    """Return the image as a PNG file that carries its recipe, title and description."""
    return write_png(image, metadata_of(recipe))


def metadata_of(recipe: Recipe) -> dict[str, str]:
    """Return the metadata of the recipe's files: its code, title and description."""
    return {CODE: recipe.code, TITLE: title_of(recipe), DESCRIPTION: alt_text(recipe)}


def recipe_in(data: bytes) -> Recipe:
    """Return the recipe that a PNG or WebP file carries.

    :raises NoRecipe: if the file is not such a picture, or carries no recipe.
    :raises ArtError: if this version of the bot cannot draw the recipe.
    """
    try:
        with Image.open(BytesIO(data), formats=["PNG", "WEBP"]) as image:
            code = read_metadata(image).get(CODE)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoRecipe(text("That is no PNG or WebP picture, so it holds no recipe.")) from error
    if code is None:
        raise NoRecipe(
            text("That picture holds no recipe: this bot did not draw it, or its metadata was stripped.")
        )
    return Recipe.parse(code)


def draw_png(recipe: Recipe) -> bytes:
    """Draw the recipe's picture and return it as a PNG file. Worker processes run this."""
    return encode(render(recipe), recipe)
