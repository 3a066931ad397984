"""The engine turns a recipe into a picture. It knows nothing of Discord, asyncio or databases."""

from bot.art.recipe import Brief, Recipe
from bot.art.render import encode, render

__all__ = ["Brief", "Recipe", "encode", "render"]
