"""Sums that stand ready, so that a figure costs the same however many records there are (version 5).

They follow from what the ledger holds and are made when it is next written to.
"""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing_measure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_measure")),
    )
    op.create_table(
        "standing_sum",
        sa.Column("measure_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("credited", TEXT, nullable=False),
        sa.Column("begins", TEXT, nullable=False),
        sa.Column("ends", TEXT, nullable=False),
        sa.Column("county_code", TEXT, nullable=False),
        sa.Column("town_code", TEXT, nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("measure_id", "credited", "begins", "ends", "county_code", "town_code", "record_id"),
            name=op.f("pk_standing_sum"),
        ),
        sqlite_with_rowid=False,
    )
