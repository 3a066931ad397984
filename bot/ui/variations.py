"""A sheet of four variations: pictures of one character, each with other details."""

from dataclasses import replace

import discord
from discord import ui

from bot.art.describe import ALT_LENGTH, alt_text, file_name, title_of
from bot.art.recipe import VARIATIONS, Recipe
from bot.i18n.text import Language, localise, text
from bot.interactions.components import button, row, word_of
from bot.ui.card import accent, gallery_of, plain

ON_A_SHEET = 4


def after(recipe: Recipe) -> list[Recipe]:
    """The four variations that follow one; after the last comes the first."""
    numbers = (recipe.variation + i for i in range(1, ON_A_SHEET + 1))
    return [replace(recipe, variation=number % VARIATIONS) for number in numbers]


class Sheet(ui.LayoutView):
    """Four variations, a button to take each, and one for four others.

    :param owner: id of the user it was made for; "four others" changes it in place for them alone.
    :param asked: the digit of what was asked for, handed on to the card of the one that is taken.
    """

    def __init__(self, owner: int, asked: str, recipes: list[Recipe], language: Language) -> None:
        super().__init__(timeout=None)
        first, last = recipes[0], recipes[-1]
        title = plain(title_of(first, language))
        take = [button("take", asked, r.short_code, label=str(i)) for i, r in enumerate(recipes, 1)]
        others = button(
            "others",
            word_of(owner),
            asked,
            last.short_code,
            label=localise(text("Four others"), language),
            emoji="🎲",
            style=discord.ButtonStyle.primary,
        )
        question = text("Which one do you like? Press its number.")
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### {localise(text('Variations of {title}', title=title), language)}"),
                gallery_of(sheet_name(first), sheet_alt(first, language)),
                ui.TextDisplay(f"-# {localise(question, language)}\n`{first.code}`"),
                row(*take, others),
                accent_colour=accent(first),
            )
        )


def sheet_name(first: Recipe) -> str:
    """What the file of a sheet is called, by its first picture."""
    return f"variations-{file_name(first.code)}"


def sheet_alt(first: Recipe, language: Language) -> str:
    """The sheet for those who cannot see it."""
    words = text("Four pictures, numbered 1 to 4, of one kind: {picture}", picture=alt_text(first, language))
    return localise(words, language)[:ALT_LENGTH]
