"""What a request came to, in one word: in the log, in the metrics, and for each kind of failure."""

from enum import StrEnum


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
