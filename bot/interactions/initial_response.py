"""The initial response to an interaction, repeated if the connection drops.

The only module that uses a private attribute of discord.py. There is no public way to record that Discord got
the response when the connection dropped before it could confirm.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

import discord
from aiohttp import ClientError
from discord import InteractionResponseType as Kind

from bot import clock

T = TypeVar("T")

# Discord waits three seconds; the second try has to fit well within them.
_PAUSE = 0.25
# discord.py silently repeats a request after a 5xx, but waits at least this long first.
_DISCORD_PY_PAUSE = 1.0
_ALREADY_ACKNOWLEDGED = 40060

log = logging.getLogger(__name__)


class RetriedResponse(discord.InteractionResponse[Any]):
    """A response that is sent again after a dropped connection. Discord takes only the first one."""

    async def defer(self, *, ephemeral: bool = False, thinking: bool = False) -> Any:
        new = thinking or self._parent.type is discord.InteractionType.application_command
        kind = Kind.deferred_channel_message if new else Kind.deferred_message_update
        return await self._send(partial(super().defer, ephemeral=ephemeral, thinking=thinking), kind)

    async def send_message(self, *args: Any, **kwargs: Any) -> Any:
        return await self._send(partial(super().send_message, *args, **kwargs), Kind.channel_message)

    async def send_modal(self, modal: discord.ui.Modal, /) -> Any:
        return await self._send(partial(super().send_modal, modal), Kind.modal)

    async def _send(self, send: Callable[[], Awaitable[T]], kind: Kind) -> T | None:
        begun, dropped = clock.now(), False
        while True:
            try:
                return await send()
            except (ClientError, OSError) as error:
                if dropped:
                    raise
                dropped = True
                log.info("Acknowledging again after a dropped connection: %r", error)
            except discord.HTTPException as refusal:
                repeated = dropped or clock.now() - begun >= _DISCORD_PY_PAUSE
                if refusal.code != _ALREADY_ACKNOWLEDGED or not repeated:
                    raise
                # The first try did arrive. (Had there been only one, another bot with this token would have
                # acknowledged first, and the interaction would be its to answer.)
                self._response_type = kind
                return None
            await asyncio.sleep(_PAUSE)


def retry_initial_response(interaction: discord.Interaction[Any]) -> None:
    """Make the initial response of an interaction retry, if none was sent yet."""
    if not interaction.response.is_done():
        interaction._cs_response = RetriedResponse(interaction)  # type: ignore[attr-defined]  # a slot
