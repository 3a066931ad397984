"""What a recipe says of itself: a title, and a line for those who cannot see the picture."""

import re
from hashlib import blake2b

from bot.art.recipe import Recipe

ALT_LENGTH = 1024


def title_of(recipe: Recipe) -> str:
    """The title it was given, or else one from its style and palette."""
    if recipe.title:
        return recipe.title
    style, _, palette = recipe.decide()
    return f"{style.name} in {_palette_name(palette.name)}"


def alt_text(recipe: Recipe) -> str:
    """One line written from the picture's own traits, at most 1,024 characters."""
    _, traits, palette = recipe.decide()
    line = traits.describe(palette)
    text = line[:1].upper() + line[1:] + "."
    if recipe.title:
        text = f"“{recipe.title}”. {text}"
    return text[:ALT_LENGTH]


def facts(recipe: Recipe) -> str:
    """Style, palette, seed and rarity, for the small print below a picture."""
    style, traits, palette = recipe.decide()
    parts = [style.name, _palette_name(palette.name), f"seed {recipe.seed}"]
    rarity = style.rarity(traits)
    return " · ".join(parts + ([f"rarity 1 in {rarity:,}"] if rarity > 1 else []))


def file_name(code: str) -> str:
    """A name for the PNG file of that code, which every file system and Discord take as it is."""
    short, _, title = code.partition("~")
    name = re.sub(r"[^A-Za-z0-9]+", "-", short).strip("-")
    # Titles in all scripts differ, but few of them survive in a file name.
    mark = f"-{blake2b(title.encode(), digest_size=3).hexdigest()}" if title else ""
    return f"{name}{mark}.png"


def _palette_name(name: str) -> str:
    return "colours of your own" if name.startswith("#") else name.replace("-", " ").title()
