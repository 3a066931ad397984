"""Galleries, checksums and daily schedules.

In ``artworks``, ``own`` marks pictures made for the owner, and ``kept`` marks pinned ones.
"""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for column in (
        sa.Column("own", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("server", sa.BigInteger),
        sa.Column("channel", sa.BigInteger),
        sa.Column("checksum", sa.LargeBinary),
    ):
        op.add_column("artworks", column)
    op.create_index("last_pictures_by_artwork", "last_pictures", ["artwork"])
    op.create_table(
        "dailies",
        sa.Column("server", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("posted_on", sa.Date),
    )
    _add_checksums(op.get_bind())


def _add_checksums(connection: sa.Connection) -> None:
    artworks = sa.table("artworks", sa.column("id"), sa.column("checksum", sa.LargeBinary))
    last = sa.table("last_pictures", sa.column("artwork"), sa.column("png", sa.LargeBinary))
    # One file at a time: all of them together could take gigabytes of memory.
    for artwork in connection.scalars(sa.select(last.c.artwork)).all():
        png = connection.scalar(sa.select(last.c.png).where(last.c.artwork == artwork))
        checksum = blake2b(png or b"", digest_size=16).digest()
        connection.execute(sa.update(artworks).where(artworks.c.id == artwork).values(checksum=checksum))
