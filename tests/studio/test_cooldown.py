"""Cooldowns: one picture at a time for each person, and a pause between two."""

import contextlib
import pickle

import pytest

from bot.studio.cooldown import Cooldowns, OnCooldown

ANN, BEN = 1, 2


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_each_person_has_one_hold_at_a_time() -> None:
    cooldowns = Cooldowns(0)
    with cooldowns.hold(ANN):
        with pytest.raises(OnCooldown, match="not ready yet"), cooldowns.hold(ANN):
            pass
        with cooldowns.hold(BEN):
            pass
    with cooldowns.hold(ANN):
        pass


def test_the_cooldown_says_how_long_to_wait_and_ends() -> None:
    clock = Clock()
    cooldowns = Cooldowns(5, clock)
    with cooldowns.hold(ANN) as hold:
        clock.now += 1
        hold.start_pause()
    with pytest.raises(OnCooldown, match="in 4 seconds") as caught, cooldowns.hold(ANN):
        pass
    assert caught.value.wait == 4
    with cooldowns.hold(BEN):
        pass
    clock.now += 3.999
    with pytest.raises(OnCooldown, match="in 1 second"), cooldowns.hold(ANN):
        pass
    clock.now += 0.001
    with cooldowns.hold(ANN):
        pass


def test_repeated_refusals_are_marked_as_already_told() -> None:
    clock = Clock()
    cooldowns = Cooldowns(5, clock)
    for _ in range(2):
        with cooldowns.hold(ANN) as hold:
            hold.start_pause()
        repeated = []
        for _ in range(3):
            with pytest.raises(OnCooldown) as caught, cooldowns.hold(ANN):
                pass
            repeated.append(caught.value.already_told)
        assert repeated == [False, True, True]
        clock.now += 5


def test_a_counted_hold_starts_the_cooldown_even_if_it_fails() -> None:
    cooldowns = Cooldowns(5, Clock())
    with pytest.raises(ZeroDivisionError), cooldowns.hold(ANN):
        _ = 1 / 0
    with contextlib.suppress(ZeroDivisionError), cooldowns.hold(ANN) as hold:
        hold.start_pause()
        _ = 1 / 0
    with pytest.raises(OnCooldown, match="in 5 seconds"), cooldowns.hold(ANN):
        pass


def test_expired_cooldowns_are_forgotten() -> None:
    clock = Clock()
    cooldowns = Cooldowns(5, clock)
    for person in range(1000):
        clock.now += 1
        with cooldowns.hold(person) as hold:
            hold.start_pause()
    # The pickle of a thousand people would take several thousand bytes.
    assert len(pickle.dumps(cooldowns)) < 500
