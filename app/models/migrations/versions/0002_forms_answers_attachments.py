"""What is learned, what went out, what was answered and what lies beside a record: the tables of version 2."""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exported_report",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("export_id", TEXT, nullable=False),
        sa.Column("report", TEXT, nullable=False),
        sa.Column("form_version", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("checksum", TEXT, nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("journal_head", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exported_report")),
        sa.UniqueConstraint("export_id", name=op.f("uq_exported_report_export_id")),
    )
    op.create_index(op.f("ix_exported_report_report_period"), "exported_report", ["report", "period"], unique=False)
    op.create_table(
        "learned_form",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", TEXT, nullable=True),
        sa.Column("report", TEXT, nullable=True),
        sa.Column("columns", TEXT, nullable=False),
        sa.Column("template", TEXT, nullable=True),
        sa.Column("learned_at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_form")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_learned_form_name_version")),
    )
    op.create_index(op.f("ix_learned_form_fingerprint"), "learned_form", ["fingerprint"], unique=False)
    op.create_table(
        "learned_word",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("raw", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_word")),
        sa.UniqueConstraint("field", "raw", name=op.f("uq_learned_word_field_raw")),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_saved_view_kind_name")),
    )
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("check_name", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint("report", "period", "check_name", name=op.f("uq_waiver_report_period_check_name")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("added_at", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_attachment_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_record_id"), "attachment", ["record_id"], unique=False)
    op.create_table(
        "record_link",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["record.id"], name=op.f("fk_record_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["record.id"], name=op.f("fk_record_link_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
        sa.UniqueConstraint("from_id", "to_id", name=op.f("uq_record_link_from_id_to_id")),
    )
    op.create_index(op.f("ix_record_link_to_id"), "record_link", ["to_id"], unique=False)
    op.create_table(
        "review_remark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("submission", sa.Integer(), nullable=True),
        sa.Column("report", TEXT, nullable=True),
        sa.Column("period", TEXT, nullable=True),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("field", TEXT, nullable=True),
        sa.Column("verdict", TEXT, nullable=True),
        sa.Column("comment", TEXT, nullable=True),
        sa.Column("sent", TEXT, nullable=True),
        sa.Column("returned", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("made_at", TEXT, nullable=False),
        sa.Column("settled", TEXT, nullable=True),
        sa.Column("settled_at", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_review_remark_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remark")),
    )
    op.create_index(op.f("ix_review_remark_record_id"), "review_remark", ["record_id"], unique=False)
    op.create_index(op.f("ix_review_remark_report_period"), "review_remark", ["report", "period"], unique=False)
    op.add_column("submission", sa.Column("export_id", TEXT, nullable=True))
    op.create_index(op.f("ix_submission_report_period"), "submission", ["report", "period"], unique=False)
