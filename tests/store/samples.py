"""Sample artworks, and access to a database behind the store's back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.art.recipe import Recipe
from bot.store import Artwork, LastPicture, PostedIn

ANN, BEN = 2**63 - 1, 1456074443980800008


def artwork(
    owner: int,
    seed: int,
    *,
    parent: Recipe | None = None,
    posted_in: PostedIn | None = None,
    title: str = "Ж 🎨",
) -> Artwork:
    recipe = Recipe("squares", 1, "harbour", seed, title=title)
    png = f"png {owner} {seed}\0".encode() * 50
    return Artwork(owner, recipe, png, datetime.now(UTC), parent, posted_in)


def as_last_picture(made: Artwork) -> LastPicture:
    """Return what the store should return for an artwork that it has saved."""
    parent = made.parent.code if made.parent else None
    return LastPicture(made.recipe.code, made.png, made.made_at, parent)


def overwrite_page(database: Path, content: bytes) -> None:
    """Damage the page of a database that holds this content, as a failing disk might."""
    data = bytearray(database.read_bytes())
    size = int.from_bytes(data[16:18])
    page = data.index(content) // size * size
    data[page : page + size] = b"\xff" * size
    database.write_bytes(data)


async def sql(url: URL, *statements: str, **values: object) -> Sequence[Any]:
    """Run SQL statements in one transaction, as another program would. Return the rows of the last one."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements:
                result = await connection.execute(text(statement), values)
            return result.all() if result.returns_rows else ()
    finally:
        await engine.dispose()
