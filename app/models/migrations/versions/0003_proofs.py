"""What proves that nothing was altered: a sum of each table's rows, a link of each batch to the one before (version 3).

The sums and links themselves are computed when the ledger is next opened for writing.
"""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_sum",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("total", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_sum")),
    )
    op.add_column("batch", sa.Column("chain", TEXT, nullable=True))
