"""How an action is packed into a custom_id and parsed back, field by field.

A custom_id is ``genart:WORD:FIELD:…``, at most 100 characters. Words and fields are never renamed once
shipped: old messages keep theirs for ever.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Annotated, Any, ClassVar, NamedTuple, dataclass_transform, get_type_hints

from bot.interactions.errors import BadAction

NAMESPACE = "genart"
CUSTOM_ID_LENGTH = 100

ACTIONS: dict[str, type["Action"]] = {}
"""Every action by its word."""


class Codec(NamedTuple):
    """How one field is packed, and parsed back.

    :ivar parse: raises BadAction for what ``pack`` never writes.
    """

    pack: Callable[[Any], str] = str
    parse: Callable[[str], Any] = str


@dataclass_transform(frozen_default=True)
class Action:
    """Something a person does with a control. Each subclass becomes a frozen dataclass.

    A field is packed by the ``Codec`` in its annotation, or with ``str`` if it has none.
    """

    word: ClassVar[str]

    def __init_subclass__(cls, word: str) -> None:
        cls.word = word
        ACTIONS[word] = dataclass(frozen=True)(cls)

    @property
    def custom_id(self) -> str:
        """The action as a custom_id; ``parse_action`` is its inverse.

        :raises ValueError: if it is too long for Discord, which discord.py does not check.
        """
        id = _pack(self)
        if len(id) > CUSTOM_ID_LENGTH:
            raise ValueError(f"custom_id of {len(id)} characters: {id}")
        return id


def parse_action(custom_id: str) -> Action:
    """Return the action that a custom_id stands for.

    :raises BadAction: if it is not one of this bot's.
    """
    word, packed = word_of(custom_id), custom_id.split(":")[2:]
    if word not in ACTIONS or len(packed) != len(_codecs(word)):
        raise BadAction
    parsed = (codec.parse(field) for codec, field in zip(_codecs(word).values(), packed, strict=True))
    action = ACTIONS[word](*parsed)
    if _pack(action) != custom_id:
        raise BadAction
    return action


def word_of(custom_id: str) -> str:
    """Return the word of a custom_id's action; an empty string if another program made it."""
    namespace, _, rest = custom_id.partition(":")
    return rest.partition(":")[0] if namespace == NAMESPACE else ""


def pack_user(id: int) -> str:
    """Pack a user's id into eleven characters."""
    return urlsafe_b64encode(id.to_bytes(8, "big")).decode().rstrip("=")


def parse_user(packed: str) -> int:
    """Parse a user's id.

    :raises BadAction: if it is no user's id.
    """
    try:
        raw = urlsafe_b64decode(packed + "=")
    except (Base64Error, ValueError) as error:
        raise BadAction from error
    if len(raw) != 8:
        raise BadAction
    return int.from_bytes(raw, "big")


def parse_number(packed: str, most: int = 2**63 - 1) -> int:
    """Parse a whole number from 0 to `most`.

    :raises BadAction: if it is no such number.
    """
    if not (packed.isascii() and packed.isdigit() and len(packed) < 20 and int(packed) <= most):
        raise BadAction
    return int(packed)


def number_up_to(most: int) -> Codec:
    """Return a codec for whole numbers from 0 to `most`."""
    return Codec(parse=partial(parse_number, most=most))


def one_of(values: Mapping[str, Any]) -> Codec:
    """Return a codec for a fixed set of values, each packed as its word."""

    def parse(word: str) -> Any:
        if word not in values:
            raise BadAction
        return values[word]

    return Codec({value: word for word, value in values.items()}.__getitem__, parse)


UserId = Annotated[int, Codec(pack_user, parse_user)]
Number = Annotated[int, Codec(parse=parse_number)]


def _pack(action: Action) -> str:
    packed = (codec.pack(getattr(action, name)) for name, codec in _codecs(action.word).items())
    return ":".join((NAMESPACE, action.word, *packed))


@cache
def _codecs(word: str) -> dict[str, Codec]:
    """How each field of an action is packed, in order."""
    kind = ACTIONS[word]
    hints = get_type_hints(kind, include_extras=True)
    found: dict[str, Codec] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # every subclass is a dataclass
        extras = getattr(hints[field.name], "__metadata__", ())
        found[field.name] = next((extra for extra in extras if isinstance(extra, Codec)), Codec())
    return found
