"""Forms: one to remix a picture, and how any of them is read when it comes back.

Like buttons, a form needs no memory: what it is about stands in its custom_id, so it may be sent in
after a restart.
"""

from collections.abc import Iterator, Mapping
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
from bot.interactions.actions import Press
from bot.interactions.client import Interaction
from bot.interactions.components import button, custom_id, read_press
from bot.interactions.ephemeral import Mendable
from bot.ui.autocomplete import MOST_CHOICES, cut

FIELDS = ("style", "palette", "seed", "title", "size")
BY_CHANCE = "*"
_SEED_LENGTH = 200
_PALETTE_LENGTH = CUSTOM_COLOURS[-1] * len("#0b132b ")
_OPTION_LENGTH = 100


class RemixForm(ui.Modal):
    """What a picture was made of, for somebody to change."""

    def __init__(self, recipe: Recipe, language: Language) -> None:
        super().__init__(
            title=localise(text("Remix"), language), custom_id=custom_id("remixed", recipe.short_code)
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
        # Finished before it begins, so that discord.py does not keep it: ``read_form`` needs no memory.
        self.stop()


def _style_options(recipe: Recipe, language: Language) -> list[discord.SelectOption]:
    """The picture's own style, chance, and as many others as there is room for, others each seed."""
    ids = [id for id in styles() if id != recipe.style]
    first = recipe.seed % max(1, len(ids))
    offered = (ids[first:] + ids[:first])[: MOST_CHOICES - 2]
    return [
        _style_option(recipe.style, language, default=True),
        discord.SelectOption(label=localise(text("Surprise me"), language), value=BY_CHANCE, emoji="🎲"),
        *(_style_option(id, language) for id in sorted(offered)),
    ]


def _style_option(id: str, language: Language, *, default: bool = False) -> discord.SelectOption:
    style = find_style(id)
    about = cut(localise(style.about, language), _OPTION_LENGTH)
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


def back_to_form(mistake: ArtError, recipe: Recipe, language: Language) -> Mendable:
    """What was wrong with a form, and a button to open it once more, filled in as this picture.

    The code stands in the message, as the button reads the title from there.
    """
    view = ui.View(timeout=None)
    label = localise(text("Back to the form"), language)
    view.add_item(button("remix", 0, recipe.short_code, label=label, emoji="🎨"))
    return Mendable(Text("{mistake}\n`{code}`", {"mistake": mistake.message, "code": recipe.code}), view)


def read_form(interaction: Interaction) -> Press:
    """What somebody filled in and sent."""
    data: Any = interaction.data
    press = read_press(data["custom_id"])
    return Press(press.wish, press.details, fields=dict(_fields(data["components"])))


def _fields(components: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if "custom_id" in component:
            values = component.get("values") or [component.get("value") or ""]
            yield component["custom_id"], str(values[0])
        yield from _fields([*component.get("components", []), *filter(None, [component.get("component")])])
