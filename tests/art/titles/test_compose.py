"""Titles: every script drawn, always legible, never clipped, the same at every size."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.art.drawing.canvas import Canvas
from bot.art.drawing.colour import contrast
from bot.art.palette import find_palette, palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.size import Size
from bot.art.style import styles
from bot.art.titles import fonts, shaping
from bot.art.titles.bidi import direction
from bot.art.titles.cleaning import clean_title
from bot.art.titles.compose import letters, place, prepared, set_title
from bot.art.titles.fonts import check_fonts, clusters, missing_characters, outline
from bot.art.titles.lines import compose
from bot.art.titles.placing import Setting
from bot.art.titles.shaping import MOST_MARKS, shape, tamed
from tests.pictures import png_of

HARBOUR = find_palette("harbour")
LISTED = "éß€ŁЖΩあ中한عह🎨"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
TITLES = (
    "Night Train",
    "BLUE",
    "The Long Way Home From the Sea of Tranquillity, Told by Those Who Never Left It",
    "夜の海を渡る船",
    "שלום abc, 12 ימים",
    "हिन्दी की शाम",
    f"Slow Motion {FAMILY}🎨",
    "Łódź",
)
SIZES = (Size(512, 512), Size(1500, 500), Size(540, 1170), Size(64, 64), Size(400, 320))


# -- pictures of every sort ------------------------------------------------------------------


def grid(size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every pixel's centre, in units."""
    canvas = Canvas(size)
    return np.meshgrid((np.arange(size[0]) + 0.5) / canvas.scale, (np.arange(size[1]) + 0.5) / canvas.scale)


def painted(amount: np.ndarray, a: tuple[int, int, int], b: tuple[int, int, int]) -> Image.Image:
    rgb = np.array(a) + (np.array(b) - np.array(a)) * np.clip(amount, 0, 1)[..., None]
    return Image.fromarray(rgb.astype(np.uint8))


def night(size: tuple[int, int]) -> Image.Image:
    """A moon in the middle of a dark sky."""
    x, y = grid(size)
    cx, cy = Canvas(size).centre
    return painted(np.hypot(x - cx, y - cy) < 200, (8, 12, 30), (240, 220, 170))


def dusk(size: tuple[int, int]) -> Image.Image:
    """Soft shades from black to white, with a mid-grey that no ink likes."""
    return painted(grid(size)[1] / Canvas(size).height, (0, 0, 0), (255, 255, 255))


def grey(size: tuple[int, int]) -> Image.Image:
    """Nothing but the worst grey there is."""
    return Image.new("RGB", size, (118, 118, 118))


def stripes(size: tuple[int, int]) -> Image.Image:
    """Loud from edge to edge."""
    return painted(grid(size)[0] % 50 < 25, (0, 0, 0), (255, 255, 255))


def print_(size: tuple[int, int]) -> Image.Image:
    """Stripes inside a margin."""
    x, y = grid(size)
    w, h = Canvas(size).width, Canvas(size).height
    inside = (x > 60) & (x < w - 60) & (y > 60) & (y < h - 60)
    return painted(inside & (y % 100 < 50), (245, 238, 220), (20, 60, 90))


def hairlines(size: tuple[int, int]) -> Image.Image:
    """Black, but for a few thin white lines, which a coarse view might overlook."""
    return painted(grid(size)[0] % 400 < 2, (0, 0, 0), (255, 255, 255))


PICTURES = (night, dusk, grey, stripes, print_, hairlines)
EVERY_PICTURE = pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p.__name__.strip("_"))
Picture = Callable[[tuple[int, int]], Image.Image]


def placed(image: Image.Image, title: str, palette: str = "harbour") -> Setting:
    setting = place(image, title, find_palette(palette))
    assert setting is not None
    return setting


