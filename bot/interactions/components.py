"""Buttons and menus, each made of the action it stands for. They never expire."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Self

import discord
from discord import ui

from bot.i18n.text import Language, Text, localise
from bot.interactions.boundary import dispatch_action
from bot.interactions.context import Interaction
from bot.interactions.custom_id import Action
from bot.interactions.errors import BadAction


class Control(ui.DynamicItem[Any], template=re.compile(".*", re.DOTALL)):
    """Any button or menu of the bot, however old.

    The template also matches controls posted by another program that used this token: the person who presses
    one is owed an answer.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await dispatch_action(interaction, self.custom_id)


def button(
    action: Action,
    label: Text | str,
    language: Language,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> Control:
    """Return a button for an action."""
    words = localise(label, language)
    return Control(
        ui.Button(label=words, emoji=emoji, style=style, custom_id=action.custom_id, disabled=disabled)
    )


def menu(
    action: Action, placeholder: Text, options: list[discord.SelectOption], language: Language
) -> Control:
    """Return a menu for an action, to choose one of up to 25 options."""
    words = localise(placeholder, language)
    return Control(ui.Select(custom_id=action.custom_id, placeholder=words, options=options))


def row(*controls: Control) -> ui.ActionRow[Any]:
    """Put up to five buttons, or one menu, side by side."""
    return ui.ActionRow(*controls)


def chosen(interaction: Interaction) -> str:
    """Return the one value chosen from a menu.

    :raises BadAction: if there is not exactly one.
    """
    data: Any = interaction.data or {}
    values = data.get("values") or []
    if len(values) != 1:
        raise BadAction
    return str(values[0])


def form_fields(interaction: Interaction) -> dict[str, str]:
    """Return what was filled into a form, by the custom_id of each field."""
    data: Any = interaction.data or {}
    return dict(_fields(data.get("components", [])))


def _fields(components: list[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if "custom_id" in component:
            values = component.get("values") or [component.get("value") or ""]
            yield component["custom_id"], str(values[0])
        yield from _fields([*component.get("components", []), *filter(None, [component.get("component")])])
