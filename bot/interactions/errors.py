"""The failures of answering somebody on Discord."""

import discord

from bot.errors import Outcome, UserError
from bot.i18n.text import Text, text


class ShuttingDown(UserError):
    """The bot is about to end and takes no more requests."""

    def __init__(self) -> None:
        super().__init__(text("I am being restarted. Please try again in a minute."))


class BadAction(UserError):
    """A custom_id that is not, or no longer, an action of this bot."""

    def __init__(self) -> None:
        super().__init__(text("That button is not one of mine, or no longer. /genart has fresh ones."))


class ErrorWithView(UserError):
    """A mistake that the person can correct at once.

    :ivar view: the buttons to do so, for the message.
    """

    def __init__(self, message: Text, view: discord.ui.View) -> None:
        super().__init__(message)
        self.view = view


class Undelivered(UserError):
    """An answer that could not be delivered."""

    outcome = Outcome.UNPOSTED


class MessageGone(UserError):
    """Somebody deleted the message that was to show the answer."""

    outcome = Outcome.UNPOSTED

    def __init__(self) -> None:
        super().__init__(text("The message for my answer was deleted meanwhile."))


class SentDirectly(UserError):
    """A picture that was sent as a direct message, because it could not be posted. The person has it."""

    outcome = Outcome.UNPOSTED

    def __init__(self, *, saved: bool) -> None:
        super().__init__(
            text("I could not post that here, so I sent it to you as a direct message.")
            if saved
            else text(
                "I could not post that here, so I sent it to you as a direct message. "
                "/download will not find it later, so please save it there."
            )
        )


class TooLarge(UserError):
    """A picture that is saved, but cannot be made small enough to post.

    :param outcome: that of the failure to make it smaller.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            text(
                "It was too large to post, and I could not make it smaller. "
                "It is kept all the same: /download brings it."
            )
        )
        self.outcome = outcome
