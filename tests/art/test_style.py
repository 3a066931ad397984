"""Styles: declared in one file each, and discovered without registration."""

import copy
import logging
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.art import drawing
from bot.art import styles as package
from bot.art.drawing import Flat, Rng
from bot.art.errors import UnknownStyle
from bot.art.palette import Palette, palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.style import Style, Trait, choice, find_style, forget_styles, style, styles
from bot.art.traits import Options
from bot.i18n.text import text

A_STYLE = '''
"""A style that is one file."""

from dataclasses import dataclass

from bot.art.drawing.canvas import Flat
from bot.art.palette import Palette
from bot.art.drawing.rng import Rng
from bot.art.style import choice, flag, number, style, whole


@dataclass(frozen=True)
class Plain:
    depth: int = whole(1, 3, "how deep")
    shade: float = number(0.25, 0.75, "how dark")
    mood: str = choice({"calm": 3, "wild": 1}, "how it feels")
    edge: bool = flag(0.25, "with an edge")

    def describe(self, palette: Palette) -> str:
        return f"one {self.mood} colour"


@style(id="plain", name="Plain", about="one colour", source="tests", traits=Plain, surface=Flat)
def plain(canvas: Flat, traits: Plain, palette: Palette, rng: Rng) -> None:
    canvas.fill(palette.colours[0])
'''


@pytest.fixture
def one_more_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "plain.py").write_text(textwrap.dedent(A_STYLE))
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget_styles()
    yield
    forget_styles()


@pytest.mark.usefixtures("one_more_file")
def test_a_new_style_is_one_new_file() -> None:
    recipe = Recipe.parse("plain1.harbour.7")
    assert render(recipe).convert("RGB").getpixel((500, 500)) == recipe.parts.palette.colours[0]
    assert "plain" in styles()


@pytest.mark.usefixtures("one_more_file")
def test_traits_keep_to_their_declared_ranges_and_odds() -> None:
    plain = find_style("plain")
    made: list[Any] = [plain.draw_traits(seed) for seed in range(400)]
    assert {t.depth for t in made} == {1, 2, 3}
    assert all(0.25 <= t.shade <= 0.75 for t in made)
    assert 0.65 < sum(t.mood == "calm" for t in made) / 400 < 0.85
    assert {n: t.range for n, t in plain.ranges().items()} == {
        "depth": "1–3",
        "shade": "0.25–0.75",
        "mood": "calm, wild",
        "edge": "yes, no",
    }
    rare = next(t for t in made if t.mood == "wild" and t.edge)
    common = next(t for t in made if t.mood == "calm" and not t.edge)
    assert plain.rarity(rare) == 16
    assert plain.rarity(common) == 2


@pytest.mark.usefixtures("troublesome_styles")
def test_other_packages_add_styles_and_a_broken_one_is_skipped(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert "calm" in styles()
    assert "broken" in caplog.text
    assert render(Recipe.parse("calm1.harbour.7")).size == (1000, 1000)


def _trait(options: Options) -> Trait:
    declared: Any = choice(options, "which")
    trait: Trait = declared.metadata["trait"]
    return trait


def test_an_option_carries_its_words_and_its_value() -> None:
    trait = _trait({"a": (3, text("halves"), (0.5,)), "b": (1, "thirds", (1 / 3, 2 / 3))})
    assert trait.range == "a, b"
    assert trait.odds("a") == 0.75
    drawn = [trait.draw(Rng(seed)) for seed in range(60)]
    assert {option: (str(option.words), option.value) for option in drawn} == {
        "a": ("halves", (0.5,)),
        "b": ("thirds", (1 / 3, 2 / 3)),
    }
    assert drawn.count("a") > drawn.count("b")
    assert copy.deepcopy(drawn[0]).words == drawn[0].words


def test_words_do_not_change_what_is_drawn() -> None:
    bare, wordy = _trait({"a": 3, "b": 1, "c": 0.5}), _trait({"a": (3, "A"), "b": (1, "B"), "c": (0.5, "C")})
    assert [bare.draw(Rng(n)) for n in range(99)] == [wordy.draw(Rng(n)) for n in range(99)]


@dataclass(frozen=True)
class Bare:
    def describe(self, palette: Palette) -> str:
        return "one colour"


def test_traits_and_surface_are_read_from_the_drawing_function() -> None:
    @style(id="bare", name="Bare", about="one colour", source="tests")
    def bare(canvas: Flat, traits: Bare, palette: Palette, rng: Rng) -> None:
        canvas.fill(palette.colours[0])

    assert (bare.traits, bare.surface) == (Bare, Flat)


def test_ids_and_versions_fit_into_codes() -> None:
    for known in styles().values():
        assert find_style(known.id, known.version) is known
        assert find_style(str(known.name).upper()) is known
        assert str(known.about)
        assert known.source


def test_the_readme_counts_right() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"{len(styles())} styles, each one file, and {len(palettes())} palettes" in readme


def test_an_unknown_style_or_version_is_refused_with_a_hint() -> None:
    with pytest.raises(UnknownStyle, match="Did you mean squares"):
        find_style("sqares")
    with pytest.raises(UnknownStyle, match="version 99"):
        find_style("squares", 99)


def test_the_example_in_the_documentation_is_a_style(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs/styles.md").read_text(encoding="utf-8")
    example = ModuleType("example")
    monkeypatch.setitem(sys.modules, "example", example)
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], vars(example))  # noqa: S102
    tiles: Style = example.tiles
    traits, canvas = tiles.draw_traits(1), tiles.surface((100, 140))
    tiles.draw(canvas, traits, palettes()["harbour"], Rng(1))
    assert len(canvas.image().getcolors(99_999) or []) > 10
    assert str(traits.describe(palettes()["harbour"])).endswith(" ground")


def test_the_documentation_names_what_styles_can_import() -> None:
    page = (Path(__file__).parents[2] / "docs/styles.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.*?) \|", page.partition("## Drawing")[2], re.MULTILINE)
    names = {name for row in table for name in re.findall(r"`([A-Za-z_]+)", row)}
    assert len(names) > 30
    assert {name for name in names if not hasattr(drawing, name)} == {"scheme"}
