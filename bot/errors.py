"""The one base class of failures that people may read about.

Anything else that goes wrong is a bug: its text stays in the log.
"""

from typing import ClassVar


class PoliteError(Exception):
    """A failure whose message is written for the person who caused it.

    The message is one or two plain sentences: what is wrong, then what to do instead.

    :ivar spare: whether the person has just been told the same, and may be spared it.
    :cvar fault: whether the operator should know, and see the trace: it was not the person's doing.
    """

    fault: ClassVar[bool] = False
    spare = False
