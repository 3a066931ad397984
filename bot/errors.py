"""The one base class of failures that people may read about.

Anything else that goes wrong is a bug: its text stays in the log.
"""

from enum import StrEnum

from bot.i18n.text import Text


class Outcome(StrEnum):
    """What a request came to.

    REFUSED is the asker's doing and FAILED the bot's; UNPOSTED is Discord's, which did not take the answer
    where it belonged, so that the asker was told of another way. UNHEARD could not be told to anybody.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    UNPOSTED = "unposted"
    FAILED = "failed"
    UNHEARD = "unheard"
    CANCELLED = "cancelled"


class UserError(Exception):
    """A failure whose message is written for the person who caused it.

    The message is one or two plain sentences: what is wrong, then what to do instead. Where people
    in chat read it, it is a ``Text``, for it to reach them in their language; ``str`` is English.

    :ivar spare: whether the person has just been told the same, and may be spared it.
    :ivar outcome: what a request came to that ends in it. Of what FAILED the operator sees the trace.
    """

    outcome: Outcome = Outcome.REFUSED
    already_told = False

    def __init__(self, message: Text | str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
