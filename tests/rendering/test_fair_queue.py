"""The order in which the fair queue serves people, whatever they do."""

from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.rendering.fair_queue import FairQueue, QueueFull

ANN, BEN, CAT = 1, 2, 3
ART, CLUB = 10, 20

T = TypeVar("T")


def pop_all(queue: FairQueue[T]) -> list[T]:
    return [queue.pop() for _ in range(len(queue))]


def test_items_of_one_person_are_first_in_first_out() -> None:
    queue: FairQueue[str] = FairQueue(9, 9)
    for item in "abc":
        queue.push(item, ANN, ART)
    assert pop_all(queue) == ["a", "b", "c"]


def test_an_empty_queue_has_nothing_to_pop() -> None:
    queue: FairQueue[str] = FairQueue(9, 9)
    with pytest.raises(IndexError):
        queue.pop()


def test_a_person_with_fifty_items_does_not_delay_a_person_with_one() -> None:
    queue: FairQueue[str] = FairQueue(99, 99)
    for number in range(50):
        queue.push(f"ann {number}", ANN, ART)
    queue.push("ben", BEN, ART)
    assert queue.position(BEN) == 2
    assert pop_all(queue)[:3] == ["ann 0", "ben", "ann 1"]


def test_a_server_with_five_hundred_items_does_not_delay_another_server() -> None:
    queue: FairQueue[int] = FairQueue(999, 9)
    for person in range(100, 600):
        queue.push(person, person, ART)
    queue.push(BEN, BEN, CLUB)
    queue.push(CAT, CAT, None)
    assert (queue.position(BEN), queue.position(CAT)) == (2, 3)
    assert pop_all(queue)[:5] == [100, BEN, CAT, 101, 102]


def test_a_person_in_eight_servers_does_not_delay_a_person_in_one() -> None:
    queue: FairQueue[str] = FairQueue(99, 8)
    for server in range(8):
        queue.push(f"ann {server}", ANN, server)
    for person in range(100, 120):
        queue.push(f"art {person}", person, ART)
    queue.push("ben", BEN, CLUB)
    assert queue.position(BEN) == 3
    assert sum(item.startswith("ann") for item in pop_all(queue)[:9]) <= 4


def test_newcomers_do_not_delay_people_who_wait_already() -> None:
    queue: FairQueue[str] = FairQueue(99, 9)
    queue.push("ann", ANN, ART)
    queue.push("ben", BEN, ART)
    queue.push("cat", CAT, CLUB)
    served = []
    for newcomer in range(100, 110):
        served.append(queue.pop())
        queue.push(f"new {newcomer}", newcomer, None)
    assert served.index("ben") <= 3


def test_a_server_and_a_person_with_the_same_number_are_distinct() -> None:
    queue: FairQueue[str] = FairQueue(9, 9)
    for item in "ab":
        queue.push(item, BEN, ANN)
    queue.push("c", ANN, None)
    assert pop_all(queue) == ["a", "c", "b"]


def test_a_person_who_was_served_comes_after_those_who_were_not() -> None:
    queue: FairQueue[str] = FairQueue(9, 9)
    queue.push("ann 1", ANN, ART)
    queue.push("ann 2", ANN, ART)
    queue.push("ben 1", BEN, ART)
    assert queue.pop() == "ann 1"
    queue.push("cat 1", CAT, ART)
    assert pop_all(queue) == ["ben 1", "ann 2", "cat 1"]


def test_both_limits_are_enforced() -> None:
    queue: FairQueue[int] = FairQueue(3, 2)
    queue.push(1, ANN, ART)
    queue.push(2, ANN, CLUB)
    with pytest.raises(QueueFull) as caught:
        queue.push(3, ANN, None)
    assert caught.value.own
    queue.push(3, BEN, ART)
    with pytest.raises(QueueFull) as caught:
        queue.push(4, CAT, ART)
    assert not caught.value.own
    assert len(queue) == 3
    queue.pop()
    queue.push(4, CAT, ART)


def test_all_items_of_one_person_can_be_removed() -> None:
    queue: FairQueue[str] = FairQueue(9, 9)
    for item, person, server in (("a", ANN, ART), ("b", BEN, ART), ("c", ANN, None), ("d", ANN, ART)):
        queue.push(item, person, server)
    assert sorted(queue.remove_all(ANN)) == ["a", "c", "d"]
    assert queue.position(ANN) is None
    assert pop_all(queue) == ["b"]
    assert queue.remove_all(ANN) == []
    assert list(queue) == []
    with pytest.raises(KeyError):
        queue.remove("a")


