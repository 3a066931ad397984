"""Texts: English where they stand, another language where they are read."""

import pickle
from collections.abc import Sequence

from bot.errors import UserError
from bot.i18n.text import ENGLISH, Listed, Row, localise, plural, text, verbatim


class Shouting:
    """A language whose speakers shout."""

    def gettext(self, message: str, /) -> str:
        return message.replace("colour", "COLOUR").replace("red", "RED")

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return "{count} COLOURS"

    def number(self, value: float, /) -> str:
        return f"{value:,}".replace(",", ".")

    def listed(self, words: Sequence[str], how: Row = "and", /) -> str:
        return f" {'UND' if how == 'and' else how} ".join(words)


def test_in_english_a_text_is_what_was_written() -> None:
    assert str(text("No colour is called “{name}”.", name="red")) == "No colour is called “red”."
    assert [str(plural("{count} colour", "{count} colours", count=n)) for n in (0, 1, 2)] == [
        "0 colours",
        "1 colour",
        "2 colours",
    ]
    assert str(text("{count:,} of {most}", count=1000, most=1000)) == "1,000 of 1000"


def test_gaps_are_translated_as_well() -> None:
    row = Listed((text("red"), "red"))
    assert str(row) == "red and red"
    assert text("a colour: {row}, {n:,}", row=row, n=1000).in_(Shouting()) == "a COLOUR: RED UND red, 1.000"
    assert plural("{count} colour", "{count} colours", count=3).in_(Shouting()) == "3 COLOURS"


def test_braces_that_people_type_are_left_alone() -> None:
    assert str(text("“{name}”", name="{0.__class__}")) == "“{0.__class__}”"


def test_words_that_are_no_text_are_said_as_they_are() -> None:
    assert localise("plain", Shouting()) == "plain"
    assert localise(text("red"), ENGLISH) == "red"
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["a", "b", "c"]) == "a, b and c"


def test_rows_end_in_and_or_or_neither() -> None:
    assert str(Listed(("a", "b", "c"), "or")) == "a, b or c"
    assert str(Listed(("a", text("red")), ",")) == "a, red"
    assert Listed(("a", text("red")), "or").in_(Shouting()) == "a or RED"


def test_plain_words_can_stand_in_for_a_text() -> None:
    assert verbatim(text("red")) == text("red")
    assert verbatim("red {braces}").in_(Shouting()) == "red {braces}"


def test_a_text_can_be_a_key_and_cross_to_another_process() -> None:
    assert {text("a {b}", b=1): 1}[text("a {b}", b=1)] == 1
    error = UserError(plural("{count} colour", "{count} colours", count=2))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # written one call ago
    assert again.message == error.message


def test_an_error_speaks_english_unless_told_otherwise() -> None:
    error = UserError(text("No colour."))
    assert str(error) == "No colour."
    assert localise(error.message, Shouting()) == "No COLOUR."
