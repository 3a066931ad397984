"""The spelling of recipe codes, which ``bot.art.recipe`` documents."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from bot.art.errors import BadCode
from bot.i18n.text import Text, text

CODE = re.compile(
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


def palette_field(name: str) -> str:
    """Return a palette as codes spell it: its name, or its colours' bytes in Base64 after a ``=``."""
    if not name.startswith("#"):
        return name
    return "=" + urlsafe_b64encode(bytes.fromhex(name.replace("#", ""))).decode().rstrip("=")


def palette_from_field(field: str) -> str:
    """Return the palette that a field of a code spells; the inverse of ``palette_field``.

    :raises BadCode: if it is not Base64.
    """
    if not field.startswith("="):
        return field
    try:
        colours = urlsafe_b64decode(field[1:] + "=" * (-len(field[1:]) % 4))
    except ValueError as error:
        raise BadCode(not_a_code(field)) from error
    return " ".join(f"#{colours[i : i + 3].hex()}" for i in range(0, len(colours), 3))


def title_field(title: str) -> str:
    """Return a title as codes spell it, after a ``~``; an empty string without a title.

    Messages show codes between backticks, so a backtick in the title is percent-encoded.
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
