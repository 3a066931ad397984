"""The queue in front of the workers: fair between servers, then between people, then first in, first out.

It is served in rounds. In each round every server is served at most once, and so is every person, in however
many servers they wait. From one round to the next, the people of a server alternate. Somebody who joins
during a round waits for the next one; otherwise newcomers could prolong a round for ever.
"""

from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# Direct messages count as one server for each person.
_Server = tuple[str, int]


class QueueFull(Exception):
    """The queue has no room for another item.

    :ivar own: whether this person has reached their own limit.
    """

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


class FairQueue(Generic[T]):
    """A bounded queue of distinct items. Iterating yields them in the order in which they will be served.

    :param limit: how many items may wait.
    :param limit_per_person: how many of them may belong to one person.
    """

    def __init__(self, limit: int, limit_per_person: int) -> None:
        self._limit = limit
        self._limit_per_person = limit_per_person
        # Both levels are ordered by who was served longest ago.
        self._servers: OrderedDict[_Server, OrderedDict[int, deque[T]]] = OrderedDict()
        self._owners: dict[T, tuple[_Server, int]] = {}
        self._served_servers: set[_Server] = set()
        self._served_people: set[int] = set()
        self._positions: dict[int, int] | None = None

    def __len__(self) -> int:
        return len(self._owners)

    def __contains__(self, item: T) -> bool:
        return item in self._owners

    def __iter__(self) -> Iterator[T]:
        rest = self._copy()
        while rest:
            yield rest.pop()

    def push(self, item: T, person: int, server: int | None) -> None:
        """Add an item behind the person's others.

        :param server: where the request was made; None for a direct message.
        :raises QueueFull: if there is no room.
        """
        count = len(self._items_of(person))
        if count >= self._limit_per_person:
            raise QueueFull(own=True)
        if len(self) >= self._limit:
            raise QueueFull(own=False)
        if self._served_people and not count:
            # This round began without them, so it counts them as served.
            self._served_people.add(person)
        key = ("person", person) if server is None else ("server", server)
        self._servers.setdefault(key, OrderedDict()).setdefault(person, deque()).append(item)
        self._owners[item] = key, person
        self._positions = None

    def pop(self) -> T:
        """Remove and return the next item.

        :raises IndexError: if the queue is empty.
        """
        if not self:
            raise IndexError("pop from an empty queue")
        if next(self._unserved(), None) is None:
            self._start_round()
        server, person = next(self._unserved())
        people = self._servers[server]
        item = people[person][0]
        self._served_servers.add(server)
        self._served_people.add(person)
        self._servers.move_to_end(server)
        people.move_to_end(person)
        self.remove(item)
        return item

    def remove(self, item: T) -> None:
        """Remove an item from anywhere in the queue.

        :raises KeyError: if it is not in the queue.
        """
        server, person = self._owners.pop(item)
        self._positions = None
        people = self._servers[server]
        people[person].remove(item)
        if not people[person]:
            del people[person]
        if not people:
            del self._servers[server]
        if not self:
            self._start_round()

    def remove_all(self, person: int) -> list[T]:
        """Remove and return all of a person's items."""
        items = self._items_of(person)
        for item in items:
            self.remove(item)
        return items

    def position(self, person: int) -> int | None:
        """Return the position of the person's first item, 1 being next; None if they have none."""
        if self._positions is None:
            self._positions = {}
            for position, item in enumerate(self, 1):
                self._positions.setdefault(self._owners[item][1], position)
        return self._positions.get(person)

    def _start_round(self) -> None:
        self._served_servers.clear()
        self._served_people.clear()

    def _unserved(self) -> Iterator[tuple[_Server, int]]:
        """Yield the people who can still be served in this round, each with the server they wait in."""
        for server, people in self._servers.items():
            if server not in self._served_servers:
                yield from ((server, person) for person in people if person not in self._served_people)

    def _copy(self) -> "FairQueue[T]":
        copy: FairQueue[T] = FairQueue(self._limit, self._limit_per_person)
        for server, people in self._servers.items():
            copy._servers[server] = OrderedDict((person, deque(items)) for person, items in people.items())
        copy._owners = dict(self._owners)
        copy._served_servers, copy._served_people = set(self._served_servers), set(self._served_people)
        return copy

    def _items_of(self, person: int) -> list[T]:
        return [item for item, (_, owner) in self._owners.items() if owner == person]
