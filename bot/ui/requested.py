"""What of a picture was asked for, the rest having been left to chance, as one digit of a custom_id.

“Make me another” asks for the same again. The title has no room in a custom_id; it is read from the card.
"""

from enum import IntFlag

from bot.art.recipe import Brief, Recipe
from bot.interactions.actions import BadPress


class Asked(IntFlag):
    """The sum of what was asked for."""

    STYLE = 1
    PALETTE = 2


def asked_in(brief: Brief) -> int:
    """The digit for a brief."""
    return int((Asked.STYLE if brief.style else 0) | (Asked.PALETTE if brief.palette else 0))


def brief_of(digit: str, recipe: Recipe, title: str = "") -> Brief:
    """The brief that a picture with this recipe was made to.

    :raises BadPress: if that is no such digit.
    """
    if digit not in {"0", "1", "2", "3"}:
        raise BadPress
    asked = Asked(int(digit))
    return Brief(
        recipe.style if Asked.STYLE in asked else None,
        recipe.palette if Asked.PALETTE in asked else None,
        size=recipe.size,
        title=title,
    )
