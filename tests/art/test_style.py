"""Styles: declared in one file, found by themselves."""

import logging
import textwrap
from pathlib import Path

import pytest

from bot.art import styles as package
from bot.art.errors import UnknownStyle
from bot.art.palette import palettes
from bot.art.recipe import Recipe
from bot.art.render import render
from bot.art.style import find_style, forget_styles, styles

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
def one_more_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "plain.py").write_text(textwrap.dedent(A_STYLE))
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget_styles()
    yield
    forget_styles()


@pytest.mark.usefixtures("one_more_file")
def test_a_new_style_is_one_new_file() -> None:
    recipe = Recipe.parse("plain1.harbour.7")
    assert render(recipe).convert("RGB").getpixel((500, 500)) == recipe.decide()[2].colours[0]
    assert "plain" in styles()


@pytest.mark.usefixtures("one_more_file")
def test_traits_keep_to_their_declared_ranges_and_odds() -> None:
    plain = find_style("plain")
    made = [plain.draw_traits(seed) for seed in range(400)]
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


def test_ids_and_versions_fit_into_codes() -> None:
    for style in styles().values():
        assert find_style(style.id, style.version) is style
        assert find_style(str(style.name).upper()) is style
        assert str(style.about)
        assert style.source


def test_the_readme_counts_right() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"{len(styles())} styles, each one file, and {len(palettes())} palettes" in readme


def test_an_unknown_style_or_version_is_refused_with_a_hint() -> None:
    with pytest.raises(UnknownStyle, match="Did you mean squares"):
        find_style("sqares")
    with pytest.raises(UnknownStyle, match="version 99"):
        find_style("squares", 99)
