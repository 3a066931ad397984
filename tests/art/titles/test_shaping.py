"""Text becomes the right glyphs, in the right order, in every script."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.art.titles import fonts, shaping
from bot.art.titles.compose import text_mask
from bot.art.titles.fonts import check_fonts, missing_characters, outline
from bot.art.titles.shaping import shape
from tests.art.titles.pictures import FAMILY, assert_legible, grey, night, placed, print_, stripes

LISTED = "éß€ŁЖΩあ中한عह🎨"


def test_no_font_is_missing() -> None:
    assert check_fonts() == []


@pytest.mark.parametrize("character", LISTED)
def test_every_listed_character_is_drawn(character: str) -> None:
    (glyph,) = shape(character).glyphs
    assert glyph.face
    assert glyph.id
    assert outline(glyph.face, glyph.id)
    mask, _ = text_mask(placed(grey((400, 400)), character), (400, 400))
    assert (np.asarray(mask) == 255).sum() > 200


def test_emoji_are_one_glyph_and_come_from_the_emoji_font() -> None:
    for emoji in (FAMILY, "🇩🇪", "1️⃣", "👍🏽", "❤️"):
        visible = [g for g in shape(emoji).glyphs if g.box[0] < g.box[2]]
        assert [g.face for g in visible] == [fonts.EMOJI], emoji


def test_a_character_that_no_font_has_becomes_a_placeholder_and_is_reported() -> None:
    title = "a\U0010fffeb\u0378"
    assert [g.face for g in shape(title).glyphs if not g.face] == ["", ""]
    assert missing_characters(title) == ["\U0010fffe", "\u0378"]
    assert np.asarray(text_mask(placed(grey((400, 400)), "\u0378"), (400, 400))[0]).any()


def clear_caches() -> None:
    """Forget everything that was read from font files."""
    for module in (fonts, shaping):
        for function in vars(module).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    clear_caches()
    yield tmp_path
    clear_caches()


def test_missing_fonts_are_reported_and_crash_nothing(no_fonts: Path) -> None:
    (sentence,) = check_fonts()
    assert str(no_fonts) in sentence
    assert_legible(night((300, 300)), "Night", "harbour")
    (no_fonts / "NotoSansThai-Bold.ttf").write_bytes(b"broken")
    clear_caches()
    assert any("Thai" in sentence for sentence in check_fonts())


def test_chinese_and_japanese_shapes_differ() -> None:
    japanese, chinese = shape("直す").glyphs[0], shape("直线").glyphs[0]
    assert japanese.face == chinese.face
    assert japanese.id != chinese.id


def test_right_to_left_runs_are_in_visual_order() -> None:
    glyphs = shape("שלום abc").glyphs
    assert [g.start for g in glyphs] == [5, 6, 7, 4, 3, 2, 1, 0]
    assert [g.x for g in glyphs] == sorted(g.x for g in glyphs)
    assert [g.start for g in shape("abc שלום").glyphs] == [0, 1, 2, 3, 7, 6, 5, 4]


def test_arabic_letters_join() -> None:
    alone = {shape(letter).glyphs[0].id for letter in "بحر"}
    assert alone.isdisjoint(g.id for g in shape("بحر").glyphs[1:])


def test_right_to_left_titles_are_flush_right() -> None:
    for picture in (stripes, print_):
        placement = placed(picture((500, 500)), "שלום")
        assert placement.x + placement.block.width > 700
        assert placed(picture((500, 500)), "Night").x < 200


def test_a_space_is_as_wide_after_an_emoji_as_before_it() -> None:
    widths = dict(shape("a 🦊 b").advances)
    assert widths[1] == widths[3] < 0.4