def assert_legible(image: Image.Image, title: str, palette: str) -> None:
    """At least 4.5:1 between the ink and all but a thousandth of what lies under it."""
    setting = placed(image, title, palette)
    mask, (left, top) = letters(setting, image.size)
    box = (left, top, left + mask.width, top + mask.height)
    cover = np.asarray(set_title(image, title, find_palette(palette)).crop(box))
    under = np.asarray(prepared(image, setting).crop(box))
    shape_ = np.asarray(mask)
    assert (cover[shape_ == 255] == setting.ink).all()
    assert (cover[shape_ == 0] == under[shape_ == 0]).all()
    assert (contrast(under[shape_ > 0], setting.ink) < 4.5).mean() < 0.001


def assert_whole(setting: Setting, size: tuple[int, int]) -> None:
    """Every glyph lies on the canvas, off its edges, and on the band if there is one."""
    canvas = Canvas(size)
    left, top, right, bottom = setting.band or (0.0, 0.0, canvas.width, canvas.height)
    for glyph, x, y in setting.block.glyphs:
        ink = np.array(fonts.ink(glyph.face, glyph.id)) * setting.block.size
        if ink[0] == ink[2]:
            continue
        assert setting.x + x + ink[0] > left + 30
        assert setting.y + y + ink[1] > top + 30
        assert setting.x + x + ink[2] < right - 30
        assert setting.y + y + ink[3] < bottom - 30


# -- characters ------------------------------------------------------------------------------


def test_no_font_is_missing() -> None:
    assert check_fonts() == []


@pytest.mark.parametrize("character", LISTED)
def test_every_listed_character_is_drawn(character: str) -> None:
    (glyph,) = shape(character).glyphs
    assert glyph.face
    assert glyph.id
    assert outline(glyph.face, glyph.id)
    mask, _ = letters(placed(grey((400, 400)), character), (400, 400))
    assert (np.asarray(mask) == 255).sum() > 200


def test_emoji_are_one_glyph_and_come_from_the_emoji_font() -> None:
    for emoji in (FAMILY, "🇩🇪", "1️⃣", "👍🏽", "❤️"):
        seen = [g for g in shape(emoji).glyphs if g.box[0] < g.box[2]]
        assert [g.face for g in seen] == [fonts.EMOJI], emoji


def test_what_no_font_has_is_a_sign_and_is_told() -> None:
    title = "a\U0010fffeb\u0378"
    assert [g.face for g in shape(title).glyphs if not g.face] == ["", ""]
    assert missing_characters(title) == ["\U0010fffe", "\u0378"]
    assert np.asarray(letters(placed(grey((400, 400)), "\u0378"), (400, 400))[0]).any()


@pytest.fixture
def no_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    caches = (fonts.face_of, fonts.font, fonts.ink, fonts.outline, fonts._files, shaping.shape)
    for cache in caches:
        cache.cache_clear()
    yield tmp_path
    for cache in caches:
        cache.cache_clear()


def test_missing_fonts_are_told_and_crash_nothing(no_fonts: Path) -> None:
    (told,) = check_fonts()
    assert str(no_fonts) in told
    assert_legible(night((300, 300)), "Night", "harbour")
    (no_fonts / "NotoSansThai-Bold.ttf").write_bytes(b"broken")
    fonts._files.cache_clear()
    fonts.face_of.cache_clear()
    assert any("Thai" in sentence for sentence in check_fonts())


def test_chinese_and_japanese_shapes_differ() -> None:
    japanese, chinese = shape("直す").glyphs[0], shape("直线").glyphs[0]
    assert japanese.face == chinese.face
    assert japanese.id != chinese.id


# -- right to left ---------------------------------------------------------------------------


def test_right_to_left_runs_stand_in_their_order() -> None:
    glyphs = shape("שלום abc").glyphs
    assert [g.start for g in glyphs] == [5, 6, 7, 4, 3, 2, 1, 0]
    assert [g.x for g in glyphs] == sorted(g.x for g in glyphs)
    assert [g.start for g in shape("abc שלום").glyphs] == [0, 1, 2, 3, 7, 6, 5, 4]


