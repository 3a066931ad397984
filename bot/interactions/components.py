"""Buttons and menus that never die: all they need to know stands in their custom_id.

``genart:WISH:DETAILS``: what is wanted, and of what. Whoever presses one sets off the event
``WISH_wanted`` of the bot; the cog whose feature it is listens. So they need no memory, no database
and no timeout, and ``bot.ui`` holds no behaviour. Wishes are never renamed once shipped, as old
messages keep theirs for ever.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.interactions.actions import BadPress, Press
from bot.interactions.client import Interaction

NAMESPACE = "genart"
CUSTOM_ID_LENGTH = 100
_GREY = discord.ButtonStyle.secondary


class Control(ui.DynamicItem[Any], template=re.compile(".*", re.DOTALL)):
    """Any button or menu of this bot, however old; also one of another program that had the same token,
    for whoever presses it is owed an answer.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        values = self.item.values if isinstance(self.item, ui.Select) else ()
        await interaction.client.fulfil(interaction, read_press(self.custom_id, values))


def read_press(custom_id: str, values: Sequence[str] = ()) -> Press:
    """What is wanted when a control with that custom_id is used; nothing if it is none of ours."""
    namespace, _, rest = custom_id.partition(":")
    wish, _, details = rest.partition(":")
    return Press(wish if namespace == NAMESPACE else "", tuple(details.split(":")), tuple(values))


def custom_id(wish: str, *details: object) -> str:
    """The custom_id of a control.

    :raises ValueError: if Discord would not take it; discord.py does not look.
    """
    id = ":".join((NAMESPACE, wish, *map(str, details)))
    if len(id) > CUSTOM_ID_LENGTH:
        raise ValueError(f"custom_id of {len(id)} characters: {id}")
    return id


def button(
    wish: str,
    *details: object,
    label: str | None = None,
    emoji: str | None = None,
    style: discord.ButtonStyle = _GREY,
    disabled: bool = False,
) -> Control:
    """A button that wants this."""
    id = custom_id(wish, *details)
    return Control(ui.Button(label=label, emoji=emoji, style=style, custom_id=id, disabled=disabled))


def menu(wish: str, *details: object, placeholder: str, options: list[discord.SelectOption]) -> Control:
    """A menu that wants this, of what is chosen from 1 to 25 options."""
    return Control(ui.Select(custom_id=custom_id(wish, *details), placeholder=placeholder, options=options))


def row(*controls: Control) -> ui.ActionRow[Any]:
    """Up to five buttons, or a menu, side by side."""
    return ui.ActionRow(*controls)


def word_of(person: int) -> str:
    """A user's id in eleven characters."""
    return urlsafe_b64encode(person.to_bytes(8, "big")).decode().rstrip("=")


def person_in(word: str) -> int:
    """The user's id in such a word.

    :raises BadPress: if it is none.
    """
    try:
        raw = urlsafe_b64decode(word + "=")
    except (Base64Error, ValueError) as error:
        raise BadPress from error
    if len(raw) != 8:
        raise BadPress
    return int.from_bytes(raw, "big")


def number_in(word: str, most: int = 2**63 - 1) -> int:
    """The whole number from 0 to `most` in such a word.

    :raises BadPress: if it is none.
    """
    if not (word.isascii() and word.isdigit() and len(word) < 20 and int(word) <= most):
        raise BadPress
    return int(word)


def details_of(press: Press, count: int) -> tuple[str, ...]:
    """What a press says of its wish, in so many words.

    :raises BadPress: if there are more or fewer.
    """
    if len(press.details) != count:
        raise BadPress
    return press.details


def nothing_else(press: Press) -> None:
    """Sees that a press says nothing of its wish but the wish.

    :raises BadPress: if it does.
    """
    if press.details != ("",):
        raise BadPress


def chosen(press: Press) -> str:
    """The one thing that was chosen in a menu.

    :raises BadPress: if nothing was.
    """
    if len(press.values) != 1:
        raise BadPress
    return press.values[0]


def is_private(interaction: Interaction) -> bool:
    """Whether the message that a control stands on is seen by one person only."""
    return interaction.message is not None and interaction.message.flags.ephemeral
