"""From a wish to its card: what /genart and every button that makes a picture have in common."""

import discord

from bot.art.recipe import Brief, Recipe
from bot.i18n.text import localise, text
from bot.interactions.client import Interaction, language_of, place_of, requester_of
from bot.interactions.components import is_private
from bot.interactions.delivery import deliver
from bot.interactions.progress import in_line
from bot.ui.card import Card, plain


async def make(
    interaction: Interaction,
    wish: Brief | Recipe,
    brief: Brief,
    *,
    private: bool,
    parent: Recipe | None = None,
) -> None:
    """Makes the picture for whoever asked and shows it, in the place of the deferred answer or of the
    message that the button stands on.

    :param brief: what "another" is to ask for.
    :param private: whether the answer is for one pair of eyes only.
    """
    studio, owner, language = interaction.client.studio, interaction.user.id, language_of(interaction)
    note = None
    if not private and interaction.type is not discord.InteractionType.application_command:
        # Above the answer to a command Discord says whose it is.
        note = localise(text("For {name}", name=plain(interaction.user.display_name)), language)
    place = place_of(interaction, private=private)
    with studio.turn(owner):
        work = studio.create(requester_of(interaction), wish, place=place, parent=parent)
        made = await in_line(interaction, work)
        recipe = made.artwork.recipe
        await deliver(
            interaction, made, lambda file: Card(owner, recipe, brief, language, file=file.name, note=note)
        )


async def swap_or_add(interaction: Interaction, owner: int) -> None:
    """Acknowledges a press on a message of that owner. What comes of it takes the message's place for
    them; for anybody else it is a message of its own, as private as that one.
    """
    if interaction.user.id == owner:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=is_private(interaction), thinking=True)
