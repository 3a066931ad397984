"""Pictures by their codes, for comparisons in tests."""

from bot.art.recipe import Recipe
from bot.art.render import draw_png


def png_of(code: str) -> bytes:
    """Draw the picture of a code and return it as a PNG file."""
    return draw_png(Recipe.parse(code))
