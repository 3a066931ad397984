"""Whose turn it is, whatever they do."""

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.rendering.fair_queue import FairQueue, QueueFull

ANN, BEN, CAT = 1, 2, 3
ART, CLUB = 10, 20

T = TypeVar("T")


def drained(line: FairQueue[T]) -> list[T]:
    return [line.pop() for _ in range(len(line))]


def test_one_person_s_are_served_as_they_came() -> None:
    line: FairQueue[str] = FairQueue(9, 9)
    for item in "abc":
        line.join(item, ANN, ART)
    assert drained(line) == ["a", "b", "c"]


def test_somebody_with_fifty_does_not_hold_up_somebody_with_one() -> None:
    line: FairQueue[str] = FairQueue(99, 99)
    for at in range(50):
        line.join(f"ann {at}", ANN, ART)
    line.join("ben", BEN, ART)
    assert line.place(BEN) == 2
    assert drained(line)[:3] == ["ann 0", "ben", "ann 1"]


def test_a_server_with_five_hundred_does_not_hold_up_another() -> None:
    line: FairQueue[int] = FairQueue(999, 9)
    for person in range(100, 600):
        line.join(person, person, ART)
    line.join(BEN, BEN, CLUB)
    line.join(CAT, CAT, None)
    assert (line.place(BEN), line.place(CAT)) == (2, 3)
    assert drained(line)[:5] == [100, BEN, CAT, 101, 102]


def test_somebody_who_asks_in_eight_servers_does_not_hold_up_somebody_with_one() -> None:
    line: FairQueue[str] = FairQueue(99, 8)
    for server in range(8):
        line.join(f"ann {server}", ANN, server)
    for person in range(100, 120):
        line.join(f"art {person}", person, ART)
    line.join("ben", BEN, CLUB)
    assert line.place(BEN) == 3
    assert sum(item.startswith("ann") for item in drained(line)[:9]) <= 4


def test_newcomers_do_not_keep_anybody_from_their_turn() -> None:
    line: FairQueue[str] = FairQueue(99, 9)
    line.join("ann", ANN, ART)
    line.join("ben", BEN, ART)
    line.join("cat", CAT, CLUB)
    served = []
    for newcomer in range(100, 110):
        served.append(line.pop())
        line.join(f"new {newcomer}", newcomer, None)
    assert served.index("ben") <= 3


def test_a_server_and_a_person_with_the_same_number_are_not_the_same() -> None:
    line: FairQueue[str] = FairQueue(9, 9)
    for item in "ab":
        line.join(item, BEN, ANN)
    line.join("c", ANN, None)
    assert drained(line) == ["a", "c", "b"]


def test_whoever_was_served_stands_behind_those_who_were_not() -> None:
    line: FairQueue[str] = FairQueue(9, 9)
    line.join("ann 1", ANN, ART)
    line.join("ann 2", ANN, ART)
    line.join("ben 1", BEN, ART)
    assert line.pop() == "ann 1"
    line.join("cat 1", CAT, ART)
    assert drained(line) == ["ben 1", "ann 2", "cat 1"]


def test_there_is_so_much_room_and_no_more() -> None:
    line: FairQueue[int] = FairQueue(3, 2)
    line.join(1, ANN, ART)
    line.join(2, ANN, CLUB)
    with pytest.raises(QueueFull) as caught:
        line.join(3, ANN, None)
    assert caught.value.own
    line.join(3, BEN, ART)
    with pytest.raises(QueueFull) as caught:
        line.join(4, CAT, ART)
    assert not caught.value.own
    assert len(line) == 3
    line.pop()
    line.join(4, CAT, ART)


def test_all_of_one_person_s_can_be_taken_out() -> None:
    line: FairQueue[str] = FairQueue(9, 9)
    for item, person, server in (("a", ANN, ART), ("b", BEN, ART), ("c", ANN, None), ("d", ANN, ART)):
        line.join(item, person, server)
    assert sorted(line.remove_all(ANN)) == ["a", "c", "d"]
    assert line.place(ANN) is None
    assert drained(line) == ["b"]
    assert line.remove_all(ANN) == []
    assert line._servers == {}
    with pytest.raises(KeyError):
        line.remove("a")


