"""The interface of rendering: hand in a function and who requested it, await the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Requester(NamedTuple):
    """The person who made a request, and the server where they made it; None for a direct message."""

    person: int
    server: int | None = None


class Restart(StrEnum):
    """Why a worker was replaced."""

    DIED = "died"
    DEADLINE = "deadline"
    RECYCLED = "recycled"


@dataclass(frozen=True)
class PoolState:
    """The state of the pool at one moment.

    :ivar waiting: jobs in the queue.
    :ivar running: jobs in a worker.
    :ivar idle: worker slots that are ready for a job.
    :ivar alive: worker processes that run.
    :ivar wanted: worker processes that should run.
    :ivar restarts: how many workers were replaced so far, for each reason.
    """

    waiting: int
    running: int
    idle: int
    alive: int
    wanted: int
    restarts: Mapping[Restart, int]


class Renderer(Protocol):
    """Runs jobs away from the event loop, in an order that is fair to everybody."""

    async def start(self) -> None:
        """Start the workers and warm them up, so that the first job is as fast as the rest.

        :raises RenderError: if no worker can be started.
        """
        ...

    async def close(self) -> None:
        """End all workers. Unfinished jobs raise a RenderError."""
        ...

    async def run(self, function: Callable[..., T], *arguments: object, requester: Requester) -> T:
        """Return what ``function(*arguments)`` returns.

        The time it takes is added to the current trace: waiting as QUEUE, the spans that the function itself
        measures in the worker, and the rest as RENDER.

        :param function: a module-level function. It, its arguments and its result are pickled.
        :param requester: whose share of the queue it takes.
        :raises UserError: the one that the function raised.
        :raises Busy: if too many jobs are waiting, or this one waited too long.
        :raises Cancelled: if it was taken out of the queue by ``cancel``.
        :raises RenderError: if it failed in any other way.
        """
        ...

    def queue_position(self, person: int) -> int | None:
        """Return the position of a person's first waiting job, 1 being next; None if they have none."""
        ...

    def cancel(self, person: int) -> int:
        """Remove all of a person's jobs from the queue and return how many; a running job continues."""
        ...

    async def check(self) -> None:
        """Test every idle worker and replace those that do not respond.

        :raises RenderError: if no worker can be started.
        """
        ...

    def state(self) -> PoolState:
        """Return the state of the pool at this moment."""
        ...
