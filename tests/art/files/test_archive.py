"""An archive: nothing is left out, and every part stays under its limit."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from bot.art.files.archive import Made, archive
from bot.art.files.export import CannotFit
from bot.art.render import draw_png, recipe_in

MADE = datetime(2026, 3, 1, 12, 30, 2, tzinfo=UTC)
TITLED = ("squares1.harbour.1~Ж", "squares1.harbour.1~Я")
CODES = [
    *[f"squares1.harbour.{seed}" for seed in range(8)],
    *TITLED,
    "gone1.harbour.3",
    "bauhaus1.celadon.4.300x200",
    "squares1.harbour.2",
]
MADE_BY_ANN = [Made(code, MADE + timedelta(days=day), {"kept": day == 2}) for day, code in enumerate(CODES)]


def opened(data: bytes) -> ZipFile:
    file = ZipFile(BytesIO(data))
    assert file.testzip() is None
    return file


def test_it_holds_every_picture_and_every_recipe() -> None:
    data, done = archive(MADE_BY_ANN, 10**7)
    assert done == len(CODES)
    with opened(data) as file:
        recipes = json.loads(file.read("recipes.json"))
        assert [r["code"] for r in recipes] == CODES
        assert [datetime.fromisoformat(r["made"]) for r in recipes] == [made.at for made in MADE_BY_ANN]
        assert [r["kept"] for r in recipes].index(True) == 2
        for recipe in recipes:
            if recipe["code"].startswith("gone"):
                assert recipe["file"] is None
            else:
                assert file.read(recipe["file"]) == draw_png(recipe["code"])
        assert len({name.casefold() for name in file.namelist()}) == len(file.namelist()) == len(CODES)
        picture = file.getinfo("squares1-harbour-0.png")
        assert picture.compress_type == ZIP_STORED
        assert picture.date_time == (2026, 3, 1, 12, 30, 2)


def test_parts_hold_each_picture_once_and_stay_under_the_limit() -> None:
    rest, packed, limit = MADE_BY_ANN, [], 120_000
    while rest:
        data, done = archive(rest, limit)
        assert len(data) <= limit
        assert done >= 1
        with opened(data) as file:
            recipes = json.loads(file.read("recipes.json"))
            assert [r["code"] for r in recipes] == [made.code for made in rest]
            packed += [r["code"] for r in recipes if r["file"]]
            assert not any(r["file"] for r in recipes[done:])
        rest = rest[done:]
    assert packed == [code for code in CODES if not code.startswith("gone")]


def test_a_picture_larger_than_the_limit_is_made_to_fit() -> None:
    code = "attractor1.harbour.3"
    data, done = archive([Made(code, MADE), Made("squares1.harbour.1", MADE)], 200_000)
    assert (len(data) <= 200_000, done) == (True, 1)
    with opened(data) as file:
        assert recipe_in(file.read("attractor1-harbour-3.webp")).code == code


@pytest.mark.usefixtures("troublesome_styles")
def test_a_style_that_fails_costs_one_picture_and_no_title_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data, done = archive([Made("fails1.harbour.7~Secret", MADE), Made("squares1.harbour.1", MADE)], 10**6)
    assert done == 2
    assert opened(data).namelist() == ["squares1-harbour-1.png", "recipes.json"]
    assert "the style fails1" in caplog.text
    assert "harbour.7" not in caplog.text


def test_after_its_time_it_draws_no_more() -> None:
    assert archive(MADE_BY_ANN, 10**7, seconds=0)[1] == 1


def test_the_same_gives_the_same_bytes() -> None:
    assert archive(MADE_BY_ANN[:3], 10**6) == archive(MADE_BY_ANN[:3], 10**6)


def test_nothing_gives_an_empty_list() -> None:
    data, done = archive([], 1000)
    assert done == 0
    assert json.loads(opened(data).read("recipes.json")) == []


def test_a_list_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CannotFit):
        archive(MADE_BY_ANN, 300)
