"""Whoever has to wait in line is told their place in it, and may leave it."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import discord
from aiohttp import ClientError
from discord import ui

from bot.i18n.text import Language, Text, localise, text
from bot.interactions.client import Interaction, language_of
from bot.interactions.components import button, word_of

# Seconds of silence that nobody minds.
PATIENCE = 2.0

T = TypeVar("T")

log = logging.getLogger(__name__)


class PlaceInLine(ui.View):
    """A button to leave the line. It stands on a plain message, which an answer of any kind may replace;
    one laid out as a card could never be anything else again.
    """

    def __init__(self, person: int, language: Language) -> None:
        super().__init__(timeout=None)
        label = localise(text("Never mind"), language)
        self.add_item(button("cancel", word_of(person), label=label, emoji="✖️"))


def place_in_line(place: int) -> Text:
    """How many are before somebody."""
    if place == 1:
        return text("Many pictures are being drawn. Yours is next.")
    return text("Many pictures are being drawn. Yours is number {place} in line.", place=place)


async def in_line(interaction: Interaction, work: Awaitable[T]) -> T:
    """Waits for the work; after two seconds in line the person is told their place, then again as it
    changes.

    The last notice is out before this returns, so that the answer always comes after it.
    """
    done = asyncio.Event()
    telling = asyncio.ensure_future(_tell(interaction, done))
    try:
        return await work
    finally:
        done.set()
        await telling


async def _tell(interaction: Interaction, done: asyncio.Event) -> None:
    person, language = interaction.user.id, language_of(interaction)
    thinking = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    told: int | None = None
    notice: discord.WebhookMessage | None = None
    try:
        while not await _within(PATIENCE, done):
            place = interaction.client.studio.place_of(person)
            if place is None or place == told:
                continue
            told, words, view = place, localise(place_in_line(place), language), PlaceInLine(person, language)
            if thinking:
                await interaction.edit_original_response(content=words, view=view)
            elif notice is None:
                notice = await interaction.followup.send(words, view=view, ephemeral=True, wait=True)
            else:
                await notice.edit(content=words, view=view)
        if notice is not None:
            await notice.delete()
    except (discord.HTTPException, ClientError, OSError) as unheard:
        # The work goes on all the same.
        log.info("Could not tell somebody their place in line: %s", unheard)


async def _within(seconds: float, done: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(done.wait(), seconds)
    except TimeoutError:
        return False
    return True
