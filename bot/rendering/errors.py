"""Why there is no picture, in words for the person who waits for it."""

from bot.errors import Outcome, UserError
from bot.i18n.text import Text, text


class RenderError(UserError):
    """A job that could not be done."""

    outcome = Outcome.FAILED


class RenderTimeout(RenderError):
    """A job that took longer than its deadline."""


class TooMuchMemory(RenderError):
    """A job that wanted more memory than a worker may have."""


class Busy(UserError):
    """A job that did not get its turn, as too many are waiting.

    :ivar wait: whole seconds until it is worth asking again; an estimate.
    """

    def __init__(self, message: Text, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Cancelled(UserError):
    """A job whose person wants it no more."""

    def __init__(self) -> None:
        super().__init__(text("Cancelled, as you wished. Nothing was drawn."))
