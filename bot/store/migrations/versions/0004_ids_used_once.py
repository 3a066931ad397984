"""Ids of artworks that are never given a second time: old buttons still have those of what is gone."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Beyond all that were ever given and are gone by now, of which nothing is known.
_AHEAD = 1_000_000


def upgrade() -> None:
    # PostgreSQL never did otherwise.
    if op.get_bind().dialect.name == "sqlite":
        _replace_the_table()


def _replace_the_table() -> None:
    new = op.create_table(
        "artworks_new",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.BigInteger, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent", sa.String),
        sa.Column("own", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("server", sa.BigInteger),
        sa.Column("channel", sa.BigInteger),
        sa.Column("checksum", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    columns = [column.name for column in new.columns]
    old = sa.table("artworks", *map(sa.column, columns))
    op.execute(sa.insert(new).from_select(columns, sa.select(*old.columns)))
    op.drop_table("artworks")
    op.rename_table("artworks_new", "artworks")
    op.create_index("artworks_by_owner", "artworks", ["owner", "made_at"])
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'artworks'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) "  # noqa: S608  # a number of our own
        f"SELECT 'artworks', coalesce(max(id), 0) + {_AHEAD} FROM artworks"
    )
