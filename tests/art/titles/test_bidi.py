"""The bidirectional algorithm, compared with one that passes Unicode's own tests."""

from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from bot.art.titles.bidi import base_level, levels, visual_order

# Letters of both directions, digits of both kinds, marks, separators, signs, brackets, spaces.
mixed = st.text("abאבעم12٣٤ .,:+-/$%!()[]«\u0301\u05b0", min_size=1, max_size=16)


def displayed(text: str) -> str:
    """Return the text in its order from left to right."""
    level_of = levels(text)
    for i in range(len(text.rstrip()), len(text)):
        level_of[i] = base_level(text)  # trailing spaces (L1), which titles do not have
    return "".join(text[i] for i in visual_order(level_of))


@given(mixed)
def test_the_order_is_that_of_the_reference(text: str) -> None:
    assert displayed(text) == get_display(text)


def test_the_first_letter_determines_the_base_level() -> None:
    assert [base_level(t) for t in ("", "12", "abc שלום", "12 שלום abc", "سلام")] == [0, 0, 0, 1, 1]


def test_numbers_and_latin_words_keep_their_own_direction() -> None:
    assert displayed("שלום abc, 12 ימים") == "םימי abc, 12 םולש"
    assert displayed("abc (שלום) 12") == "abc (םולש) 12"
