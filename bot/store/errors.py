"""Errors of the store, with messages for the person whose command failed.

A ``StoreError`` that is raised with a message of its own is for operators.
"""

from bot.errors import Outcome, UserError
from bot.i18n.text import Text, plural, text


class StoreError(UserError):
    """Something could not be written or read."""

    outcome = Outcome.FAILED


class Unreadable(StoreError):
    """A read has failed."""

    def __init__(self) -> None:
        super().__init__(text("I cannot get at the stored pictures. Please try again in a moment."))


class Unwritable(StoreError):
    """A write has failed and was rolled back."""

    def __init__(self) -> None:
        super().__init__(text("I could not store that. Nothing has changed; please try again in a moment."))


class SaveFailed(StoreError):
    """A picture was drawn but could not be saved. The database is unchanged."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "I drew it, but could not keep it, so /download will not find it later. "
                "Please save the picture itself."
            )
        )


class GalleryFull(UserError):
    """Somebody has pinned as many pictures as is allowed."""

    def __init__(self, max_pinned: int) -> None:
        super().__init__(_pinning_is_off() if max_pinned == 0 else _no_room(max_pinned))


def _pinning_is_off() -> Text:
    return text(
        "Whoever runs this bot has switched keeping off. Your newest pictures stay in /gallery anyway."
    )


def _no_room(max_pinned: int) -> Text:
    return plural(
        "Your gallery has room for {count} kept picture. Take it out first.",
        "Your gallery has room for {count} kept pictures, and is full. Take one out first.",
        count=max_pinned,
    )
