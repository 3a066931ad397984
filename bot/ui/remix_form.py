"""The form to remix a picture. Its custom_id says which picture, so it can be sent after a restart."""

from typing import Any

import discord
from discord import ui

from bot.art.errors import ArtError
from bot.art.palette import CUSTOM_COLOURS
from bot.art.recipe import Recipe
from bot.art.size import SIZES
from bot.art.style import find_style, styles
from bot.art.titles.cleaning import TITLE_LENGTH
from bot.i18n.text import Language, Text, localise, text
from bot.interactions.actions import OpenRemix, Requested, SendRemix
from bot.interactions.components import button
from bot.interactions.errors import ErrorWithView
from bot.ui.autocomplete import MAX_CHOICES, shorten

FIELDS = ("style", "palette", "seed", "title", "size")
BY_CHANCE = "*"
_SEED_LENGTH = 200
_PALETTE_LENGTH = CUSTOM_COLOURS[-1] * len("#0b132b ")
_OPTION_LENGTH = 100


class RemixForm(ui.Modal):
    """A picture's recipe, to be changed."""

    def __init__(self, recipe: Recipe, language: Language) -> None:
        super().__init__(
            title=localise(text("Remix"), language), custom_id=SendRemix(recipe.short_code).custom_id
        )
        seed = ui.TextInput[Any](
            custom_id="seed", default=str(recipe.seed), max_length=_SEED_LENGTH, required=False
        )
        title = ui.TextInput[Any](
            custom_id="title", default=recipe.title or None, max_length=TITLE_LENGTH, required=False
        )
        palette = ui.TextInput[Any](
            custom_id="palette", default=recipe.palette, max_length=_PALETTE_LENGTH, required=False
        )
        rows: tuple[tuple[Text, Text | None, ui.Item[Any]], ...] = (
            (
                text("Style"),
                text("Some of the {count} styles; /genart has them all.", count=len(styles())),
                ui.Select(custom_id="style", options=_style_options(recipe, language)),
            ),
            (
                text("Palette"),
                text("A name, or colours such as #0b132b #d1495b. Leave it empty to be surprised."),
                palette,
            ),
            (text("Seed"), text("Any word or number. Leave it empty to be surprised."), seed),
            (text("Title"), None, title),
            (text("Size"), None, ui.Select(custom_id="size", options=_size_options(recipe))),
        )
        for name, about, field in rows:
            described = None if about is None else localise(about, language)
            self.add_item(ui.Label(text=localise(name, language), description=described, component=field))
        # discord.py would wait for the answer in memory. Ours arrives as an action.
        self.stop()


def _style_options(recipe: Recipe, language: Language) -> list[discord.SelectOption]:
    """The picture's style, “Surprise me”, and as many others as fit; the seed says which."""
    ids = [id for id in styles() if id != recipe.style]
    first = recipe.seed % max(1, len(ids))
    offered = (ids[first:] + ids[:first])[: MAX_CHOICES - 2]
    return [
        _style_option(recipe.style, language, default=True),
        discord.SelectOption(label=localise(text("Surprise me"), language), value=BY_CHANCE, emoji="🎲"),
        *(_style_option(id, language) for id in sorted(offered)),
    ]


def _style_option(id: str, language: Language, *, default: bool = False) -> discord.SelectOption:
    style = find_style(id)
    about = shorten(localise(style.about, language), _OPTION_LENGTH)
    return discord.SelectOption(
        label=localise(style.name, language), value=id, description=about, default=default
    )


def _size_options(recipe: Recipe) -> list[discord.SelectOption]:
    named = {str(size): f"{name}, {size}" for name, size in SIZES.items()}
    own = str(recipe.size)
    return [
        discord.SelectOption(label=label, value=size, default=size == own)
        for size, label in {own: own, **named}.items()
    ]


def back_to_form(mistake: ArtError, recipe: Recipe, language: Language) -> ErrorWithView:
    """Return an error with a button that reopens the form, filled in with this picture.

    The message shows the picture's code, from which the button reads the title.
    """
    view = ui.View(timeout=None)
    action = OpenRemix(Requested.NOTHING, recipe.short_code)
    view.add_item(button(action, text("Back to the form"), language, emoji="🎨"))
    message = Text("{mistake}\n`{code}`", {"mistake": mistake.message, "code": recipe.code})
    return ErrorWithView(message, view)
