"""The one base class of failures that people may read about.

Anything else that goes wrong is a bug: its text stays in the log.
"""

from bot.outcome import Outcome
from bot.texts import Text


class PoliteError(Exception):
    """A failure whose message is written for the person who caused it.

    The message is one or two plain sentences: what is wrong, then what to do instead. Where people
    in chat read it, it is a ``Text``, for it to reach them in their language; ``str`` is English.

    :ivar spare: whether the person has just been told the same, and may be spared it.
    :ivar outcome: what a request came to that ends in it. Of what FAILED the operator sees the trace.
    """

    outcome: Outcome = Outcome.REFUSED
    spare = False

    def __init__(self, message: Text | str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
