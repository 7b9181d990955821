"""What is written into a report by hand, and the day by which a remark is to be dealt with (version 4).

Remarks taken in before keep their deadline at the end of their comment, where the journal says it was written.
The sum of the widened table is taken afresh when the ledger is next opened for writing; the others stay proved.
"""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_text",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("row_key", TEXT, nullable=False),
        sa.Column("heading", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
        sa.UniqueConstraint(
            "report", "period", "row_key", "heading", name=op.f("uq_report_text_report_period_row_key_heading")
        ),
    )
    op.add_column("review_remark", sa.Column("deadline", TEXT, nullable=True))
    op.execute("UPDATE content_sum SET total = '' WHERE id = 'review_remark'")
