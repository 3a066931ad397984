"""The line in front of the workers: fair between servers, then between persons, then first come first served.

Servers take turns, and so do the persons in each of them. Somebody with one job waits for one job of
everybody else at most, however many the others have brought.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# A direct message counts as a server of its own person.
_Server = tuple[str, int]


class LineFull(Exception):
    """There is no room.

    :ivar own: whether it is this person alone who has filled theirs.
    """

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


class FairLine(Generic[T]):
    """A bounded line of things that wait, each a different one. Iterating gives the order of their turns.

    :param room: how many may wait.
    :param room_each: how many of them may be one person's.
    """

    def __init__(self, room: int, room_each: int) -> None:
        self._room = room
        self._room_each = room_each
        self._servers: OrderedDict[_Server, OrderedDict[int, deque[T]]] = OrderedDict()
        self._whose: dict[T, tuple[_Server, int]] = {}

    def __len__(self) -> int:
        return len(self._whose)

    def __contains__(self, item: T) -> bool:
        return item in self._whose

    def __iter__(self) -> Iterator[T]:
        servers = deque(deque(map(deque, persons.values())) for persons in self._servers.values())
        while servers:
            persons = servers.popleft()
            items = persons.popleft()
            yield items.popleft()
            if items:
                persons.append(items)
            if persons:
                servers.append(persons)

    def join(self, item: T, person: int, server: int | None) -> None:
        """Puts an item behind this person's others.

        :param server: where the person asks; None for a direct message.
        :raises LineFull: if there is no room.
        """
        if len(self._of(person)) >= self._room_each:
            raise LineFull(own=True)
        if len(self) >= self._room:
            raise LineFull(own=False)
        place = ("person", person) if server is None else ("server", server)
        self._servers.setdefault(place, OrderedDict()).setdefault(person, deque()).append(item)
        self._whose[item] = place, person

    def pop(self) -> T:
        """Takes out whoever is next, and puts their person and server behind the others.

        :raises StopIteration: if nobody waits.
        """
        server, persons = next(iter(self._servers.items()))
        person, items = next(iter(persons.items()))
        item = items[0]
        self.remove(item)
        if server in self._servers:
            self._servers.move_to_end(server)
            if person in self._servers[server]:
                self._servers[server].move_to_end(person)
        return item

    def remove(self, item: T) -> None:
        """Takes out this one, wherever it stands.

        :raises KeyError: if it is not there.
        """
        server, person = self._whose.pop(item)
        persons = self._servers[server]
        persons[person].remove(item)
        if not persons[person]:
            del persons[person]
        if not persons:
            del self._servers[server]

    def remove_all(self, person: int) -> list[T]:
        """Takes out all of a person's."""
        items = self._of(person)
        for item in items:
            self.remove(item)
        return items

    def place(self, person: int) -> int | None:
        """How many turns until the first of this person's, 1 if it is next; None if they have none."""
        return next((at for at, item in enumerate(self, 1) if self._whose[item][1] == person), None)

    def _of(self, person: int) -> list[T]:
        return [item for item, (_, whose) in self._whose.items() if whose == person]