PEOPLE, SERVERS = st.integers(1, 5), st.none() | st.integers(1, 3)


class AnyHistory(RuleBasedStateMachine):
    """What holds after any sequence of operations."""

    @initialize(limit=st.integers(1, 30), limit_per_person=st.integers(1, 30))
    def create(self, limit: int, limit_per_person: int) -> None:
        self.queue: FairQueue[int] = FairQueue(limit, limit_per_person)
        self.limit, self.limit_per_person = limit, limit_per_person
        self.waiting: dict[int, tuple[int, int | None]] = {}
        self.passed: dict[int, int] = {}
        self.count = 0

    @rule(person=PEOPLE, server=SERVERS)
    def push(self, person: int, server: int | None) -> None:
        own = sum(owner == person for owner, _ in self.waiting.values())
        self.count += 1
        if own >= self.limit_per_person or len(self.waiting) >= self.limit:
            with pytest.raises(QueueFull):
                self.queue.push(self.count, person, server)
            return
        self.queue.push(self.count, person, server)
        self.waiting[self.count] = person, server

    @precondition(lambda self: self.waiting)
    @rule()
    def pop(self) -> None:
        order = list(self.queue)
        item = self.queue.pop()
        assert item == order[0]
        owner = self.waiting.pop(item)
        assert item < min((i for i, w in self.waiting.items() if w == owner), default=item + 1)
        # Every pop counts against the first item of everybody else.
        self.passed.pop(item, None)
        for other, (person, server) in self.waiting.items():
            first = min(i for i, w in self.waiting.items() if w == (person, server))
            if other == first:
                self.passed[other] = self.passed.get(other, 0) + 1
                # Three servers and the direct messages of five people: eight keys, with at most five people.
                assert self.passed[other] <= 8 * 5

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(sorted(self.waiting)))
        self.queue.remove(item)
        del self.waiting[item]

    @rule(person=PEOPLE)
    def remove_all(self, person: int) -> None:
        removed = self.queue.remove_all(person)
        assert sorted(removed) == sorted(i for i, (owner, _) in self.waiting.items() if owner == person)
        for item in removed:
            del self.waiting[item]

    @invariant()
    def every_item_is_there_once(self) -> None:
        assert sorted(self.queue) == sorted(self.waiting)
        assert len(self.queue) == len(self.waiting)
        for person in range(1, 6):
            positions = [n for n, item in enumerate(self.queue, 1) if self.waiting[item][0] == person]
            assert self.queue.position(person) == (positions[0] if positions else None)


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=30, deadline=None)


@given(st.lists(st.tuples(PEOPLE, SERVERS), max_size=60))
def test_each_round_serves_everybody_whom_it_can_serve(pushed: list[tuple[int, int | None]]) -> None:
    queue: FairQueue[int] = FairQueue(99, 99)
    for item, (person, server) in enumerate(pushed):
        queue.push(item, person, server)
    order = [pushed[item] for item in list(queue)]
    assert [pushed[item] for item in pop_all(queue)] == order
    served: list[tuple[int, object]] = [
        (person, ("dm", person) if server is None else server) for person, server in order
    ]
    begin = 0
    while begin < len(served):
        people: set[object] = set()
        servers: set[object] = set()
        for person, key in served[begin:]:
            if person in people or key in servers:
                break
            people.add(person)
            servers.add(key)
            begin += 1
        assert all(person in people or key in servers for person, key in served[begin:])


@given(st.lists(PEOPLE, max_size=60))
def test_nobody_is_served_twice_before_everybody_in_their_server_was_served(pushed: list[int]) -> None:
    queue: FairQueue[int] = FairQueue(99, 99)
    for item, person in enumerate(pushed):
        queue.push(item, person, person % 2)
    order = [pushed[item] for item in pop_all(queue)]
    for server in (0, 1):
        people = [person for person in order if person % 2 == server]
        for a in range(len(people)):
            again = next((b for b in range(a + 1, len(people)) if people[b] == people[a]), None)
            if again is not None:
                assert set(people[again:]) <= set(people[a:again])
