"""The one boundary between Discord and the features: acknowledge, run, turn failures into replies.

Every handler runs inside ``answering``. discord.py only logs what a component's callback raises; without this
module, the person would see nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any

import discord
from aiohttp import ClientError
from discord import app_commands
from discord.utils import MISSING

from bot.errors import Outcome, UserError
from bot.i18n.text import localise, text
from bot.interactions.context import Interaction, is_ephemeral, language_of
from bot.interactions.custom_id import ACTIONS, parse_action, word_of
from bot.interactions.ephemeral import delete_thinking, send_ephemeral
from bot.interactions.errors import BadAction, ErrorWithView, SentDirectly, ShuttingDown
from bot.interactions.initial_response import retry_initial_response
from bot.observability.tracing import note_unheard

log = logging.getLogger(__name__)

_OUR_FAULT = text("Sorry, something went wrong on my side. Please try again in a moment.")


class Reply(Enum):
    """Where the answer to an interaction appears. Discord fixes this when it is acknowledged."""

    PUBLIC = "a new message for everybody"
    EPHEMERAL = "a new message for the person who acts"
    UPDATE = "the message that the control stands on"
    NONE = "nothing is acknowledged: the handler itself sends a form, or only an error is shown"

    @classmethod
    def new(cls, *, ephemeral: bool) -> "Reply":
        """A new message, for everybody or for one person."""
        return cls.EPHEMERAL if ephemeral else cls.PUBLIC

    @classmethod
    def update_for(cls, owner: int, interaction: Interaction) -> "Reply":
        """Update the message for its owner; answer anybody else with a message as visible as that one."""
        return cls.UPDATE if interaction.user.id == owner else cls.new(ephemeral=is_ephemeral(interaction))


class CommandTree(app_commands.CommandTree[Any]):
    """The slash commands. Errors raised before a handler runs are answered here too."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        if not interaction.client.closing:
            return True
        if interaction.type is not discord.InteractionType.autocomplete:
            await refuse(interaction, ShuttingDown())
        return False

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        cause: Exception = error
        if isinstance(error, app_commands.CommandInvokeError):
            cause = error.original
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            cause = UserError(
                text("That command has changed since. Please restart Discord to see the new one.")
            )
        await refuse(interaction, cause)


@asynccontextmanager
async def answering(interaction: Interaction, reply: Reply) -> AsyncIterator[None]:
    """Acknowledge the interaction, run the block inside, and turn what it raises into a reply.

    :param reply: where the answer will appear.
    :raises CancelledError: if the acknowledgement fails. Nobody would see the answer, so the block must
        not run. discord.py ends a cancelled handler silently.
    """
    retry_initial_response(interaction)
    bot = interaction.client
    acknowledged = False
    with bot.in_flight.track(), bot.traced(_name_of(interaction)) as trace:
        try:
            await _acknowledge(interaction, reply)
            acknowledged = True
            yield
        except Exception as error:
            trace.record_error(error)
            await _report(interaction, error, ephemeral=reply is Reply.EPHEMERAL)
    if not acknowledged:
        raise asyncio.CancelledError


async def dispatch_action(interaction: Interaction, custom_id: str) -> None:
    """Pass the use of a control to the cog that listens for its action, as ``on_WORD_action``."""
    try:
        if interaction.client.closing:
            raise ShuttingDown
        action = parse_action(custom_id)
        if f"on_{action.word}_action" not in interaction.client.extra_events:
            raise BadAction
    except UserError as error:
        await refuse(interaction, error)
    else:
        interaction.client.dispatch(f"{action.word}_action", interaction, action)


async def refuse(interaction: Interaction, error: Exception) -> None:
    """Answer only with an error message; acknowledge nothing first."""
    async with answering(interaction, Reply.NONE):
        raise error


async def _acknowledge(interaction: Interaction, reply: Reply) -> None:
    if reply is Reply.UPDATE:
        await interaction.response.defer()
    elif reply is not Reply.NONE:
        await interaction.response.defer(ephemeral=reply is Reply.EPHEMERAL, thinking=True)


async def _report(interaction: Interaction, error: Exception, *, ephemeral: bool) -> None:
    """Tell the person about a failure, where only they see it. Log the bot's own faults with a traceback.

    :param ephemeral: whether the deferred answer is ephemeral.
    """
    expected = error if isinstance(error, UserError) else None
    if expected is None or expected.outcome is Outcome.FAILED:
        log.error("Failed at %s", _name_of(interaction), exc_info=error)
    try:
        if expected and expected.already_told and interaction.type is discord.InteractionType.component:
            await delete_thinking(interaction)
            return
        message = localise(expected.message if expected else _OUR_FAULT, language_of(interaction))
        view = error.view if isinstance(error, ErrorWithView) else MISSING
        await send_ephemeral(interaction, message, deferred_ephemeral=ephemeral, view=view)
    except (discord.HTTPException, ClientError, OSError) as undeliverable:
        log.warning("Could not answer %s: %s", _name_of(interaction), undeliverable)
        if not isinstance(error, SentDirectly):  # SentDirectly: the picture itself reached them
            note_unheard()


def _name_of(interaction: Interaction) -> str:
    """The name of an interaction in logs and metrics: one of a fixed set, never user input."""
    if interaction.type is discord.InteractionType.application_command:
        command = interaction.command
        if command is None:
            return "unknown"
        slash = "" if isinstance(command, app_commands.ContextMenu) else "/"
        return f"{slash}{command.qualified_name}"
    data: Any = interaction.data or {}
    word = word_of(str(data.get("custom_id", "")))
    return word if word in ACTIONS else "unknown"
