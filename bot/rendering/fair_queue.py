"""The line in front of the workers: fair between servers, then between persons, then first come first served.

It is served in rounds. In each of them every server has one turn at most, and so has every person, in
however many servers they ask. The persons of a server take its turns one after the other. Whoever comes
during a round waits for the next, or newcomers could make one last for ever.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# A direct message counts as a server of its own person.
_Server = tuple[str, int]


class QueueFull(Exception):
    """There is no room.

    :ivar own: whether it is this person alone who has filled theirs.
    """

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


class FairQueue(Generic[T]):
    """A bounded line of things that wait, each a different one. Iterating gives the order of their turns.

    :param room: how many may wait.
    :param room_each: how many of them may be one person's.
    """

    def __init__(self, room: int, room_each: int) -> None:
        self._room = room
        self._room_each = room_each
        self._servers: OrderedDict[_Server, OrderedDict[int, deque[T]]] = OrderedDict()
        self._whose: dict[T, tuple[_Server, int]] = {}
        self._had_servers: set[_Server] = set()
        self._had_persons: set[int] = set()
        self._places: dict[int, int] | None = None

    def __len__(self) -> int:
        return len(self._whose)

    def __contains__(self, item: T) -> bool:
        return item in self._whose

    def __iter__(self) -> Iterator[T]:
        rest = self._copy()
        while rest:
            yield rest.pop()

    def join(self, item: T, person: int, server: int | None) -> None:
        """Puts an item behind this person's others.

        :param server: where the person asks; None for a direct message.
        :raises LineFull: if there is no room.
        """
        others = len(self._of(person))
        if others >= self._room_each:
            raise QueueFull(own=True)
        if len(self) >= self._room:
            raise QueueFull(own=False)
        if self._had_persons and not others:
            self._had_persons.add(person)
        place = ("person", person) if server is None else ("server", server)
        self._servers.setdefault(place, OrderedDict()).setdefault(person, deque()).append(item)
        self._whose[item] = place, person
        self._places = None

    def pop(self) -> T:
        """Takes out whoever is next, and puts their server, and them in it, behind the others.

        :raises StopIteration: if nobody waits.
        """
        if next(self._turns(), None) is None:
            self._begin_round()
        server, person = next(self._turns())
        persons = self._servers[server]
        item = persons[person][0]
        self._had_servers.add(server)
        self._had_persons.add(person)
        self._servers.move_to_end(server)
        persons.move_to_end(person)
        self.remove(item)
        return item

    def remove(self, item: T) -> None:
        """Takes out this one, wherever it stands.

        :raises KeyError: if it is not there.
        """
        server, person = self._whose.pop(item)
        self._places = None
        persons = self._servers[server]
        persons[person].remove(item)
        if not persons[person]:
            del persons[person]
        if not persons:
            del self._servers[server]
        if not self:
            self._begin_round()

    def remove_all(self, person: int) -> list[T]:
        """Takes out all of a person's."""
        items = self._of(person)
        for item in items:
            self.remove(item)
        return items

    def place(self, person: int) -> int | None:
        """How many turns until the first of this person's, 1 if it is next; None if they have none."""
        if self._places is None:
            self._places = {}
            for at, item in enumerate(self, 1):
                self._places.setdefault(self._whose[item][1], at)
        return self._places.get(person)

    def _begin_round(self) -> None:
        self._had_servers.clear()
        self._had_persons.clear()

    def _turns(self) -> Iterator[tuple[_Server, int]]:
        """Who may still be served in this round."""
        for server, persons in self._servers.items():
            if server not in self._had_servers:
                yield from ((server, person) for person in persons if person not in self._had_persons)

    def _copy(self) -> "FairQueue[T]":
        copy: FairQueue[T] = FairQueue(self._room, self._room_each)
        for server, persons in self._servers.items():
            copy._servers[server] = OrderedDict((person, deque(items)) for person, items in persons.items())
        copy._whose = dict(self._whose)
        copy._had_servers, copy._had_persons = set(self._had_servers), set(self._had_persons)
        return copy

    def _of(self, person: int) -> list[T]:
        return [item for item, (_, whose) in self._whose.items() if whose == person]
