"""The text of a title: one line, composed, without characters that would do harm."""

import unicodedata

from bot.art.errors import BadTitle
from bot.i18n.text import text

TITLE_LENGTH = 80

_NON_JOINER_AND_JOINER = "\u200c\u200d"
# Emoji flags of regions, such as Scotland's, are spelt with these.
_FIRST_TAG, _LAST_TAG = "\U000e0020", "\U000e007f"


def title_from(words: str) -> str:
    """Return the title that somebody typed, cleaned; an empty one if all of it is invisible.

    :raises BadTitle: if it is too long.
    """
    title = clean_title(words)
    return "" if all(c == " " or _is_invisible(c) for c in title) else title


def clean_title(words: str) -> str:
    """Return the title on one line, composed (NFC), without harmful invisible characters.

    Joiners stay, since emoji and several scripts are spelt with them; directional overrides go.

    :raises BadTitle: if more than 80 characters are left.
    """
    safe = (c for c in unicodedata.normalize("NFC", words) if not _is_harmful(c))
    title = unicodedata.normalize("NFC", " ".join("".join(safe).split()))
    if len(title) > TITLE_LENGTH:
        raise BadTitle(
            text(
                "A title has room for {most} characters, and this one has {number:,}.",
                most=TITLE_LENGTH,
                number=len(title),
            )
        )
    return title


def _is_harmful(character: str) -> bool:
    return _is_invisible(character) and not (
        character in _NON_JOINER_AND_JOINER or _FIRST_TAG <= character <= _LAST_TAG
    )


def _is_invisible(character: str) -> bool:
    """Whether it is a control (Cc), a format character (Cf) or half of a surrogate pair (Cs)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and not character.isspace()
