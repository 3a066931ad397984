"""The cooldown: one picture at a time for each person, and a pause between two."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot import clock
from bot.errors import UserError
from bot.i18n.text import Text, plural, text


class OnCooldown(UserError):
    """Somebody asked for a picture too soon.

    :ivar wait: at least this many whole seconds must pass before the next try.
    """

    def __init__(self, message: Text, wait: int, *, repeated: bool) -> None:
        super().__init__(message)
        self.wait = wait
        # Somebody who keeps pressing has already read this.
        self.already_told = repeated


class Hold:
    """One person's permission to make a picture.

    :ivar pause_follows: whether a pause follows.
    """

    pause_follows = False

    def start_pause(self) -> None:
        """Let a pause follow. It runs from the start of the hold."""
        self.pause_follows = True


class Cooldowns:
    """The holds and pauses of everybody.

    :param seconds: between the starts of two pictures of one person; 0 for none.
    :param now: a clock that never goes back, in seconds.
    """

    def __init__(self, seconds: float, now: Callable[[], float] = clock.now) -> None:
        self._seconds = seconds
        self._now = now
        self._busy: set[int] = set()
        self._started: dict[int, float] = {}
        self._told: set[int] = set()

    @contextmanager
    def hold(self, person: int) -> Iterator[Hold]:
        """Let a person make one picture inside the block, and no other meanwhile.

        Without ``start_pause``, the next hold may follow at once.

        :raises OnCooldown: during another hold or the pause after it.
        """
        if person in self._busy:
            raise self._refusal(person, text("One at a time: your last picture is not ready yet."), 1)
        now = self._now()
        self._forget_before(now - self._seconds)
        if person in self._started:
            wait = max(1, math.ceil(self._started[person] + self._seconds - now))
            early = plural(
                "Let the paint dry: please try again in {count} second.",
                "Let the paint dry: please try again in {count} seconds.",
                count=wait,
            )
            raise self._refusal(person, early, wait)
        self._busy.add(person)
        hold = Hold()
        try:
            yield hold
        finally:
            self._busy.remove(person)
            self._told.discard(person)
            if hold.pause_follows:
                self._started[person] = now

    def _refusal(self, person: int, message: Text, wait: int) -> OnCooldown:
        repeated = person in self._told
        self._told.add(person)
        return OnCooldown(message, wait, repeated=repeated)

    def _forget_before(self, moment: float) -> None:
        for person in [person for person, started in self._started.items() if started <= moment]:
            del self._started[person]
            self._told.discard(person)
