"""Galleries, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import URL

from bot.store import (
    DatabaseStore,
    DataSummary,
    GalleryEntry,
    GalleryFull,
    GalleryPage,
    LastPicture,
    LostPicture,
    PostedIn,
)
from tests.store.samples import ANN, BEN, artwork, as_last_picture

HERE, THERE = PostedIn(2**63 - 2, 11), PostedIn(20, 21)


async def codes(store: DatabaseStore, owner: int, **which: Any) -> list[str]:
    page = await store.gallery(owner, limit=100, **which)
    assert page.total == len(page.entries)
    return [entry.code for entry in page.entries]


async def test_a_gallery_is_paged_newest_first(store: DatabaseStore) -> None:
    made = [artwork(ANN, seed, posted_in=HERE) for seed in range(8)]
    ids = [await store.save(each) for each in made]
    await store.save(artwork(BEN, 99))
    first, second = await store.gallery(ANN), await store.gallery(ANN, offset=6)
    assert first.total == second.total == 8
    assert [entry.id for entry in (*first.entries, *second.entries)] == ids[::-1]
    newest = first.entries[0]
    assert newest == GalleryEntry(ids[7], ANN, made[7].recipe.code, made[7].made_at, False, None, HERE)
    assert await store.gallery(ANN, offset=60) == type(first)((), 8)


async def test_only_the_owner_finds_an_entry(store: DatabaseStore) -> None:
    first = artwork(ANN, 1)
    await store.save(first)
    id = await store.save(artwork(ANN, 2, parent=first.recipe))
    found = await store.entry(ANN, id)
    assert found is not None
    assert (found.parent, found.posted_in) == (first.recipe.code, None)
    assert await store.entry(BEN, id) is None
    assert not await store.remove_entry(BEN, id)
    assert await store.entry(ANN, id) == found
    for impossible in (0, -1, 2**63, 10**40):
        assert await store.entry(ANN, impossible) is None
        assert not await store.remove_entry(ANN, impossible)


async def test_a_gallery_can_be_limited_to_a_server_and_its_channels(store: DatabaseStore) -> None:
    private, here, elsewhere, there = (
        artwork(ANN, 1),
        artwork(ANN, 2, posted_in=HERE),
        artwork(ANN, 3, posted_in=PostedIn(HERE.server, 12)),
        artwork(ANN, 4, posted_in=THERE),
    )
    for each in (private, here, elsewhere, there):
        await store.save(each)
    server = HERE.server
    assert await codes(store, ANN, server=server) == [elsewhere.recipe.code, here.recipe.code]
    assert await codes(store, ANN, server=server, channels={11, 21}) == [here.recipe.code]
    assert await codes(store, ANN, server=server, channels=set()) == []
    assert await codes(store, ANN, server=5) == []
    await store.mark_unposted(ANN, here.recipe.code, THERE.server)
    await store.mark_unposted(BEN, here.recipe.code, server)
    assert await codes(store, ANN, server=server, channels={11}) == [here.recipe.code]
    await store.mark_unposted(ANN, here.recipe.code, server)
    assert await codes(store, ANN, server=server) == [elsewhere.recipe.code]
    assert len(await codes(store, ANN)) == 4


async def test_pin_and_unpin(store: DatabaseStore) -> None:
    made = artwork(ANN, 1, posted_in=HERE)
    await store.save(made)
    await store.save(artwork(ANN, 2))
    assert await store.toggle_pin(ANN, made.recipe.code, made.made_at)
    assert await codes(store, ANN, pinned_only=True) == [made.recipe.code]
    assert len(await codes(store, ANN)) == 2
    assert not await store.toggle_pin(ANN, made.recipe.code, made.made_at)
    assert await codes(store, ANN, pinned_only=True) == []
    assert len(await codes(store, ANN)) == 2
    assert await codes(store, ANN, server=HERE.server) == [made.recipe.code]


async def test_somebody_elses_picture_can_be_pinned(store: DatabaseStore) -> None:
    made = artwork(ANN, 1, posted_in=HERE)
    await store.save(made)
    moment = made.made_at.astimezone(timezone(timedelta(hours=9)))
    assert await store.toggle_pin(BEN, made.recipe.code, moment)
    (entry,) = (await store.gallery(BEN)).entries
    assert (entry.code, entry.pinned, entry.posted_in, entry.made_at) == (
        made.recipe.code,
        True,
        None,
        made.made_at,
    )
    assert await codes(store, ANN, pinned_only=True) == []
    # It was not made for Ben, so it is not his last picture.
    assert await store.last_picture(BEN) is None
    assert not await store.repair_last_picture(BEN, made.recipe.code, b"x")
    assert await codes(store, BEN, server=HERE.server) == []
    assert not await store.toggle_pin(BEN, made.recipe.code, moment)
    assert await codes(store, BEN) == []
    assert await codes(store, ANN) == [made.recipe.code]


async def test_a_pinned_picture_that_was_then_made_stays_when_unpinned(store: DatabaseStore) -> None:
    made = artwork(BEN, 1)
    await store.toggle_pin(BEN, made.recipe.code, made.made_at)
    await store.save(made)
    assert not await store.toggle_pin(BEN, made.recipe.code, made.made_at)
    assert await codes(store, BEN) == [made.recipe.code]
    assert await store.last_picture(BEN) == as_last_picture(made)
    assert await store.toggle_pin(BEN, made.recipe.code, made.made_at)
    assert await codes(store, BEN) == [made.recipe.code]


async def test_no_more_than_max_pinned_can_be_pinned(url: URL) -> None:
    store = DatabaseStore(url, max_pinned=2)
    await store.open()
    pictures = [artwork(BEN, seed) for seed in range(3)]
    for each in pictures[:2]:
        await store.toggle_pin(ANN, each.recipe.code, each.made_at)
    with pytest.raises(GalleryFull, match="room for 2 kept pictures, and is full"):
        await store.toggle_pin(ANN, pictures[2].recipe.code, pictures[2].made_at)
    assert len(await codes(store, ANN)) == 2
    assert not await store.toggle_pin(ANN, pictures[0].recipe.code, pictures[0].made_at)
    assert await store.toggle_pin(ANN, pictures[2].recipe.code, pictures[2].made_at)
    await store.close()


async def test_concurrent_pins_are_counted_correctly(url: URL) -> None:
    stores = [DatabaseStore(url, max_pinned=5) for _ in range(2)]
    for store in stores:
        await store.open()
    when = datetime.now(UTC)

    async def press(i: int, code: str) -> bool | None:
        try:
            return await stores[i % 2].toggle_pin(ANN, code, when)
        except GalleryFull:
            return None

    same = await asyncio.gather(*(press(i, "squares1.harbour.1") for i in range(10)))
    assert sorted(map(bool, same)) == [False] * 5 + [True] * 5
    assert (await stores[0].gallery(ANN)).total == 0
    different = await asyncio.gather(*(press(i, f"squares1.harbour.{i}") for i in range(12)))
    assert different.count(True) == 5
    assert different.count(None) == 7
    assert (await stores[0].gallery(ANN, pinned_only=True)).total == 5
    for store in stores:
        await store.close()


async def test_removing_the_last_picture_makes_the_one_before_the_last(store: DatabaseStore) -> None:
    first, second = artwork(ANN, 1), artwork(ANN, 2)
    first_id, second_id = await store.save(first), await store.save(second)
    assert await store.remove_entry(ANN, second_id)
    assert not await store.remove_entry(ANN, second_id)
    # Only the file of the last picture is stored.
    assert await store.last_picture(ANN) == LostPicture(first.recipe.code, first.made_at, None)
    assert not (await store.data_summary(ANN)).has_last_picture
    assert await store.repair_last_picture(ANN, first.recipe.code, first.png)
    assert await store.last_picture(ANN) == as_last_picture(first)
    assert await store.remove_entry(ANN, first_id)
    assert await store.last_picture(ANN) is None


async def test_ids_are_never_reused(store: DatabaseStore) -> None:
    """*Remove* on an old message can be clicked again, long after the entry is gone."""
    gone = await store.save(artwork(ANN, 1))
    await store.remove_entry(ANN, gone)
    assert await store.save(artwork(ANN, 2)) > gone
    assert not await store.remove_entry(ANN, gone)
    await store.erase(ANN)
    assert await store.save(artwork(BEN, 3)) > gone + 1
    assert await store.entry(ANN, gone + 1) is None


async def test_removing_an_older_picture_leaves_the_last_one(store: DatabaseStore) -> None:
    first, second = artwork(ANN, 1), artwork(ANN, 2)
    id = await store.save(first)
    await store.save(second)
    await store.toggle_pin(ANN, first.recipe.code, first.made_at)
    assert await store.remove_entry(ANN, id)
    assert await store.last_picture(ANN) == as_last_picture(second)
    assert await codes(store, ANN) == [second.recipe.code]


async def test_data_summary_and_entries(store: DatabaseStore) -> None:
    assert await store.data_summary(ANN) == DataSummary(0, 0, None, False)
    assert await store.entries(ANN) == GalleryPage((), 0)
    made = [artwork(ANN, seed) for seed in range(4)]
    for each in made:
        await store.save(each)
    await store.save(artwork(BEN, 9))
    await store.toggle_pin(ANN, "squares1.harbour.77", datetime.now(UTC))
    assert await store.data_summary(ANN) == DataSummary(5, 1, made[0].made_at, True)
    entries = (await store.entries(ANN)).entries
    assert [entry.code for entry in entries[:4]] == [each.recipe.code for each in made]
    after = 0
    left: list[GalleryEntry] = []
    for number in range(5, 0, -2):
        page = await store.entries(ANN, after=after, limit=2)
        assert page.total == number
        left += page.entries
        after = page.entries[-1].id
        # ``after`` works whether or not that entry still exists.
        await store.remove_entry(ANN, after)
    assert tuple(left) == entries
    assert await store.entries(ANN, after=after) == GalleryPage((), 0)


async def test_a_picture_made_again_replaces_its_earlier_entry(store: DatabaseStore) -> None:
    parent = artwork(ANN, 9).recipe
    await store.save(artwork(ANN, 1, posted_in=PostedIn(7, 8), parent=parent))
    await store.toggle_pin(ANN, artwork(ANN, 1).recipe.code, datetime.now(UTC))
    await store.save(artwork(ANN, 2))
    await store.save(artwork(BEN, 1))
    again = artwork(ANN, 1)
    await store.save(again)
    entries = (await store.gallery(ANN)).entries
    assert [(e.code, e.pinned, e.parent, e.posted_in) for e in entries] == [
        (again.recipe.code, True, parent.code, PostedIn(7, 8)),
        (artwork(ANN, 2).recipe.code, False, None, None),
    ]
    assert await store.last_picture(ANN) == LastPicture(
        again.recipe.code, again.png, again.made_at, parent.code
    )
    assert (await store.data_summary(BEN)).pictures == 1
    await store.save(artwork(ANN, 1, posted_in=PostedIn(7, 9)))
    assert (await store.gallery(ANN)).entries[0].posted_in == PostedIn(7, 9)
