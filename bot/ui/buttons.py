"""Buttons that never die: all they need to know stands in their custom_id.

A button only says what is wanted, as an event of the bot; the cog whose feature it is listens.
custom_ids are never renamed once shipped, as old messages keep theirs for ever.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import IntFlag
from typing import Any, Self

import discord
from discord import ui

from bot.art.recipe import Brief, Recipe
from bot.client import ArtBot

ANOTHER_LABEL = "I hate this art, make me another"


class _Asked(IntFlag):
    """What of a recipe was asked for; the rest was left to chance."""

    STYLE = 1
    PALETTE = 2


class AnotherButton(
    ui.DynamicItem[ui.Button[ui.LayoutView]],
    template=r"genart:another:(?P<owner>[\w-]{11}):(?P<asked>[0-3]):(?P<code>.+)",
):
    """Asks for another picture to the same brief.

    custom_id: ``genart:another:OWNER:ASKED:CODE``, with the id of the user it was made for (8 bytes,
    base64), the sum of what was asked for (1 style, 2 palette) and the recipe's code without its
    title. At most 100 characters.

    Dispatches ``another_wanted(interaction, owner, brief, recipe)``, already acknowledged, for the
    listener ``on_another_wanted`` in ``cogs/genart.py``.
    """

    def __init__(self, owner: str, asked: str, code: str) -> None:
        super().__init__(
            ui.Button(
                label=ANOTHER_LABEL,
                emoji="🎲",
                style=discord.ButtonStyle.primary,
                custom_id=f"genart:another:{owner}:{asked}:{code}",
            )
        )
        self._owner, self._asked, self._code = owner, asked, code

    @classmethod
    def of(cls, owner: int, brief: Brief, recipe: Recipe) -> Self:
        """The button for a picture that was made for `owner` to this brief."""
        asked = (_Asked.STYLE if brief.style else 0) | (_Asked.PALETTE if brief.palette else 0)
        who = urlsafe_b64encode(owner.to_bytes(8, "big")).decode().rstrip("=")
        return cls(who, str(int(asked)), recipe.short_code)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["owner"], match["asked"], match["code"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        bot: ArtBot = interaction.client
        async with bot.answering(interaction):
            await interaction.response.defer()
            recipe = Recipe.parse(self._code)
            asked = _Asked(int(self._asked))
            brief = Brief(
                recipe.style if _Asked.STYLE in asked else None,
                recipe.palette if _Asked.PALETTE in asked else None,
                size=recipe.size,
            )
            owner = int.from_bytes(urlsafe_b64decode(self._owner + "="), "big")
            bot.dispatch("another_wanted", interaction, owner, brief, recipe)
