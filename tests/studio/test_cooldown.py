"""One picture in the making per person, and a pause between two."""

import contextlib

import pytest

from bot.studio.cooldown import Cooldowns, OnCooldown

ANN, BEN = 1, 2


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_at_a_time_for_each_person() -> None:
    turns = Cooldowns(0)
    with turns.take(ANN):
        with pytest.raises(OnCooldown, match="not ready yet"), turns.take(ANN):
            pass
        with turns.take(BEN):
            pass
    with turns.take(ANN):
        pass


def test_the_pause_is_told_and_ends() -> None:
    clock = Clock()
    turns = Cooldowns(5, clock)
    with turns.take(ANN):
        clock.now += 1
        turns.count(ANN)
    with pytest.raises(OnCooldown, match="in 4 seconds") as caught, turns.take(ANN):
        pass
    assert caught.value.wait == 4
    with turns.take(BEN):
        pass
    clock.now += 3.999
    with pytest.raises(OnCooldown, match="in 1 second"), turns.take(ANN):
        pass
    clock.now += 0.001
    with turns.take(ANN):
        pass


def test_somebody_in_a_hurry_is_told_once() -> None:
    clock = Clock()
    turns = Cooldowns(5, clock)
    for _ in range(2):
        with turns.take(ANN):
            turns.count(ANN)
        spares = []
        for _ in range(3):
            with pytest.raises(OnCooldown) as caught, turns.take(ANN):
                pass
            spares.append(caught.value.already_told)
        assert spares == [False, True, True]
        clock.now += 5


def test_a_turn_counts_only_if_something_came_of_it_but_then_whatever_comes_after() -> None:
    turns = Cooldowns(5, Clock())
    with pytest.raises(KeyError):
        turns.count(ANN)
    with pytest.raises(ZeroDivisionError), turns.take(ANN):
        _ = 1 / 0
    with contextlib.suppress(ZeroDivisionError), turns.take(ANN):
        turns.count(ANN)
        _ = 1 / 0
    with pytest.raises(OnCooldown, match="in 5 seconds"), turns.take(ANN):
        pass


def test_the_past_is_forgotten() -> None:
    clock = Clock()
    turns = Cooldowns(5, clock)
    for person in range(1000):
        clock.now += 1
        with turns.take(person):
            turns.count(person)
    assert len(turns._started) <= 6