def test_arabic_letters_join() -> None:
    alone = {shape(letter).glyphs[0].id for letter in "بحر"}
    assert alone.isdisjoint(g.id for g in shape("بحر").glyphs[1:])


def test_right_to_left_titles_keep_to_the_right() -> None:
    for picture in (stripes, print_):
        setting = placed(picture((500, 500)), "שלום")
        assert setting.x + setting.block.width > 700
        assert placed(picture((500, 500)), "Night").x < 200


# -- contrast and margins --------------------------------------------------------------------


@EVERY_PICTURE
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_titles_are_legible_and_whole(picture: Picture, size: Size) -> None:
    names = list(palettes())
    for i, title in enumerate(TITLES):
        image = picture(size)
        palette = names[(i * 37 + PICTURES.index(picture) * 11 + size.width) % len(names)]
        assert_legible(image, title, palette)
        assert_whole(placed(image, title, palette), size)


@pytest.mark.parametrize("style", styles().values(), ids=lambda s: s.id)
def test_titles_are_legible_on_every_style(style) -> None:
    names = list(palettes())
    for seed in range(3):
        palette = names[(len(style.id) * 31 + seed * 71) % len(names)]
        image = render(Recipe(style.id, style.version, palette, seed, size=Size(400, 400)))
        assert_legible(image, TITLES[seed], palette)


@pytest.mark.parametrize(
    "colours", ["#777777 #777778", "#ffffff #fffffe", "#00ff00 #ffff00", "#000000 #010101"]
)
@EVERY_PICTURE
def test_palettes_without_a_usable_ink_get_one(picture: Picture, colours: str) -> None:
    assert_legible(picture((300, 300)), "Night Train", colours)


def test_a_quiet_place_needs_no_band_and_a_loud_picture_does() -> None:
    on_night, on_stripes, on_print = (placed(p((500, 500)), "Night") for p in (night, stripes, print_))
    assert on_night.band is None
    assert on_night.moved is None
    assert on_stripes.band is not None
    assert on_print.moved is not None


@pytest.mark.parametrize("size", [Size(1080, 2340), Size(1500, 500), Size(333, 517), Size(401, 101)], ids=str)
def test_a_band_reaches_the_edges(size: Size) -> None:
    image = stripes(size)
    setting = placed(image, "Night")
    assert setting.band is not None
    edge = np.asarray(prepared(image, setting))
    strip = edge[-1] if size.height > size.width / 1.6 else edge[:, 0]
    assert (strip == setting.fill).all()


def test_a_picture_with_a_margin_is_kept_whole() -> None:
    image = print_((500, 500))
    setting = placed(image, "Night Train")
    assert setting.moved is not None
    left, top, scale = setting.moved
    assert 0.6 <= scale <= 1
    assert top + scale * 940 < setting.y
    assert left >= 0


# -- lines -----------------------------------------------------------------------------------


@EVERY_PICTURE
def test_lines_break_alike_at_every_size(picture: Picture) -> None:
    images = [picture((side, side)) for side in (512, 1000, 4000)]
    for title in TITLES:
        small, usual, large = (placed(image, title) for image in images)
        assert small.block.lines == usual.block.lines == large.block.lines
        assert (small.x, small.y) == pytest.approx((large.x, large.y), abs=12)
        assert (small.ink, small.band is None) == (large.ink, large.band is None)


def test_lines_are_balanced_and_keep_their_words() -> None:
    block = compose(TITLES[2], 880, 340, 190, side=0)
    assert " ".join(block.lines) == TITLES[2]
    lengths = [len(line) for line in block.lines]
    assert max(lengths) < 1.6 * min(lengths)
    assert block.width <= 880.01
    assert block.height <= 340.01


