"""Archives leave nothing out, and every part stays under its limit."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from bot.art.files.archive import ArchiveEntry, archive
from bot.art.files.export import CannotFit
from bot.art.render import recipe_in
from tests.pictures import png_of

MADE = datetime(2026, 3, 1, 12, 30, 2, tzinfo=UTC)
TITLED = ("squares1.harbour.1~Ж", "squares1.harbour.1~Я")
CODES = [
    *[f"squares1.harbour.{seed}" for seed in range(8)],
    *TITLED,
    "gone1.harbour.3",
    "bauhaus1.celadon.4.300x200",
    "squares1.harbour.2",
]
ENTRIES = [
    ArchiveEntry(code, MADE + timedelta(days=day), {"kept": day == 2}) for day, code in enumerate(CODES)
]


def entries_of(*codes: str) -> list[ArchiveEntry]:
    return [ArchiveEntry(code, MADE) for code in codes]


def opened(data: bytes) -> ZipFile:
    file = ZipFile(BytesIO(data))
    assert file.testzip() is None
    return file


def test_an_archive_holds_every_picture_and_every_recipe() -> None:
    data, done = archive(ENTRIES, 10**7)
    assert done == len(CODES)
    with opened(data) as file:
        recipes = json.loads(file.read("recipes.json"))
        assert [r["code"] for r in recipes] == CODES
        assert [datetime.fromisoformat(r["made"]) for r in recipes] == [made.made_at for made in ENTRIES]
        assert [r["kept"] for r in recipes].index(True) == 2
        for recipe in recipes:
            if recipe["code"].startswith("gone"):
                assert recipe["file"] is None
            else:
                assert file.read(recipe["file"]) == png_of(recipe["code"])
        assert len({name.casefold() for name in file.namelist()}) == len(file.namelist()) == len(CODES)
        picture = file.getinfo("squares1-harbour-0.png")
        assert picture.compress_type == ZIP_STORED
        assert picture.date_time == (2026, 3, 1, 12, 30, 2)


def test_parts_hold_each_picture_once_and_stay_under_the_limit() -> None:
    rest, packed, limit = ENTRIES, [], 120_000
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
    code = "attractor1.harbour.3.400x400"
    data, done = archive(entries_of(code, "squares1.harbour.1"), 50_000)
    assert (len(data) <= 50_000, done) == (True, 1)
    with opened(data) as file:
        assert recipe_in(file.read("attractor1-harbour-3-400x400.webp")).code == code


@pytest.mark.usefixtures("troublesome_styles")
def test_a_failing_style_costs_one_picture_and_logs_no_title(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data, done = archive(entries_of("fails1.harbour.7~Secret", "squares1.harbour.1"), 10**6)
    assert done == 2
    assert opened(data).namelist() == ["squares1-harbour-1.png", "recipes.json"]
    assert "the style fails1" in caplog.text
    assert "harbour.7" not in caplog.text


def test_drawing_stops_when_time_is_up() -> None:
    assert archive(ENTRIES, 10**7, seconds=0)[1] == 1


def test_the_same_entries_give_the_same_bytes() -> None:
    assert archive(ENTRIES[:3], 10**6) == archive(ENTRIES[:3], 10**6)


def test_no_entries_give_an_empty_list() -> None:
    data, done = archive([], 1000)
    assert done == 0
    assert json.loads(opened(data).read("recipes.json")) == []


def test_a_list_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CannotFit):
        archive(ENTRIES, 300)
