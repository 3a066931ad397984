"""Fixtures for outages: afterwards, the bot still answers and asyncio has reported no error."""

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.store import LastPicture
from tests.chat.conftest import Chat, answer_to, code_on

CALLBACK = ("POST", "/interactions/*/*/callback")
ANSWER = ("PATCH", "/webhooks/*/messages/@original")
FOLLOW_UP = ("POST", "/webhooks/*/*")
DELETION = ("DELETE", "/webhooks/*/messages/@original")


@pytest.fixture(autouse=True)
async def _no_asyncio_errors() -> AsyncIterator[None]:
    """Fail if asyncio reports an error, such as “Task exception was never retrieved”."""
    errors: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: errors.append(str(context)))
    yield
    gc.collect()
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    assert errors == []


@pytest.fixture
async def chat(chat: Chat) -> AsyncIterator[Chat]:
    """The same; at the end, check that the bot still answers other people."""
    yield chat
    chat.env.backend.faults.clear()
    guild = chat.env.create_guild("Elsewhere")
    eve = guild.add_member(chat.env.create_user("eve"))
    there = guild.create_text_channel("there")
    made = answer_to(await eve.slash(there, "genart", style="squares"))
    again = answer_to(await eve.slash(there, "download"))
    assert code_on(again) == code_on(made)


async def last_code(chat: Chat, person: Any) -> str | None:
    """Return the code of a person's last picture in the store."""
    last = await chat.store.last_picture(person.id)
    assert last is None or isinstance(last, LastPicture)
    return None if last is None else last.code
