"""Texts about a picture, from its recipe: title, alt text, facts and file name.

They are in English, as in metadata and on the command line, unless a language is given.
"""

import re
from hashlib import blake2b

from bot.art.palette import Palette
from bot.art.recipe import Recipe
from bot.i18n.text import ENGLISH, Language, Text, localise, text, verbatim

ALT_LENGTH = 1024


def title_of(recipe: Recipe, language: Language = ENGLISH) -> str:
    """Return the title that the recipe has, or else one made of its style and palette."""
    if recipe.title:
        return recipe.title
    style, _, palette = recipe.parts
    # Translators: the title of a picture, as in “Maze in Harbour” or “Maze in colours of your own”.
    title = text("{style} in {palette}", style=style.name, palette=_palette_name(palette))
    return title.in_(language)


def alt_text(recipe: Recipe, language: Language = ENGLISH) -> str:
    """Return one line that describes the picture from its traits, at most 1,024 characters."""
    _, traits, palette = recipe.parts
    line = localise(traits.describe(palette), language)
    # Translators: the full stop behind the description of a picture.
    sentence = text("{description}.", description=line[:1].upper() + line[1:])
    if recipe.title:
        sentence = text("“{title}”. {sentence}", title=recipe.title, sentence=sentence)
    return sentence.in_(language)[:ALT_LENGTH]


def facts(recipe: Recipe, language: Language = ENGLISH) -> str:
    """Return style, palette, seed and rarity, for the small print below a picture."""
    style, traits, palette = recipe.parts
    parts = [style.name, _palette_name(palette), text("seed {seed}", seed=recipe.seed)]
    rarity = style.rarity(traits)
    if rarity > 1:
        parts.append(text("rarity 1 in {number:,}", number=rarity))
    return " · ".join(part.in_(language) for part in parts)


def file_name(code: str) -> str:
    """Return a name for the PNG file of a code that every file system and Discord accept unchanged."""
    short, _, title = code.partition("~")
    name = re.sub(r"[^A-Za-z0-9]+", "-", short).strip("-")
    # Most scripts are not allowed here, so a hash tells pictures apart that differ in their titles.
    title_hash = f"-{blake2b(title.encode(), digest_size=3).hexdigest()}" if title else ""
    return f"{name}{title_hash}.png"


def _palette_name(palette: Palette) -> Text:
    return verbatim(palette.title) if palette.has_name else text("colours of your own")
