"""Sheets, as people see them: every picture whole, in its place, and labelled."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.art.errors import UnknownPalette, UnknownStyle
from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.sheets import (
    gallery_sheet,
    palette_poster,
    style_example,
    style_poster,
    styles_sheet,
    swatch_sheet,
    variations_sheet,
)
from bot.art.sheets.board import GROUND, INK, MAT, Board, draw_to_fit
from bot.art.size import Size
from bot.art.style import styles

MOST_BYTES = 8 * 10**6


def opened(png: bytes) -> Image.Image:
    assert len(png) < MOST_BYTES
    image = Image.open(BytesIO(png))
    image.load()
    assert "genart" not in image.info
    return image


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB")).astype(int)


def variations(shape: str) -> list[str]:
    return [f"squares1.harbour.7{v}{shape}" for v in ("", ".v1", ".v2", ".v3")]


@pytest.mark.parametrize(
    ("shape", "columns", "rows"),
    [("", 2, 2), (".1080x1350", 2, 2), (".2560x1440", 2, 2), (".1080x2340", 4, 1), (".1500x500", 1, 4)],
)
def test_variations_are_whole_and_in_their_order(shape: str, columns: int, rows: int) -> None:
    codes = variations(shape)
    sheet = opened(variations_sheet([Recipe.parse(code) for code in codes]))
    assert 0.4 < sheet.width / sheet.height < 2.5
    wide, high = (sheet.width - 12 * (columns - 1)) // columns, (sheet.height - 12 * (rows - 1)) // rows
    for at, code in enumerate(codes):
        left, top = at % columns * (wide + 12), at // columns * (high + 12)
        seen = pixels(sheet.crop((left, top, left + wide, top + high)))
        picture = pixels(render(replace(Recipe.parse(code), size=Size(wide, high))))
        assert seen.shape == picture.shape
        changed = (seen != picture).any(axis=2)
        assert not changed[70:].any()
        assert not changed[:, 70:].any()
        # The badge, and the number in it.
        assert changed[14:62, 14:62].mean() > 0.6
        assert (seen[14:62, 14:62] > 200).all(axis=2).sum() > 40


def test_badges_differ_from_number_to_number() -> None:
    sheet = opened(gallery_sheet(["nosuch1.harbour.1"] * 6, first_number=9))
    badges = [sheet.crop((x, y, x + 60, y + 60)).tobytes() for y in (0, 412) for x in (0, 412, 824)]
    assert len(set(badges)) == 6


def test_a_gallery_shows_every_shape_whole() -> None:
    codes = [
        "squares1.harbour.7",
        "bauhaus1.celadon.4.1080x2340",
        "squares1.harbour.2.1500x500",
        "warp1.harbour.3",
    ]
    sheet = opened(gallery_sheet(codes))
    assert sheet.size == (3 * 400 + 2 * 12, 2 * 400 + 12)
    for at, code in enumerate(codes):
        picture = draw_to_fit(Recipe.parse(code), 360, 360)
        assert max(picture.size) == 360
        left = at % 3 * 412 + 20 + (360 - picture.width) // 2
        top = at // 3 * 412 + 20 + (360 - picture.height) // 2
        seen = pixels(sheet.crop((left, top, left + picture.width, top + picture.height)))
        assert (seen != pixels(picture)).any(axis=2).mean() < 0.02  # the badge
    assert sheet.getpixel((1000, 800)) == GROUND


@pytest.mark.parametrize(
    ("count", "size"), [(1, (400, 400)), (2, (812, 400)), (3, (1224, 400)), (5, (1224, 812))]
)
def test_a_gallery_is_as_wide_as_it_needs(count: int, size: tuple[int, int]) -> None:
    assert opened(gallery_sheet(["squares1.harbour.7"] * count)).size == size


@pytest.mark.usefixtures("troublesome_styles")
@pytest.mark.parametrize("code", ["nosuch1.harbour.1", "nonsense", "fails1.harbour.7~Secret"])
def test_what_cannot_be_drawn_leaves_its_place_empty(code: str, caplog: pytest.LogCaptureFixture) -> None:
    sheet = opened(gallery_sheet([code, "squares1.harbour.7"]))
    assert sheet.getpixel((390, 390)) == MAT
    assert (pixels(sheet)[150:250, 150:250] != MAT).any(), "a sign stands there"
    assert (pixels(sheet)[20:380, 500:780] != MAT).any(axis=2).mean() > 0.9
    assert ("the style fails1" in caplog.text) == code.startswith("fails")
    assert "harbour.7" not in caplog.text


def test_a_swatch_sheet_shows_all_colours_of_each_palette() -> None:
    names = list(palettes())[:24]
    sheet = pixels(opened(swatch_sheet(names)))
    for at, name in enumerate(names):
        left, top = 32 + at // 8 * 420, 32 + at % 8 * 144
        bar = sheet[top : top + 88, left : left + 396]
        seen = {tuple(c) for c in bar.reshape(-1, 3).tolist()}
        assert seen == set(palettes()[name].colours)
        assert (sheet[top + 92 : top + 130, left : left + 396] == INK).all(axis=2).any(), "its name"


@pytest.mark.parametrize("name", ["night-train", "#fff #000", " ".join(f"#{i}{i}{i}" for i in range(1, 9))])
def test_a_poster_shows_a_palette_large(name: str) -> None:
    sheet = opened(palette_poster(name))
    assert sheet.width == 1200
    top = {c for _, c in sheet.crop((0, 0, 1200, 400)).getcolors() or []}
    assert 2 <= len(top) <= 8
    assert (pixels(sheet)[-200:-50, 100:1100] != GROUND).any(axis=2).mean() > 0.9


def test_every_style_has_a_tile_and_a_poster() -> None:
    sheet = opened(styles_sheet([(style_example(id), str(s.name)) for id, s in styles().items()]))
    assert sheet.width == 7 * 284 - 20 + 56
    for at in range(len(styles())):
        left, top = 28 + at % 7 * 284, 28 + at // 7 * 324
        assert pixels(sheet.crop((left, top, left + 264, top + 264))).std() > 2
        label = sheet.crop((left, top + 266, left + 264, top + 304))
        assert (pixels(label) == INK).all(axis=2).sum() > 30


def test_a_style_poster_shows_six_pictures() -> None:
    sheet = opened(style_poster("squares"))
    assert sheet.size == (1200, 1200)
    assert np.array_equal(
        pixels(sheet.crop((0, 0, 796, 796))), pixels(draw_to_fit(style_example("squares"), 796, 796))
    )


@pytest.mark.parametrize("words", ["メタボール", "Схоттер", "שלום", "Guilloché"])
def test_labels_are_set_in_any_script(words: str) -> None:
    board, other = Board(400, 60), Board(400, 60)
    board.label(words, 10, 40, 25)
    other.label("?" * len(words), 10, 40, 25)
    assert (pixels(board.image) == INK).all(axis=2).sum() > 50
    assert board.image.tobytes() != other.image.tobytes()


def test_a_long_label_shrinks_and_is_then_cut() -> None:
    for words in ("Reaction-diffusion, long", "とても長い名前のスタイルですよね、ほんとうに", "W" * 200):
        board = Board(400, 60)
        board.label(words, 10, 40, 25, width=200)
        inked = np.flatnonzero((pixels(board.image) != GROUND).any(axis=(0, 2)))
        assert 150 < inked.max() <= 212


def test_nonsense_is_refused() -> None:
    with pytest.raises(UnknownPalette):
        swatch_sheet(["nosuch"])
    with pytest.raises(UnknownPalette):
        palette_poster("nosuch")
    with pytest.raises(UnknownStyle):
        style_poster("nosuch")


def test_the_same_sheet_twice_is_the_same_file() -> None:
    assert style_poster("bauhaus") == style_poster("bauhaus")
    assert palette_poster("harbour") == palette_poster("harbour")
