"""Ids of artworks are never reused: buttons on old messages hold ids of deleted entries."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Deleted entries may have had higher ids than those that remain. Nothing tells how high, so skip far ahead.
_GAP = 1_000_000


def upgrade() -> None:
    # PostgreSQL's sequences never reuse an id. SQLite needs a new table with AUTOINCREMENT.
    if op.get_bind().dialect.name == "sqlite":
        _recreate_with_autoincrement()


def _recreate_with_autoincrement() -> None:
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
        "INSERT INTO sqlite_sequence (name, seq) "  # noqa: S608  # built from a constant
        f"SELECT 'artworks', coalesce(max(id), 0) + {_GAP} FROM artworks"
    )
