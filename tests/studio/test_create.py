"""The studio's use cases, with a real store and engine and a renderer that can be told to fail."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from typing import Any, TypeVar

import pytest

from bot.art.drawing.rng import Rng
from bot.art.files.export import Compromise, Format
from bot.art.recipe import Brief, Recipe
from bot.art.render import draw_png, recipe_in
from bot.rendering import Cancelled, RenderError, Requester
from bot.settings import Settings
from bot.store import DatabaseStore, LastPicture, PostedIn, StoreError
from bot.studio import NothingYet, Studio
from bot.studio.cooldown import Cooldowns

ANN, BEN = Requester(1, 7), Requester(2)
SQUARES = Brief(style="squares")
MANY = 10**7

T = TypeVar("T")


class InlineRenderer:
    """A renderer that draws in this process, or fails."""

    broken = False

    async def run(self, job: Callable[..., T], *arguments: object, requester: Requester) -> T:
        await asyncio.sleep(0)
        if self.broken:
            raise RenderError("broken")
        return job(*arguments)

    def cancel(self, person: int) -> int:
        return 0


@pytest.fixture
def renderer() -> InlineRenderer:
    return InlineRenderer()


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[DatabaseStore]:
    store = DatabaseStore(settings.database())
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def studio(store: DatabaseStore, renderer: Any) -> Studio:
    return Studio(renderer, store, Cooldowns(0), Rng(1))


async def test_a_picture_is_saved_for_its_owner(studio: Studio) -> None:
    made = await studio.create(ANN, Brief(style="squares", palette="harbour"), posted_in=None)
    assert made.saved
    assert made.artwork.recipe.palette == "harbour"
    assert made.artwork.png == draw_png(made.artwork.recipe)
    assert (await studio.library.last_picture(ANN)).png == made.artwork.png
    with pytest.raises(NothingYet, match="/genart"):
        await studio.library.last_picture(BEN)


async def test_a_recipe_is_drawn_unchanged(studio: Studio, store: DatabaseStore) -> None:
    recipe, parent = (Recipe.parse(f"squares1.harbour.7{v}") for v in (".v3", ""))
    made = await studio.create(ANN, recipe, parent=parent, posted_in=PostedIn(7, 8))
    assert made.artwork.recipe == recipe
    assert (await studio.library.last_picture(ANN)).parent == parent.code
    (entry,) = (await store.gallery(ANN.person)).entries
    assert entry.posted_in == PostedIn(7, 8)


async def test_a_failure_leaves_the_last_picture_unchanged(studio: Studio, renderer: InlineRenderer) -> None:
    made = await studio.create(ANN, SQUARES, posted_in=None)
    renderer.broken = True
    with pytest.raises(RenderError):
        await studio.create(ANN, SQUARES, posted_in=None)
    assert (await studio.library.last_picture(ANN)).png == made.artwork.png
    renderer.broken = False
    await studio.create(ANN, SQUARES, posted_in=None)


async def test_a_picture_that_cannot_be_saved_is_still_returned(studio: Studio, settings: Settings) -> None:
    before = await studio.create(ANN, SQUARES, posted_in=None)
    with closing(sqlite3.connect(str(settings.database().database))) as other:
        other.execute("ALTER TABLE last_pictures RENAME TO gone")
        made = await studio.create(ANN, SQUARES, posted_in=None)
        assert not made.saved
        assert made.artwork.png
        other.execute("ALTER TABLE gone RENAME TO last_pictures")
    assert (await studio.library.last_picture(ANN)).png == before.artwork.png


async def test_a_picture_counts_as_drawn_even_if_saving_it_fails(
    studio: Studio, store: DatabaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    await store.close()
    with pytest.raises(StoreError):
        await studio.create(ANN, SQUARES, posted_in=None, on_drawn=lambda: drawn.append(True))
    assert drawn == [True]
    await store.open()


async def test_a_damaged_file_is_drawn_again(studio: Studio, settings: Settings) -> None:
    made = (await studio.create(ANN, SQUARES, posted_in=None)).artwork
    for _ in range(2):
        with closing(sqlite3.connect(str(settings.database().database))) as other, other:
            other.execute("UPDATE last_pictures SET png = x'00'")
        assert await studio.library.last_picture(ANN) == LastPicture(
            made.recipe.code, made.png, made.made_at, None
        )
        with closing(sqlite3.connect(str(settings.database().database))) as other:
            assert other.execute("SELECT png FROM last_pictures").fetchall() == [(made.png,)]


async def test_the_last_picture_can_be_exported_as_a_file(studio: Studio) -> None:
    made = (await studio.create(ANN, SQUARES, posted_in=None)).artwork
    code, file = await studio.library.last_file(ANN, limit=MANY)
    assert (code, file.data, file.compromise) == (made.recipe.code, made.png, Compromise.NONE)
    _, file = await studio.library.last_file(ANN, format=Format.WEBP, limit=MANY)
    assert (file.format, file.size) == (Format.WEBP, made.recipe.size)
    _, file = await studio.library.last_file(ANN, size="avatar", limit=MANY)
    assert file.size == (512, 512)
    assert recipe_in(file.data).seed == made.recipe.seed
    _, file = await studio.library.last_file(ANN, limit=len(made.png) // 2)
    assert len(file.data) <= len(made.png) // 2


async def test_an_erasure_includes_a_picture_that_is_being_saved(
    studio: Studio, store: DatabaseStore
) -> None:
    """The erasure starts at any stage of the save."""
    for pauses in range(12):
        creation = asyncio.ensure_future(studio.create(ANN, SQUARES, posted_in=None))
        for _ in range(pauses):
            await asyncio.sleep(0)
        await studio.erase(ANN.person)
        with contextlib.suppress(Cancelled):
            await creation
        started_after_erasure = pauses == 0
        assert (await store.data_summary(ANN.person)).pictures == started_after_erasure
        await studio.erase(ANN.person)
