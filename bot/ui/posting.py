"""From a request to its card: what /genart and every button that makes a picture have in common."""

import discord

from bot.art.recipe import Brief, Recipe
from bot.i18n.text import localise, text
from bot.interactions.actions import Requested
from bot.interactions.context import Interaction, language_of, posted_in, requester_of
from bot.interactions.delivery import deliver
from bot.interactions.progress import with_progress
from bot.ui.card import Card, plain


async def create_and_post(
    interaction: Interaction,
    request: Brief | Recipe,
    requested: Requested,
    *,
    ephemeral: bool,
    parent: Recipe | None = None,
) -> None:
    """Make a picture for the person who acts, and show it where the answer belongs.

    They can make no other until they have seen it, so a slow older picture never replaces a newer one.

    :param requested: the options that "make me another" keeps.
    :param ephemeral: whether only they see the answer.
    :param parent: the recipe of the picture that it is made from.
    """
    studio, owner, language = interaction.client.studio, interaction.user.id, language_of(interaction)
    note = None
    if not ephemeral and interaction.type is not discord.InteractionType.application_command:
        # Discord says whose command was answered, but not whose button.
        note = localise(text("For {name}", name=plain(interaction.user.display_name)), language)
    where = posted_in(interaction, ephemeral=ephemeral)
    with studio.cooldowns.hold(owner) as hold:
        creating = studio.create(
            requester_of(interaction), request, posted_in=where, parent=parent, on_drawn=hold.start_pause
        )
        created = await with_progress(interaction, creating)
        recipe = created.artwork.recipe
        await deliver(
            interaction,
            created,
            lambda file: Card(owner, recipe, requested, language, file=file.name, note=note),
        )
