"""A sheet of four variations: pictures of the same kind with different details."""

from dataclasses import replace

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH, alt_text, file_name, title_of
from bot.art.recipe import VARIATIONS, Recipe
from bot.i18n.text import Language, localise, text
from bot.interactions.actions import MoreVariations, Requested, TakeVariation
from bot.interactions.components import button, row
from bot.ui.card import accent, large_picture, plain

_ON_A_SHEET = 4


def next_variations(recipe: Recipe) -> list[Recipe]:
    """Return the four variations after this one; after the last comes the first."""
    numbers = (recipe.variation + i for i in range(1, _ON_A_SHEET + 1))
    return [replace(recipe, variation=number % VARIATIONS) for number in numbers]


class VariationsSheet(ui.LayoutView):
    """Four variations, a button to take each, and one for the next four.

    :param owner: id of the user it was made for; when they press "Four others", this sheet is replaced.
    :param requested: for the card of the variation that is taken.
    """

    def __init__(self, owner: int, requested: Requested, recipes: list[Recipe], language: Language) -> None:
        super().__init__(timeout=None)
        first, last = recipes[0], recipes[-1]
        title = plain(title_of(first, language))
        take = [
            button(TakeVariation(requested, recipe.short_code), str(number), language)
            for number, recipe in enumerate(recipes, 1)
        ]
        others = button(
            MoreVariations(owner, requested, last.short_code),
            text("Four others"),
            language,
            emoji="🎲",
            style=discord.ButtonStyle.primary,
        )
        question = text("Which one do you like? Press its number.")
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(text('Variations of {title}', title=title), language)}"),
                large_picture(sheet_name(first), sheet_alt(first, language)),
                ui.TextDisplay(f"-# {localise(question, language)}\n`{first.code}`"),
                row(*take, others),
                accent_colour=accent(first),
            )
        )


def sheet_name(first: Recipe) -> str:
    """Return the name of a sheet's file."""
    return f"variations-{file_name(first.code)}"


def sheet_alt(first: Recipe, language: Language) -> str:
    """Return the alt text of a sheet."""
    words = text("Four pictures, numbered 1 to 4, of one kind: {picture}", picture=alt_text(first, language))
    return localise(words, language)[:ALT_LENGTH]
