"""The one base class of errors whose message people may read.

Any other error is a bug: its text stays in the log.
"""

from enum import StrEnum

from bot.i18n.text import Text


class Outcome(StrEnum):
    """How a request ended. The values are labels in logs and metrics.

    ANSWERED as requested. REFUSED because of something the person did. FAILED because of something the bot
    did. UNPOSTED where it belonged, because Discord did not accept it there; the person was told in another
    way. UNHEARD because no answer reached them at all. CANCELLED before it was finished.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    UNPOSTED = "unposted"
    FAILED = "failed"
    UNHEARD = "unheard"
    CANCELLED = "cancelled"


class UserError(Exception):
    """An error whose message is written for the person who caused it.

    The message is one or two plain sentences: what is wrong, then what to do instead. For people in chat it
    is a ``Text``, so that they read it in their language; ``str`` returns it in English.

    :ivar outcome: how a request that raises it ended. FAILED errors are logged with a traceback.
    :ivar already_told: whether the person has just been told the same, so that it need not be repeated.
    """

    outcome: Outcome = Outcome.REFUSED
    already_told = False

    def __init__(self, message: Text | str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
