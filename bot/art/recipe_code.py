"""The spelling of recipe codes: from a string to a recipe's fields and back.

``bot.art.recipe`` documents what a code looks like.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from urllib.parse import unquote

from bot.art.errors import BadCode, shortened
from bot.art.size import SQUARE, Size
from bot.i18n.text import Text, text

_CODE = re.compile(
    r"(?P<style>[a-z]+)(?P<version>[1-9][0-9]?)"
    r"\.(?P<palette>[a-z0-9-]+|=[A-Za-z0-9_-]+)"
    r"\.(?P<seed>[0-9]{1,9})"
    r"(?:\.v(?P<variation>[1-9][0-9]?))?"
    r"(?:\.(?P<width>[0-9]{2,4})x(?P<height>[0-9]{2,4}))?"
    r"(?:~(?P<title>.+))?",
    re.DOTALL,
)
# What people paste around a code: the punctuation of their sentence, and quotation marks.
_PUNCTUATION = " \t\n.,;:"
_WRAPPING = _PUNCTUATION + "`\"'“”‘’<>"
_QUOTES = {"`": "`", '"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "’": "’", "<": ">"}


class Fields(NamedTuple):
    """The fields of a recipe, as a code spells them; whether such a recipe exists is not checked."""

    style: str
    version: int
    palette: str
    seed: int
    variation: int
    size: Size
    title: str


def split_code(code: str) -> Fields:
    """Return the fields that a code spells.

    :raises BadCode: if the string does not have the form of a code.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise BadCode(not_a_code(shortened(code, 60)))
    return Fields(
        match["style"],
        int(match["version"]),
        _palette_from_field(match["palette"]),
        int(match["seed"]),
        int(match["variation"] or 0),
        SQUARE if match["width"] is None else Size(int(match["width"]), int(match["height"])),
        unquote(match["title"] or ""),
    )


def palette_field(name: str) -> str:
    """Return a palette as codes spell it: its name, or its colours' bytes in Base64 after a ``=``."""
    if not name.startswith("#"):
        return name
    return "=" + urlsafe_b64encode(bytes.fromhex(name.replace("#", ""))).decode().rstrip("=")


def title_field(title: str) -> str:
    """Return a title as codes spell it.

    Chat messages show codes between backticks, so a backtick in the title is percent-encoded.
    """
    return "~" + title.replace("%", "%25").replace("`", "%60") if title else ""


def unwrapped(pasted: str) -> str:
    """Return a pasted code without the punctuation and quotation marks around it.

    A title may end in the same marks: it loses only those whose counterparts stand before the code.
    """
    if "~" not in pasted:
        return pasted.strip(_WRAPPING)
    code = pasted.lstrip(_WRAPPING)
    for opening in pasted[: len(pasted) - len(code)]:
        quoted = code.rstrip(_PUNCTUATION)
        if quoted[-1] == _QUOTES.get(opening):
            code = quoted[:-1]
    # A backtick that belongs to the title would be spelt %60.
    return code.strip(" \t\n`")


def not_a_code(word: str) -> Text:
    """Return the message that refuses a word as a recipe code."""
    return text(
        "“{word}” is not a recipe code. One is made of style, palette and seed, such as squares1.harbour.7.",
        word=word,
    )


def _palette_from_field(field: str) -> str:
    if not field.startswith("="):
        return field
    try:
        colours = urlsafe_b64decode(field[1:] + "=" * (-len(field[1:]) % 4))
    except ValueError as error:
        raise BadCode(not_a_code(field)) from error
    return " ".join(f"#{colours[i : i + 3].hex()}" for i in range(0, len(colours), 3))
