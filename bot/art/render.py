"""Recipe -> image -> PNG bytes."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from bot.art.describe import alt_text, title_of
from bot.art.errors import NoRecipe
from bot.art.files.metadata import CODE, DESCRIPTION, TITLE, marks_in
from bot.art.files.png import write_png
from bot.art.recipe import Recipe
from bot.art.titles.compose import set_title
from bot.i18n.text import text


def render(recipe: Recipe) -> Image.Image:
    """Draws the picture, of mode RGB or P and of the recipe's size; the same one every time."""
    style, traits, palette = recipe.decide()
    canvas = style.surface(recipe.size)
    style.draw(canvas, traits, palette, recipe.details())
    image = canvas.image()
    return set_title(image, recipe.title, palette) if recipe.title else image


def encode(image: Image.Image, recipe: Recipe) -> bytes:
    """The image as a PNG that carries its recipe, its title and its description."""
    return write_png(image, marks(recipe))


def marks(recipe: Recipe) -> dict[str, str]:
    """What a file says of itself: its recipe, its title and its description."""
    return {CODE: recipe.code, TITLE: str(title_of(recipe)), DESCRIPTION: str(alt_text(recipe))}


def recipe_in(data: bytes) -> Recipe:
    """The recipe that a PNG or WebP file carries.

    :raises NoRecipe: if the file is no picture, or one without a recipe.
    :raises ArtError: if the recipe is one that this version cannot draw.
    """
    try:
        with Image.open(BytesIO(data), formats=["PNG", "WEBP"]) as image:
            code = marks_in(image).get(CODE)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoRecipe(text("That is no PNG or WebP picture, so it holds no recipe.")) from error
    if code is None:
        raise NoRecipe(
            text("That picture holds no recipe: this bot did not draw it, or its metadata was stripped.")
        )
    return Recipe.parse(code)


def draw_png(code: str) -> bytes:
    """From a recipe's code straight to PNG bytes: the task of a worker process.

    :raises ArtError: if it is no code.
    """
    recipe = Recipe.parse(code)
    return encode(render(recipe), recipe)