def test_short_titles_are_large_and_long_ones_small() -> None:
    sizes = [compose("Night " * n, 880, 340, 190, side=0).size for n in (1, 2, 5, 13)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 190
    assert sizes[-1] > 40


def test_a_word_that_is_too_long_is_broken_between_characters() -> None:
    family = FAMILY * 16
    for word in ("x" * 80, "e\u0301" * 40, family, "あ" * 80):
        lines = compose(word, 880, 340, 190, side=0).lines
        assert len(lines) > 1
        assert "".join(lines) == word
        assert [c for line in lines for _, c in clusters(line)] == [c for _, c in clusters(word)]


def test_no_line_starts_with_closing_punctuation() -> None:
    for width in range(200, 900, 50):
        for line in compose("夜、海。「船」を渡る。夢。", width, 600, 150, side=0).lines:
            assert line[0] not in "、。」"
            assert line[-1] != "「"


def test_piles_of_marks_are_held_down() -> None:
    assert tamed("a" + "\u0301" * 79) == "a" + "\u0301" * MOST_MARKS
    assert compose("a" + "\u0301" * 79 + "bc", 880, 340, 190, side=0).size > 60


# -- the whole -------------------------------------------------------------------------------


def test_a_title_of_nothing_leaves_the_picture_as_it_is() -> None:
    image = render(Recipe.parse("squares1.harbour.7.100x100"))
    for title in ("\u200d", "\u2800", "\u3164", "\u00a0"):
        assert set_title(image, title, HARBOUR) is image


def test_a_recipe_s_title_is_on_its_picture() -> None:
    plain, titled = (render(Recipe.parse(f"squares1.harbour.7{t}")) for t in ("", "~Night Train"))
    assert titled.mode == "RGB"
    assert titled.size == plain.size
    assert np.asarray(titled).tobytes() != np.asarray(plain.convert("RGB")).tobytes()


def test_every_process_sets_the_same_title() -> None:
    code = f"squares1.harbour.7~{TITLES[3]} {TITLES[4]}"
    program = (
        "import sys, hashlib; from tests.pictures import png_of; "
        "print(hashlib.sha256(png_of(sys.argv[1])).hexdigest())"
    )
    for hash_seed, language in (("1", "C"), ("2", "ar_EG.UTF-8")):
        environment = {
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": ":".join(sys.path),
            "PYTHONUTF8": "1",
            "LC_ALL": language,
        }
        done = subprocess.run(
            [sys.executable, "-c", program, code], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == hashlib.sha256(png_of(code)).hexdigest()


wide = st.characters(min_codepoint=0x3000, max_codepoint=0xFFEF, exclude_categories=["Cs"])
marks = st.sampled_from("\u0301\u0327\u0e49\u05b0\u064e\u093f\u0fb1\u20dd\u200d\ufe0f")
pieces = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text(wide, max_size=20),
    st.text(marks, min_size=5, max_size=40),
    st.text("אבגعمل12 ()[]", max_size=20),
    st.sampled_from(
        [FAMILY, "🇩🇪", "1️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "W" * 80]
    ),
)
any_titles = st.lists(pieces, max_size=5).map(lambda p: clean_title("".join(p)[:60]))


@given(any_titles, st.sampled_from(PICTURES), st.sampled_from(SIZES), st.sampled_from(list(palettes())))
@settings(max_examples=150, deadline=None)
def test_any_title_is_set_whole_and_legibly(title: str, picture: Picture, size: Size, palette: str) -> None:
    image = picture(size)
    setting = place(image, title, find_palette(palette))
    if setting is None:
        assert set_title(image, title, HARBOUR) is image
        return
    assert direction(title) in {0, 1}
    assert_whole(setting, size)
    assert_legible(image, title, palette)


def test_a_space_is_as_wide_after_an_emoji_as_before_it() -> None:
    widths = dict(shape("a 🦊 b").advances)
    assert widths[1] == widths[3] < 0.4
