"""Titles break into balanced lines, at the same places at every size."""

import pytest

from bot.art.titles.fonts import clusters
from bot.art.titles.lines import typeset
from bot.art.titles.shaping import MOST_MARKS, limit_marks
from tests.art.titles.pictures import EVERY_PICTURE, FAMILY, TITLES, Picture, placed


@pytest.mark.slow
@EVERY_PICTURE
def test_lines_break_alike_at_every_size(picture: Picture) -> None:
    images = [picture((side, side)) for side in (512, 1000, 4000)]
    for title in TITLES:
        small, usual, large = (placed(image, title) for image in images)
        assert small.block.lines == usual.block.lines == large.block.lines
        assert (small.x, small.y) == pytest.approx((large.x, large.y), abs=12)
        assert (small.ink, small.band is None) == (large.ink, large.band is None)


def test_lines_are_balanced_and_keep_their_words() -> None:
    block = typeset(TITLES[2], 880, 340, 190, alignment=0)
    assert " ".join(block.lines) == TITLES[2]
    lengths = [len(line) for line in block.lines]
    assert max(lengths) < 1.6 * min(lengths)
    assert block.width <= 880.01
    assert block.height <= 340.01


def test_short_titles_are_large_and_long_ones_small() -> None:
    sizes = [typeset("Night " * n, 880, 340, 190, alignment=0).size for n in (1, 2, 5, 13)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 190
    assert sizes[-1] > 40


def test_a_word_that_is_too_long_is_broken_between_characters() -> None:
    family = FAMILY * 16
    for word in ("x" * 80, "e\u0301" * 40, family, "あ" * 80):
        lines = typeset(word, 880, 340, 190, alignment=0).lines
        assert len(lines) > 1
        assert "".join(lines) == word
        assert [c for line in lines for _, c in clusters(line)] == [c for _, c in clusters(word)]


def test_no_line_starts_with_closing_punctuation() -> None:
    for width in range(200, 900, 50):
        for line in typeset("夜、海。「船」を渡る。夢。", width, 600, 150, alignment=0).lines:
            assert line[0] not in "、。」"
            assert line[-1] != "「"


def test_stacked_marks_are_limited() -> None:
    assert limit_marks("a" + "\u0301" * 79) == "a" + "\u0301" * MOST_MARKS
    assert typeset("a" + "\u0301" * 79 + "bc", 880, 340, 190, alignment=0).size > 60
