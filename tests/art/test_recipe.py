"""Codes and briefs: whatever is asked for, a recipe says it exactly, once, and for ever."""

import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.art.drawing.rng import Rng
from bot.art.errors import ArtError, BadCode, BadSeed, BadTitle, UnknownPalette, UnknownStyle
from bot.art.palette import palettes
from bot.art.recipe import SEEDS, VARIATIONS, Brief, Recipe, seed_of
from bot.art.size import LEAST, MOST, SQUARE, Size
from bot.art.style import styles
from bot.art.titles.cleaning import TITLE_LENGTH, clean_title

colours = st.binary(min_size=3, max_size=3).map(lambda b: f"#{b.hex()}")
sides = st.integers(LEAST, MOST)
sizes = st.builds(Size, sides, sides).filter(lambda s: max(s) <= 4 * min(s))
marks = "a ~%`\"'“”‘’<>.,;:"
titles = (st.text(max_size=TITLE_LENGTH // 3) | st.text(marks, max_size=TITLE_LENGTH)).map(clean_title)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    style = draw(st.sampled_from(list(styles().values())))
    custom = st.lists(colours, min_size=2, max_size=8, unique=True).map(" ".join)
    return Recipe(
        style.id,
        style.version,
        draw(st.sampled_from(list(palettes())) | custom),
        draw(st.integers(0, SEEDS - 1)),
        draw(st.integers(0, VARIATIONS - 1)),
        draw(st.just(SQUARE) | sizes),
        draw(titles),
    )


@given(recipes())
def test_a_code_says_its_recipe_exactly(recipe: Recipe) -> None:
    assert Recipe.parse(recipe.code) == recipe


@given(recipes())
def test_a_recipe_travels_to_another_process_as_its_code(recipe: Recipe) -> None:
    recipe.parts  # noqa: B018  # cached, and not to be sent along
    pickled = pickle.dumps(recipe)
    assert pickle.loads(pickled) == recipe  # noqa: S301  # our own bytes
    assert len(pickled) < 100 + len(recipe.code.encode())


def test_traits_are_drawn_once_for_a_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = Recipe("squares", 1, "harbour", 7)
    parts = recipe.parts
    monkeypatch.setattr("bot.art.recipe.find_style", lambda *_: pytest.fail("the style was looked up again"))
    assert recipe.parts is parts


@given(recipes())
def test_a_code_is_one_line_that_stays_whole_between_backticks(recipe: Recipe) -> None:
    assert "`" not in recipe.code
    assert recipe.code == recipe.code.strip()
    assert len(recipe.code.splitlines()) == 1


@given(recipes())
def test_a_short_code_leaves_out_nothing_but_the_title(recipe: Recipe) -> None:
    assert len(recipe.short_code) <= 71
    assert Recipe.parse(recipe.short_code) == dataclasses.replace(recipe, title="")


@given(st.text())
def test_any_other_string_is_refused_politely(text: str) -> None:
    with pytest.raises(ArtError) as caught:
        Recipe.parse(text)
    assert str(caught.value)


@given(recipes(), st.data())
def test_a_damaged_code_is_refused_or_is_another_recipe_s_own(recipe: Recipe, data: st.DataObject) -> None:
    code = recipe.code
    at = data.draw(st.integers(0, len(code) - 1))
    damaged = code[:at] + data.draw(st.text(max_size=2)) + code[at + 1 :]
    try:
        other = Recipe.parse(damaged)
    except ArtError:
        return
    assert other.code == damaged


@pytest.mark.parametrize(
    "code",
    [
        "",
        "squares",
        "squares1",
        "squares1.harbour",
        "squares1.harbour.",
        "squares1.harbour.-1",
        "squares1.harbour.07",
        "squares1.harbour.1000000000",
        "squares0.harbour.7",
        "squares99.harbour.7",
        "Squares1.harbour.7",
        "squares1.Harbour.7",
        "squares1.harbour.7.v0",
        "squares1.harbour.7.v100",
        "squares1.harbour.7.1000x1000",
        "squares1.harbour.7.10x10",
        "squares1.harbour.7.4097x4097",
        "squares1.harbour.7.4096x64",
        "squares1.harbour.7~",
        "squares1.harbour.7~two  spaces",
        "squares1.harbour.7~%41",
        "squares1.harbour.7~\u202ebackwards",
        "squares1.harbour.7~" + "x" * 81,
        "squares1.=.7",
        "squares1.=AAAA.7",
        "squares1.=AAA.7",
        "squares1.=AAAAAAAAB.7",
        " squares1.harbour.7",
        "squares1.harbour.7\n",
        "squares1.harbour.7 ",
        "nosuch1.harbour.7",
        "squares1.nosuch.7",
    ],
)
def test_near_misses_are_refused(code: str) -> None:
    with pytest.raises(ArtError):
        Recipe.parse(code)


def test_a_refusal_names_what_was_meant() -> None:
    with pytest.raises(UnknownStyle, match="Did you mean squares"):
        Recipe.parse("sqares1.harbour.7")
    with pytest.raises(UnknownPalette, match="Did you mean harbour"):
        Recipe.parse("squares1.harbor.7")
    with pytest.raises(BadCode, match=r"squares1\.harbour\.7"):
        Recipe.parse("squares1.harbour.007")


@pytest.mark.parametrize(
    "pasted",
    [
        "`squares1.harbour.7~Hi`",
        "Squares1.Harbour.7~Hi",
        ' "squares1.harbour.7~Hi", ',
        "<squares1.harbour.7~Hi>.",
    ],
)
def test_a_code_is_read_as_people_paste_it(pasted: str) -> None:
    assert Recipe.from_pasted(pasted) == Recipe("squares", 1, "harbour", 7, title="Hi")
    assert Recipe.from_pasted(pasted, size="96x96", title="") == Recipe(
        "squares", 1, "harbour", 7, size=Size(96, 96)
    )


wrappings = st.sampled_from(["``", "``````", '""', "''", "“”", "‘’", "””", "<>", "  ", "\n\n"])


@given(recipes(), st.lists(wrappings, max_size=3), st.sampled_from([*".,;: \n", "., ", ""]))
def test_what_people_paste_around_a_code_costs_it_nothing(
    recipe: Recipe, around: list[str], end: str
) -> None:
    words = recipe.code
    for pair in around:
        words = pair[: len(pair) // 2] + words + pair[len(pair) // 2 :]
    if recipe.title and not any(map(str.strip, around)):
        # Nothing else says where the title ends.
        end = end.strip(".,;:")
    assert Recipe.from_pasted(words + end) == recipe


@pytest.mark.parametrize(
    "title",
    ["Why not...", 'She said "no"', "<3", "Us;", "'Tis dancin'", "”", "“Oh”, she said", ". , : ;", ">", "~"],
)
@pytest.mark.parametrize(
    "around", ["{}", "`{}`", '"{}"', "'{}',", "“{}”.", "<{}>", "```\n{}\n```", '"`{}`".', " {}\n", "> {}"]
)
def test_a_title_keeps_its_own_marks(title: str, around: str) -> None:
    recipe = Recipe("squares", 1, "harbour", 7, title=title)
    assert Recipe.from_pasted(around.format(recipe.code)) == recipe


@pytest.mark.parametrize("around", ["{}.", "{},", '"{}', '{}"', "<{}", "`{}", "“{}`,", "'{};'", " {}:\n"])
def test_a_code_without_a_title_has_no_marks_of_its_own(around: str) -> None:
    assert Recipe.from_pasted(around.format("squares1.harbour.7")) == Recipe("squares", 1, "harbour", 7)


@pytest.mark.parametrize("pasted", ['"{}', "<{}", "`{}", "{}`", "“{}`"])
def test_what_was_not_opened_is_not_closed(pasted: str) -> None:
    recipe = Recipe("squares", 1, "harbour", 7, title="Why not...")
    assert Recipe.from_pasted(pasted.format(recipe.code)) == recipe


def test_colours_of_one_s_own_are_read_with_their_capitals() -> None:
    code = Recipe("squares", 1, "#0b132b #d1495b", 7).code
    assert Recipe.from_pasted(f"`{code}`").code == code


def test_codes_that_are_already_out_there_keep_their_meaning() -> None:
    assert Recipe.parse("squares1.harbour.7") == Recipe("squares", 1, "harbour", 7)
    assert Recipe.parse("squares1.=CxMrHCVB.5.v3.1920x1080~Hé %60%25%60 🎨 ~x") == Recipe(
        "squares", 1, "#0b132b #1c2541", 5, 3, Size(1920, 1080), "Hé `%` 🎨 ~x"
    )


@given(st.text())
def test_a_word_is_always_the_same_seed(word: str) -> None:
    if not word.strip():
        with pytest.raises(BadSeed):
            seed_of(word)
        return
    assert 0 <= seed_of(word) < SEEDS
    assert seed_of(word) == seed_of(f"  {word} ")


def test_seeds_that_people_may_have_written_down() -> None:
    assert seed_of("7") == seed_of(7) == seed_of("007") == 7
    assert seed_of("Hello") == seed_of("hello") == 821_825_191
    assert seed_of("-7") != 7
    assert 0 <= seed_of(10**30) < SEEDS


@given(st.text(max_size=300))
def test_a_clean_title_is_clean(text: str) -> None:
    try:
        title = clean_title(text)
    except BadTitle:
        return
    assert clean_title(title) == title
    assert len(title) <= TITLE_LENGTH
    assert title == " ".join(title.split())


def test_a_title_keeps_its_script_and_loses_what_does_harm() -> None:
    assert clean_title("  é ß €\n Ł Ж Ω あ 中 한 ع ह 👩‍🎨 ") == "é ß € Ł Ж Ω あ 中 한 ع ह 👩‍🎨"
    assert clean_title("e\u0301") == "é"
    assert clean_title("a\u202eb\x00c\u200b\ud800") == "abc"


def test_a_title_that_nobody_could_see_is_none_but_no_recipe_that_has_one_is_refused() -> None:
    unseen = "\u200d \u200c\U000e0061"
    assert Brief.from_options(title=unseen).title == ""
    assert Recipe.from_pasted("squares1.harbour.7", title=unseen).title == ""
    assert Recipe.parse(f"squares1.harbour.7~{unseen}").title == unseen
    with pytest.raises(BadTitle, match="80 characters, and this one has 5,000"):
        clean_title("x" * 5000)


def test_a_brief_keeps_what_was_asked_for_and_lets_chance_do_the_rest() -> None:
    brief = Brief.from_options(style="Squares", palette="Night Train", title=" Blue ", size="phone")
    made = [brief.resolve(Rng(seed)) for seed in range(20)]
    assert {(r.style, r.palette, r.title, r.size) for r in made} == {
        ("squares", "night-train", "Blue", (1080, 2340))
    }
    assert len({r.seed for r in made}) == 20


def test_an_empty_brief_leaves_everything_to_chance() -> None:
    rng = np.random.RandomState(1)
    made = [Brief().resolve(rng) for _ in range(200)]
    assert len({r.palette for r in made}) > 30
    assert len({r.style for r in made}) >= min(len(styles()), 10)


def test_a_seed_that_was_asked_for_decides_everything_left_open() -> None:
    brief = Brief.from_options(seed="hello", palette="harbour")
    assert brief.resolve(Rng(1)) == brief.resolve(Rng(2))
    one, same, other = (Brief.from_options(seed=word) for word in ("hello", "Hello ", "hallo"))
    assert one.resolve(Rng(1)) == same.resolve(Rng(2))
    assert one.resolve(Rng(1)) != other.resolve(Rng(1))


def test_a_new_style_takes_only_its_share_of_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs = [Brief(seed=seed, palette="harbour") for seed in range(600)]
    before = [b.resolve(Rng(1)).style for b in briefs]
    known = dict(styles())
    del known["squares"]
    monkeypatch.setattr("bot.art.recipe.styles", lambda: known)
    moved = [old for b, old in zip(briefs, before, strict=True) if b.resolve(Rng(1)).style != old]
    assert set(moved) == {"squares"}
    assert len(moved) < 50
