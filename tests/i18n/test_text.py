"""Texts: English in the code, another language when they are read."""

import pickle
from collections.abc import Sequence

from bot.errors import UserError
from bot.i18n.text import ENGLISH, Joiner, Listed, localise, plural, text, verbatim


class Shouting:
    """A made-up language, in which colours are shouted."""

    def gettext(self, message: str, /) -> str:
        return message.replace("colour", "COLOUR").replace("red", "RED")

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return "{count} COLOURS"

    def number(self, value: float, /) -> str:
        return f"{value:,}".replace(",", ".")

    def listed(self, words: Sequence[str], how: Joiner = "and", /) -> str:
        return f" {'UND' if how == 'and' else how} ".join(words)


def test_a_text_is_english_by_default() -> None:
    assert str(text("No colour is called “{name}”.", name="red")) == "No colour is called “red”."
    assert [str(plural("{count} colour", "{count} colours", count=n)) for n in (0, 1, 2)] == [
        "0 colours",
        "1 colour",
        "2 colours",
    ]
    assert str(text("{count:,} of {most}", count=1000, most=1000)) == "1,000 of 1000"


def test_texts_in_gaps_are_translated_as_well() -> None:
    row = Listed((text("red"), "red"))
    assert str(row) == "red and red"
    assert text("a colour: {row}, {n:,}", row=row, n=1000).in_(Shouting()) == "a COLOUR: RED UND red, 1.000"
    assert plural("{count} colour", "{count} colours", count=3).in_(Shouting()) == "3 COLOURS"


def test_braces_typed_by_people_are_not_gaps() -> None:
    assert str(text("“{name}”", name="{0.__class__}")) == "“{0.__class__}”"


def test_plain_strings_are_not_translated() -> None:
    assert localise("plain", Shouting()) == "plain"
    assert localise(text("red"), ENGLISH) == "red"
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["a", "b", "c"]) == "a, b and c"


def test_lists_are_joined_by_and_or_or_commas() -> None:
    assert str(Listed(("a", "b", "c"), "or")) == "a, b or c"
    assert str(Listed(("a", text("red")), ",")) == "a, red"
    assert Listed(("a", text("red")), "or").in_(Shouting()) == "a or RED"


def test_a_verbatim_string_is_the_same_in_every_language() -> None:
    assert verbatim(text("red")) == text("red")
    assert verbatim("red {braces}").in_(Shouting()) == "red {braces}"


def test_a_text_can_be_hashed_and_pickled() -> None:
    assert {text("a {b}", b=1): 1}[text("a {b}", b=1)] == 1
    error = UserError(plural("{count} colour", "{count} colours", count=2))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # written one call ago
    assert again.message == error.message


def test_the_message_of_an_error_is_english_by_default() -> None:
    error = UserError(text("No colour."))
    assert str(error) == "No colour."
    assert localise(error.message, Shouting()) == "No COLOUR."
