"""The first answer to an interaction, given once more if the connection drops.

The one module that touches a private part of discord.py, which has no other way to say that Discord has the
answer although the connection did not live to tell.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import discord
from aiohttp import ClientError
from discord import InteractionResponseType as Kind

T = TypeVar("T")

# Discord waits for three seconds. A second try has to be made well within them.
_PAUSE = 0.25
# By itself, discord.py tries again after a 5xx, and says nothing of it; but it waits for so long before.
_AFTER_5XX = 1.0
_ALREADY_ACKNOWLEDGED = 40060

log = logging.getLogger(__name__)


class PersistentResponse(discord.InteractionResponse[Any]):
    """The response of an interaction. Discord takes only one, so that a second try does no harm."""

    async def defer(self, *, ephemeral: bool = False, thinking: bool = False) -> Any:
        shown = thinking or self._parent.type is discord.InteractionType.application_command
        kind = Kind.deferred_channel_message if shown else Kind.deferred_message_update
        return await self._insist(partial(super().defer, ephemeral=ephemeral, thinking=thinking), kind)

    async def send_message(self, *args: Any, **kwargs: Any) -> Any:
        return await self._insist(partial(super().send_message, *args, **kwargs), Kind.channel_message)

    async def send_modal(self, modal: discord.ui.Modal, /) -> Any:
        return await self._insist(partial(super().send_modal, modal), Kind.modal)

    async def _insist(self, give: Callable[[], Awaitable[T]], kind: Kind) -> T | None:
        begun, dropped = time.perf_counter(), False
        while True:
            try:
                return await give()
            except (ClientError, OSError) as error:
                if dropped:
                    raise
                dropped = True
                log.info("Acknowledging again after a dropped connection: %r", error)
            except discord.HTTPException as refusal:
                again = dropped or time.perf_counter() - begun >= _AFTER_5XX
                if refusal.code != _ALREADY_ACKNOWLEDGED or not again:
                    raise
                # The first one did arrive. Had nothing been tried before, another bot with the same token
                # would have been quicker, and this one has to leave it alone.
                self._response_type = kind
                return None
            await asyncio.sleep(_PAUSE)


def insist_on_answering(interaction: discord.Interaction[Any]) -> None:
    """Gives an interaction that has no answer yet such a response."""
    if not interaction.response.is_done():
        interaction._cs_response = PersistentResponse(interaction)  # type: ignore[attr-defined]  # a slot
