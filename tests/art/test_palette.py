"""The palette files, ours and the tutorial's, and what a palette can do."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.art.drawing.colour import BLACK, contrast, mix, oklab
from bot.art.errors import BadPalette, PaletteFileError, UnknownPalette
from bot.art.palette import NAME, NAME_LENGTH, Palette, custom, find_palette, load_palettes, palettes
from tests.art.golden import golden_palettes, palette_digest

byte = st.integers(0, 255)
rgba = st.lists(byte, min_size=4, max_size=4)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


def load(folder: Path, content: Any) -> dict[str, Palette]:
    file = folder / "pallets.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return load_palettes(file)


@given(st.lists(st.lists(rgba, min_size=1, max_size=8), min_size=1, max_size=6))
def test_the_format_of_the_tutorial_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: list[Any]
) -> None:
    loaded = load(tmp_path_factory.mktemp("p"), data)
    assert list(loaded) == [f"palette-{i}" for i in range(1, len(data) + 1)]
    for palette, colours in zip(loaded.values(), data, strict=True):
        assert len(palette.colours) == len(colours)
        for ours, (*rgb, alpha) in zip(palette.colours, colours, strict=True):
            assert alpha < 255 or ours == tuple(rgb)


@given(anything)
def test_any_other_json_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    folder = tmp_path_factory.mktemp("p")
    with suppress(PaletteFileError):
        assert load(folder, data)


@given(st.binary(max_size=200))
def test_no_file_crashes_the_loader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("p") / "pallets.json"
    file.write_bytes(data)
    with suppress(PaletteFileError):
        assert load_palettes(file)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([[]], "palette “palette-1”: needs 1 to 64 colours and has 0"),
        ([[[1, 2, 3, 255]], []], "palette “palette-2”: needs"),
        ([[[1, 2, 3]]], "palette “palette-1”, colour 1: must be the 4 numbers [r, g, b, a] and has 3"),
        ([[[1, 2, 3, 4, 5]]], "colour 1: must be the 4 numbers [r, g, b, a] and has 5"),
        ([[[0, 0, 0, 255], [0, 256, 0, 255]]], "colour 2: g must be a whole number from 0 to 255, not 256"),
        ([[[0, 0, -1, 255]]], "colour 1: b must be a whole number from 0 to 255, not -1"),
        ([[[0, 0, 0, 1.5]]], "colour 1: a must be a whole number from 0 to 255, not 1.5"),
        ([[[True, 0, 0, 255]]], "colour 1: r must be a whole number from 0 to 255, not true"),
        ([["red"]], 'palette “palette-1”, colour 1: must be [r, g, b, a], not "red"'),
        (["red"], 'palette “palette-1”: must be a list of colours, not "red"'),
        ("red", "line 1, column 1: is not JSON"),
        ('{"sea": ["#000000"],\n "sky"}', "line 2, column 7: is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('"red"', "must hold an object or a list"),
        ([], "holds no palette"),
        ({}, "holds no palette"),
        ({"sea": ["blue"]}, 'palette “sea”, colour 1: must be a string like “#0b132b”, not "blue"'),
        ({"sea": [[1, 2, 3, 4]]}, "palette “sea”, colour 1: must be a string like"),
        ({"Sea Side": ["#000000"]}, "palette “Sea Side”: a name is"),
        ('{"sea": ["#000000"], "sea": ["#ffffff"]}', "palette “sea” stands there twice"),
    ],
)
def test_an_error_names_its_position(tmp_path: Path, content: Any, says: str) -> None:
    with pytest.raises(PaletteFileError) as caught:
        load(tmp_path, content)
    assert says in str(caught.value)
    assert str(tmp_path / "pallets.json") in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PaletteFileError, match=r"none\.json: cannot be read: No such file"):
        load_palettes(tmp_path / "none.json")


def test_the_shipped_palettes_are_many_and_have_names_to_type() -> None:
    assert len(palettes()) >= 160
    for name, palette in palettes().items():
        assert palette.name == name
        assert NAME.fullmatch(name)
        assert len(name) <= NAME_LENGTH
        assert 3 <= len(palette.colours) <= 8


def test_no_shipped_palette_was_changed_or_removed() -> None:
    assert {name: palette_digest(p) for name, p in palettes().items()} == golden_palettes(), (
        "old recipes name these; python -m tests.art.golden notes new ones"
    )


def test_no_two_shipped_palettes_are_alike() -> None:
    assert len({frozenset(p.colours) for p in palettes().values()}) == len(palettes())


@pytest.mark.parametrize("name", ["harbour", " Harbour ", "HARBOUR"])
def test_a_palette_is_found_as_people_type_it(name: str) -> None:
    assert find_palette(name).name == "harbour"
    assert find_palette("night train").name == "night-train"


def test_an_unknown_palette_gets_a_hint() -> None:
    with pytest.raises(UnknownPalette, match=r"no palette called “harbor”. Did you mean harbour"):
        find_palette("harbor")


def test_colours_can_be_given_as_hex() -> None:
    assert custom("#0B132B#1c2541, #3a506b").name == "#0b132b #1c2541 #3a506b"
    assert find_palette("#000000 #ffffff").colours == ((0, 0, 0), (255, 255, 255))
    assert custom("#fff #012").name == "#ffffff #001122"
    assert find_palette("0b132b d1495b").name == "#0b132b #d1495b"
    for wrong in (
        "#000000",
        "#000 #000000",
        " ".join(f"#00000{i}" for i in range(9)),
        "#00000g #000000",
        "#",
    ):
        with pytest.raises(BadPalette):
            custom(wrong)


@pytest.mark.parametrize("dark", [True, False])
def test_every_palette_makes_a_legible_scheme(dark: bool) -> None:
    for palette in palettes().values():
        scheme = palette.scheme(dark=dark)
        lightness = oklab(scheme.ground)[0]
        assert lightness < 0.3 if dark else lightness > 0.85
        assert scheme.inks
        assert scheme.accent in scheme.inks
        for ink in scheme.inks:
            assert contrast(ink, scheme.ground) >= 1.7, (palette.name, ink)


def test_a_ramp_runs_from_dark_to_light() -> None:
    ramp = oklab(find_palette("harbour").ramp(64))[:, 0]
    assert len(ramp) == 64
    assert (ramp[1:] - ramp[:-1] >= -0.01).all()


def test_the_other_inks_are_those_without_the_accent() -> None:
    scheme = find_palette("harbour").scheme(dark=True)
    assert len(scheme.others) == len(scheme.inks) - 1
    assert scheme.accent not in scheme.others
    single = custom("#0b132b #d1495b").scheme(dark=True)
    assert single.others == single.inks == (single.accent,)


def test_too_few_inks_get_paler_copies() -> None:
    scheme = custom("#0b132b #d1495b").scheme(dark=True)
    (ink,) = scheme.inks
    assert scheme.at_least(1) == (ink,)
    assert scheme.at_least(2, 0.5) == (mix(ink, scheme.ground, 0.5), ink)
    assert scheme.at_least(2, 0.5, last=True) == (ink, mix(ink, scheme.ground, 0.5))
    assert scheme.at_least(2, 0.3, towards=BLACK) == (mix(ink, BLACK, 0.3), ink)
    away = contrast(scheme.at_least(4), scheme.ground)
    assert len(away) == 4
    assert (away[1:] > away[:-1]).all()
    enough = find_palette("harbour").scheme(dark=True)
    assert enough.at_least(2) == enough.inks
