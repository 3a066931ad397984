"""What the rest of the bot knows of rendering: give a job, say who asks, await what comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Requester(NamedTuple):
    """Who asks, and from which server; None for a direct message."""

    person: int
    server: int | None = None


class Timing(NamedTuple):
    """How many seconds a job waited for its turn, and how many it then took."""

    waited: float
    ran: float


class Restart(StrEnum):
    """Why a worker was replaced."""

    DIED = "died"
    DEADLINE = "deadline"
    RECYCLED = "recycled"


@dataclass(frozen=True)
class PoolState:
    """How the workers are, at this moment.

    :ivar waiting: jobs in the line.
    :ivar running: jobs at work.
    :ivar alive: workers that run.
    :ivar wanted: workers that should.
    :ivar restarts: how many were replaced so far, for each reason.
    """

    waiting: int
    running: int
    alive: int
    wanted: int
    restarts: Mapping[Restart, int]


class Renderer(Protocol):
    """Does jobs, somewhere off the event loop, fairly one after another."""

    async def start(self) -> None:
        """Makes ready, so that the first job is as quick as the rest.

        :raises RenderError: if there is no worker to be had.
        """
        ...

    async def close(self) -> None:
        """Ends all workers; whoever still waits for something gets a RenderError."""
        ...

    async def run(
        self,
        job: Callable[..., T],
        *arguments: object,
        requester: Requester,
        on_end: Callable[[Timing], object] | None = None,
    ) -> T:
        """What ``job(*arguments)`` returns.

        :param job: a function that a module has by name. It, its arguments and its result are pickled.
        :param asker: whose turn it takes.
        :param on_end: is told how long it took, whatever came of it; not if it never began.
        :raises UserError: the one that the job raised.
        :raises Busy: if too many jobs are waiting, or this one did for too long.
        :raises Cancelled: if its person took it out of the line.
        :raises RenderError: if it failed in any other way.
        """
        ...

    def queue_position(self, person: int) -> int | None:
        """The place of a person's first waiting job, 1 if it is next; None if none is waiting."""
        ...

    def cancel(self, person: int) -> int:
        """Takes all of a person's jobs out of the line, and says how many; what is at work goes on."""
        ...

    async def check(self) -> None:
        """Tries every worker that has nothing to do, and replaces those that do not answer.

        :raises RenderError: if there is no worker to be had.
        """
        ...

    def state(self) -> PoolState:
        """What there is to measure."""
        ...
