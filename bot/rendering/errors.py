"""Why a job gave no result, each reason with a message for the person who waits for it."""

from bot.errors import Outcome, UserError
from bot.i18n.text import Text, plural, text


class RenderError(UserError):
    """A job failed, or could not be run."""

    outcome = Outcome.FAILED


class RenderTimeout(RenderError):
    """A job took longer than its deadline."""


class TooMuchMemory(RenderError):
    """A job needed more memory than a worker may use."""


class Busy(UserError):
    """A job was refused or given up because too many others are waiting.

    :ivar wait: whole seconds until another attempt is worthwhile; an estimate.
    """

    def __init__(self, message: Text, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class Cancelled(UserError):
    """A job was cancelled by the person who requested it."""

    def __init__(self) -> None:
        super().__init__(text("Cancelled, as you wished. Nothing was drawn."))


def not_ready() -> RenderError:
    """Return the error for a job that comes before the pool has started or after it has closed."""
    return RenderError(text("I am not ready to draw. Please try again in a minute."))


def shutting_down() -> RenderError:
    """Return the error for jobs that are unfinished when the bot shuts down."""
    return RenderError(text("I am being restarted. Please try again in a minute."))


def no_worker() -> RenderError:
    """Return the error for jobs that come while no worker can be started."""
    return RenderError(text("I cannot draw at the moment. Please try again in a minute."))


def waited_too_long(wait: int) -> Busy:
    """Return the error for a job that did not leave the queue in time."""
    message = plural(
        "I am too busy to get to it. Please try again in {count} second.",
        "I am too busy to get to it. Please try again in {count} seconds.",
        count=wait,
    )
    return Busy(message, wait)


def own_limit_reached(wait: int) -> Busy:
    """Return the error for a person who has as many jobs in the queue as one person may have."""
    message = plural(
        "You have many pictures waiting already. Please try again in {count} second.",
        "You have many pictures waiting already. Please try again in {count} seconds.",
        count=wait,
    )
    return Busy(message, wait)


def queue_full(wait: int) -> Busy:
    """Return the error for a job that finds the queue full."""
    message = plural(
        "I am busy, with many pictures waiting. Please try again in {count} second.",
        "I am busy, with many pictures waiting. Please try again in {count} seconds.",
        count=wait,
    )
    return Busy(message, wait)
