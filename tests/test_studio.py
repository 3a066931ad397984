"""The use cases, with the real store and a painter whose failures we choose."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.art.recipe import Brief, Recipe
from bot.art.rng import Rng
from bot.rendering import Asker, RenderError
from bot.settings import Settings
from bot.store import DatabaseStore, Kept
from bot.studio import NothingYet, Studio, TooLarge
from bot.turns import OnCooldown, Turns

ANN, BEN = 1, 2
MANY = 10**6


class Painter:
    """Paints the recipe's code instead of a picture."""

    broken = False

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def run(self, job: object, code: str, *, asker: Asker) -> bytes:
        if self.broken:
            raise RenderError("no paint")
        return code.encode()


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
async def studio(settings: Settings, painter: Painter) -> AsyncIterator[Studio]:
    store = DatabaseStore(settings.database())
    await store.open()
    yield Studio(painter, store, Turns(0), Rng(1))
    await store.close()


async def test_what_is_made_is_kept_for_its_owner(studio: Studio) -> None:
    made = await studio.create(ANN, Brief(palette="harbour"), limit=MANY)
    assert made.recipe.palette == "harbour"
    assert made.png == made.recipe.code.encode()
    assert (await studio.recall(ANN)).png == made.png
    with pytest.raises(NothingYet, match="/genart"):
        await studio.recall(BEN)


async def test_a_recipe_is_made_as_it_is(studio: Studio) -> None:
    recipe = Recipe.parse("squares1.harbour.7.v3")
    made = await studio.create(ANN, recipe, parent=Recipe.parse("squares1.harbour.7"), limit=MANY)
    assert made.recipe == recipe
    assert (await studio.recall(ANN)).parent == "squares1.harbour.7"


async def test_a_failure_leaves_the_last_one_as_it_was(studio: Studio, painter: Painter) -> None:
    made = await studio.create(ANN, Brief(), limit=MANY)
    painter.broken = True
    with pytest.raises(RenderError):
        await studio.create(ANN, Brief(), limit=MANY)
    assert (await studio.recall(ANN)).png == made.png
    painter.broken = False
    await studio.create(ANN, Brief(), limit=MANY)


async def test_a_damaged_file_is_drawn_again(studio: Studio, settings: Settings) -> None:
    made = await studio.create(ANN, Brief(), limit=MANY)
    for _ in range(2):
        with closing(sqlite3.connect(str(settings.database().database))) as other, other:
            other.execute("UPDATE last_pictures SET png = x'00'")
        assert await studio.recall(ANN) == Kept(made.recipe.code, made.png, made.made_at, None)
        with closing(sqlite3.connect(str(settings.database().database))) as other:
            assert other.execute("SELECT png FROM last_pictures").fetchall() == [(made.png,)]


async def test_too_soon_is_refused(settings: Settings, painter: Painter) -> None:
    store = DatabaseStore(settings.database())
    await store.open()
    studio = Studio(painter, store, Turns(60), Rng(1))
    await studio.create(ANN, Brief(), limit=MANY)
    with pytest.raises(OnCooldown):
        await studio.create(ANN, Brief(), limit=MANY)
    await studio.create(BEN, Brief(), limit=MANY)
    await store.close()


async def test_what_could_not_be_posted_is_not_kept(studio: Studio) -> None:
    made = await studio.create(ANN, Brief(), limit=MANY)
    with pytest.raises(TooLarge, match="smaller size"):
        await studio.create(ANN, Brief(), limit=3)
    assert (await studio.recall(ANN)).png == made.png
