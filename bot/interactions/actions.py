"""What people want when they press a button, choose from a menu or send in a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.errors import UserError
from bot.i18n.text import text


@dataclass(frozen=True)
class Press:
    """A button pressed, a choice made in a menu, or a form sent in.

    :ivar wish: what is wanted, one lower-case word.
    :ivar details: of what; at least one word, perhaps an empty one.
    :ivar values: what was chosen in the menu.
    :ivar fields: what was filled in, by the custom_id of the field.
    """

    wish: str
    details: tuple[str, ...]
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class BadPress(UserError):
    """A button, menu or form that makes no sense, or no more."""

    def __init__(self) -> None:
        super().__init__(text("That button is not one of mine, or no longer. /genart has fresh ones."))
