"""The engine: from a recipe to a picture. Knows no Discord, no asyncio and no database."""

from bot.art.recipe import Brief, Recipe
from bot.art.render import encode, render

__all__ = ["Brief", "Recipe", "encode", "render"]
