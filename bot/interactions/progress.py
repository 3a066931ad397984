"""Show people who wait in the queue how far they are, with a button to leave it."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import TypeVar

import discord
from aiohttp import ClientError
from discord import ui

from bot.i18n.text import Language, Text, localise, text
from bot.interactions.actions import Cancel
from bot.interactions.components import button
from bot.interactions.context import Interaction, language_of

# Seconds to wait before the first notice and between notices. Most pictures are ready sooner.
NOTICE_INTERVAL = 2.0

T = TypeVar("T")

log = logging.getLogger(__name__)


class QueueNotice(ui.View):
    """A button to leave the queue.

    It belongs to a plain message, which any kind of answer can replace. A message with Components V2 can
    never become plain again.
    """

    def __init__(self, person: int, language: Language) -> None:
        super().__init__(timeout=None)
        self.add_item(button(Cancel(person), text("Never mind"), language, emoji="✖️"))


def queue_message(position: int) -> Text:
    """Return the words for a position in the queue; 1 is next."""
    if position == 1:
        return text("Many pictures are being drawn. Yours is next.")
    return text("Many pictures are being drawn. Yours is number {place} in line.", place=position)


async def with_progress(interaction: Interaction, work: Awaitable[T]) -> T:
    """Await the work; every two seconds, show the person their position in the queue if it has changed.

    No notice is sent after this returns, so the answer always comes last.
    """
    done = asyncio.Event()
    notices = asyncio.ensure_future(_send_notices(interaction, done))
    try:
        return await work
    finally:
        done.set()
        await notices


async def _send_notices(interaction: Interaction, done: asyncio.Event) -> None:
    person, language = interaction.user.id, language_of(interaction)
    thinking = interaction.response.type is discord.InteractionResponseType.deferred_channel_message
    shown: int | None = None
    notice: discord.WebhookMessage | None = None
    try:
        while not await _is_set_within(NOTICE_INTERVAL, done):
            position = interaction.client.studio.queue_position(person)
            if position is None or position == shown:
                continue
            shown = position
            words, view = localise(queue_message(position), language), QueueNotice(person, language)
            if thinking:
                await interaction.edit_original_response(content=words, view=view)
            elif notice is None:
                notice = await interaction.followup.send(words, view=view, ephemeral=True, wait=True)
            else:
                await notice.edit(content=words, view=view)
        if notice is not None:
            await notice.delete()
    except (discord.HTTPException, ClientError, OSError) as error:
        # The work goes on without notices.
        log.info("Could not show a position in the queue: %s", error)


async def _is_set_within(seconds: float, event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
