"""The choices of autocomplete."""

from bot.art.style import styles
from bot.ui.autocomplete import matching

NAMES = {name: name for name in ["harbour", "night-train", "train-station", "rain"]}


def test_names_that_start_with_the_input_come_first() -> None:
    assert [c.value for c in matching("train", NAMES)] == ["train-station", "night-train"]
    assert [c.value for c in matching("Night T", NAMES)] == ["night-train"]
    assert [c.value for c in matching("", NAMES)] == list(NAMES)
    assert matching("no such thing", NAMES) == []
    assert [c.value for c in matching("red blue", {"a": "a: navy, blue, red", "b": "b: blue"})] == ["a"]


def test_descriptions_and_names_of_two_words_are_searched() -> None:
    shown = {s.id: f"{s.name}: {s.about}" for s in styles().values()}
    assert [c.value for c in matching("jittered grid", shown)] == ["squares"]
    for style in styles().values():
        assert matching(str(style.name), shown)[0].value == style.id


def test_discord_s_limits_are_kept() -> None:
    many = {f"n{i}": "long " * 100 for i in range(100)}
    choices = matching("", many)
    assert len(choices) == 25
    assert all(len(c.name) <= 100 for c in choices)


def test_input_longer_than_every_name_finds_nothing() -> None:
    """Searching for 6,000 characters, which Discord allows, would block the event loop."""
    typed = "harbour" + " " * 100
    assert [c.value for c in matching(typed + "nonsense " * 600, NAMES)] == ["harbour"]
