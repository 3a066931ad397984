"""Whose turn it is: one picture in the making per person, and a pause between two."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import UserError
from bot.i18n.text import Text, plural, text


class OnCooldown(UserError):
    """Somebody asked again too soon.

    :ivar wait: whole seconds until it is worth asking again.
    """

    def __init__(self, message: Text, wait: int, *, again: bool) -> None:
        super().__init__(message)
        self.wait = wait
        # Somebody who hammers a button has read it the first time.
        self.already_told = again


class Cooldowns:
    """Hands out turns.

    :param cooldown: seconds between the starts of two pictures of one person; 0 for none.
    :param clock: seconds from any start, never going back. Not ``time.monotonic``: the simulated
        Discord of the preview stops that one.
    """

    def __init__(self, cooldown: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._cooldown = cooldown
        self._clock = clock
        self._busy: dict[int, float] = {}
        self._started: dict[int, float] = {}
        self._told: set[int] = set()

    @contextmanager
    def take(self, person: int) -> Iterator[None]:
        """Holds a person's turn. Unless ``count`` is called meanwhile, the next may begin at once.

        :raises OnCooldown: while another is held, or the pause is not over.
        """
        if person in self._busy:
            busy = text("One at a time: your last picture is not ready yet.")
            raise self._refusal(person, busy, 1)
        now = self._clock()
        self._forget_all_before(now - self._cooldown)
        if person in self._started:
            wait = max(1, math.ceil(self._started[person] + self._cooldown - now))
            early = plural(
                "Let the paint dry: please try again in {count} second.",
                "Let the paint dry: please try again in {count} seconds.",
                count=wait,
            )
            raise self._refusal(person, early, wait)
        self._busy[person] = now
        try:
            yield
        finally:
            del self._busy[person]
            self._told.discard(person)

    def count(self, person: int) -> None:
        """Something came of the turn that this person holds, so there will be a pause before the next.

        :raises KeyError: if they hold none.
        """
        self._started[person] = self._busy[person]

    def _refusal(self, person: int, message: Text, wait: int) -> OnCooldown:
        again = person in self._told
        self._told.add(person)
        return OnCooldown(message, wait, again=again)

    def _forget_all_before(self, moment: float) -> None:
        for person in [p for p, started in self._started.items() if started <= moment]:
            del self._started[person]
            self._told.discard(person)
