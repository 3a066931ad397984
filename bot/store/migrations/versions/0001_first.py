"""Artworks and last pictures: the schema from before there were migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    id_type = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "artworks",
        sa.Column("id", id_type, primary_key=True),
        sa.Column("owner", sa.BigInteger, nullable=False),
        sa.Column("recipe", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent", sa.String),
    )
    op.create_index("artworks_by_owner", "artworks", ["owner", "made_at"])
    op.create_table(
        "last_pictures",
        sa.Column("owner", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("artwork", id_type, sa.ForeignKey("artworks.id"), nullable=False),
        sa.Column("png", sa.LargeBinary, nullable=False),
    )
