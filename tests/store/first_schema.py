"""The first schema, from before there were migrations, in plain SQL and with some data."""

import asyncio
from pathlib import Path

from sqlalchemy import URL

from bot.store import Artwork
from tests.store.samples import ANN, BEN, artwork, sql

_TABLES = (
    """CREATE TABLE artworks (
        id {id} NOT NULL, owner BIGINT NOT NULL, recipe VARCHAR NOT NULL, made_at {moment} NOT NULL,
        parent VARCHAR, PRIMARY KEY (id))""",
    "CREATE INDEX artworks_by_owner ON artworks (owner, made_at)",
    """CREATE TABLE last_pictures (
        owner BIGINT NOT NULL, artwork {reference} NOT NULL, png {bytes} NOT NULL, PRIMARY KEY (owner),
        FOREIGN KEY(artwork) REFERENCES artworks (id))""",
)
_TYPES = {
    "sqlite": {"id": "INTEGER", "reference": "INTEGER", "moment": "DATETIME", "bytes": "BLOB"},
    "postgresql": {
        "id": "BIGSERIAL",
        "reference": "BIGINT",
        "moment": "TIMESTAMP WITH TIME ZONE",
        "bytes": "BYTEA",
    },
}


async def create_first_schema(url: URL, *more: str) -> list[Artwork]:
    """Create a database of the first schema. Return the artworks in it: five of Ann's, then one of Ben's."""
    types = _TYPES[url.get_backend_name()]
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        await asyncio.to_thread(Path(str(url.database)).parent.mkdir)
        await sql(url, "PRAGMA journal_mode=WAL")
    await sql(url, *(table.format(**types) for table in _TABLES), *more)
    made = [artwork(ANN, seed) for seed in range(4)]
    made.append(artwork(ANN, 4, parent=made[3].recipe))
    made.append(artwork(BEN, 5))
    for each in made:
        moment = each.made_at.replace(tzinfo=None) if is_sqlite else each.made_at
        ((added,),) = await sql(
            url,
            "INSERT INTO artworks (owner, recipe, made_at, parent) "
            "VALUES (:owner, :recipe, :made_at, :parent) RETURNING id",
            owner=each.owner,
            recipe=each.recipe.code,
            made_at=str(moment) if is_sqlite else moment,
            parent=each.parent.code if each.parent else None,
        )
        if each in made[4:]:
            insert = "INSERT INTO last_pictures VALUES (:owner, :artwork, :png)"
            await sql(url, insert, owner=each.owner, artwork=added, png=each.png)
    return made