PERSONS, SERVERS = st.integers(1, 5), st.none() | st.integers(1, 3)


class LineOfAnyHistory(RuleBasedStateMachine):
    """What holds whatever has come and gone."""

    @initialize(room=st.integers(1, 30), each=st.integers(1, 30))
    def open(self, room: int, each: int) -> None:
        self.line: FairQueue[int] = FairQueue(room, each)
        self.room, self.each = room, each
        self.waiting: dict[int, tuple[int, int | None]] = {}
        self.passed: dict[int, int] = {}
        self.count = 0

    @rule(person=PERSONS, server=SERVERS)
    def join(self, person: int, server: int | None) -> None:
        mine = sum(who == person for who, _ in self.waiting.values())
        self.count += 1
        if mine >= self.each or len(self.waiting) >= self.room:
            with pytest.raises(QueueFull):
                self.line.join(self.count, person, server)
            return
        self.line.join(self.count, person, server)
        self.waiting[self.count] = person, server

    @precondition(lambda self: self.waiting)
    @rule()
    def pop(self) -> None:
        order = list(self.line)
        item = self.line.pop()
        assert item == order[0]
        whose = self.waiting.pop(item)
        assert item < min((i for i, w in self.waiting.items() if w == whose), default=item + 1)
        # Each turn that another takes is counted against everybody whose turn it was not.
        self.passed.pop(item, None)
        for other, (person, server) in self.waiting.items():
            first = min(i for i, w in self.waiting.items() if w == (person, server))
            if other == first:
                self.passed[other] = self.passed.get(other, 0) + 1
                # Five persons in each of three servers, and five direct messages: eight places, five in each.
                assert self.passed[other] <= 8 * 5

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(sorted(self.waiting)))
        self.line.remove(item)
        del self.waiting[item]

    @rule(person=PERSONS)
    def leave_with_all(self, person: int) -> None:
        gone = self.line.remove_all(person)
        assert sorted(gone) == sorted(i for i, (who, _) in self.waiting.items() if who == person)
        for item in gone:
            del self.waiting[item]

    @invariant()
    def everybody_is_there_once(self) -> None:
        assert sorted(self.line) == sorted(self.waiting)
        assert len(self.line) == len(self.waiting)
        for person in range(1, 6):
            places = [at for at, item in enumerate(self.line, 1) if self.waiting[item][0] == person]
            assert self.line.place(person) == (places[0] if places else None)


TestLineOfAnyHistory = LineOfAnyHistory.TestCase


@given(st.lists(st.tuples(PERSONS, SERVERS), max_size=60))
def test_no_round_passes_over_anybody_who_could_have_had_a_turn(asked: list[tuple[int, int | None]]) -> None:
    line: FairQueue[int] = FairQueue(99, 99)
    for item, (person, server) in enumerate(asked):
        line.join(item, person, server)
    order = [asked[item] for item in list(line)]
    assert [asked[item] for item in drained(line)] == order
    turns = [(person, ("dm", person) if server is None else server) for person, server in order]
    begin = 0
    while begin < len(turns):
        persons: set[object] = set()
        servers: set[object] = set()
        for person, server in turns[begin:]:
            if person in persons or server in servers:
                break
            persons.add(person)
            servers.add(server)
            begin += 1
        assert all(person in persons or server in servers for person, server in turns[begin:])


@given(st.lists(PERSONS, max_size=60))
def test_nobody_of_a_server_has_two_turns_before_everybody_there_had_one(asked: list[int]) -> None:
    line: FairQueue[int] = FairQueue(99, 99)
    for item, person in enumerate(asked):
        line.join(item, person, person % 2)
    order = [asked[item] for item in drained(line)]
    for server in (0, 1):
        persons = [person for person in order if person % 2 == server]
        for a in range(len(persons)):
            again = next((b for b in range(a + 1, len(persons)) if persons[b] == persons[a]), None)
            if again is not None:
                assert set(persons[again:]) <= set(persons[a:again])
