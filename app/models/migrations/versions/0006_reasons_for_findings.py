"""Which findings the reason for a 提示 was given for (version 6).

A reason that was given before stands for all its check finds, as it was promised then.
"""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waiver", sa.Column("findings", TEXT, nullable=True))
