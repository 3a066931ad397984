"""What can go wrong with the store, in words for the person who waits."""

from bot.errors import Outcome, UserError
from bot.i18n.text import Text, plural, text


class StoreError(UserError):
    """Something that could not be kept, or not be found again."""

    outcome = Outcome.FAILED


class Unreadable(StoreError):
    """The database gives no answer."""

    def __init__(self) -> None:
        super().__init__(text("I cannot get at the stored pictures. Please try again in a moment."))


class Unwritable(StoreError):
    """The database takes no change. Nothing has changed."""

    def __init__(self) -> None:
        super().__init__(text("I could not store that. Nothing has changed; please try again in a moment."))


class SaveFailed(StoreError):
    """A picture is drawn, and the database does not take it. Nothing has changed there."""

    def __init__(self) -> None:
        super().__init__(
            text(
                "I drew it, but could not keep it, so /download will not find it later. "
                "Please save the picture itself."
            )
        )


class GalleryFull(UserError):
    """Somebody keeps as many pictures as one may."""

    def __init__(self, most: int) -> None:
        super().__init__(_nowhere_to_keep() if most == 0 else _no_room(most))


def _nowhere_to_keep() -> Text:
    return text(
        "Whoever runs this bot has switched keeping off. Your newest pictures stay in /gallery anyway."
    )


def _no_room(most: int) -> Text:
    return plural(
        "Your gallery has room for {count} kept picture. Take it out first.",
        "Your gallery has room for {count} kept pictures, and is full. Take one out first.",
        count=most,
    )
