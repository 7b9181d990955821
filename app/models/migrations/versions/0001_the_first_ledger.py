"""The first ledger: every table as version 1 has it."""

import sqlalchemy as sa
from alembic import op

TEXT = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("columns", TEXT, nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("reverts", sa.Integer(), nullable=True),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["reverts"], ["batch.id"], name=op.f("fk_batch_reverts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "entered_figure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("cutoff", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("state", TEXT, nullable=True),
        sa.Column("state_on", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_figure")),
        sa.UniqueConstraint("year", "code", "region", "cutoff", name=op.f("uq_entered_figure_year_code_region_cutoff")),
    )
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("imported_at", TEXT, nullable=False),
        sa.Column("archived", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("issuer", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("aliases", TEXT, nullable=True),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("direction", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("commitment", TEXT, nullable=True),
        sa.Column("frequency", TEXT, nullable=True),
        sa.Column("deadline", TEXT, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("measure", TEXT, nullable=True),
        sa.Column("parent", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("wording", TEXT, nullable=True),
        sa.Column("office", TEXT, nullable=True),
        sa.Column("explanation", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("year", "code", name=op.f("uq_indicator_year_code")),
    )
    op.create_table(
        "plan_point",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_point")),
        sa.UniqueConstraint("year", "code", "month", name=op.f("uq_plan_point_year_code_month")),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    op.create_table(
        "reporting_unit",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_unit")),
    )
    op.create_table(
        "setting",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("report", TEXT, nullable=False),
        sa.Column("form_version", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("sent_at", TEXT, nullable=False),
        sa.Column("sent_by", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("frozen", TEXT, nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("cancelled", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("effective", TEXT, nullable=False),
        sa.Column("doc_no", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_year_code_region"), ["year", "code", "region"], unique=False)

    op.create_table(
        "unit_town",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_town")),
    )
    op.create_table(
        "demolition",
        sa.Column("party_name", TEXT, nullable=True),
        sa.Column("party_type", TEXT, nullable=True),
        sa.Column("party_id_no", TEXT, nullable=True),
        sa.Column("leader", TEXT, nullable=True),
        sa.Column("zone_type", TEXT, nullable=True),
        sa.Column("special_category", TEXT, nullable=True),
        sa.Column("stock_type", TEXT, nullable=True),
        sa.Column("is_precise", sa.Boolean(), nullable=True),
        sa.Column("previous_code", TEXT, nullable=True),
        sa.Column("land_property", TEXT, nullable=True),
        sa.Column("land_class", TEXT, nullable=True),
        sa.Column("land_cert_no", TEXT, nullable=True),
        sa.Column("house_cert_no", TEXT, nullable=True),
        sa.Column("built_date", TEXT, nullable=True),
        sa.Column("building_use", TEXT, nullable=True),
        sa.Column("building_structure", TEXT, nullable=True),
        sa.Column("floors_up", sa.BigInteger(), nullable=True),
        sa.Column("floors_down", sa.BigInteger(), nullable=True),
        sa.Column("cover_area", sa.BigInteger(), nullable=True),
        sa.Column("build_area", sa.BigInteger(), nullable=True),
        sa.Column("illegal_area", sa.BigInteger(), nullable=True),
        sa.Column("discovery_source", TEXT, nullable=True),
        sa.Column("found_date", TEXT, nullable=True),
        sa.Column("ruling_body", TEXT, nullable=True),
        sa.Column("ruling_date", TEXT, nullable=True),
        sa.Column("ruling_doc_no", TEXT, nullable=True),
        sa.Column("disposal_method", TEXT, nullable=True),
        sa.Column("case_date", TEXT, nullable=True),
        sa.Column("case_no", TEXT, nullable=True),
        sa.Column("case_closed_date", TEXT, nullable=True),
        sa.Column("order_doc_no", TEXT, nullable=True),
        sa.Column("order_date", TEXT, nullable=True),
        sa.Column("demolish_deadline", TEXT, nullable=True),
        sa.Column("demolish_mode", TEXT, nullable=True),
        sa.Column("demolish_date", TEXT, nullable=True),
        sa.Column("demolished_area", sa.BigInteger(), nullable=True),
        sa.Column("demolished_cover_area", sa.BigInteger(), nullable=True),
        sa.Column("confiscated_area", sa.BigInteger(), nullable=True),
        sa.Column("disposed_area", sa.BigInteger(), nullable=True),
        sa.Column("close_date", TEXT, nullable=True),
        sa.Column("reuse_type", TEXT, nullable=True),
        sa.Column("reuse_area", sa.BigInteger(), nullable=True),
        sa.Column("reuse_date", TEXT, nullable=True),
        sa.Column("reclamation_code", TEXT, nullable=True),
        sa.Column("greening_code", TEXT, nullable=True),
        sa.Column("fine_amount", sa.BigInteger(), nullable=True),
        sa.Column("photo_before", TEXT, nullable=True),
        sa.Column("photo_after", TEXT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage_on", TEXT, nullable=True),
        sa.Column("code", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("plan_year", sa.BigInteger(), nullable=True),
        sa.Column("county_code", TEXT, nullable=True),
        sa.Column("town_code", TEXT, nullable=True),
        sa.Column("village", TEXT, nullable=True),
        sa.Column("location", TEXT, nullable=True),
        sa.Column("lon", sa.BigInteger(), nullable=True),
        sa.Column("lat", sa.BigInteger(), nullable=True),
        sa.Column("stage", TEXT, nullable=True),
        sa.Column("lead_unit", TEXT, nullable=True),
        sa.Column("officer", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("remark", TEXT, nullable=True),
        sa.Column("review_verdict", TEXT, nullable=True),
        sa.Column("review_comment", TEXT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_demolition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demolition")),
    )
    with op.batch_alter_table("demolition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demolition_close_date"), ["close_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_demolition_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_demolition_demolish_date"), ["demolish_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_demolition_found_date"), ["found_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_demolition_plan_year"), ["plan_year"], unique=False)
        batch_op.create_index(batch_op.f("ix_demolition_town_code"), ["town_code"], unique=False)

    op.create_table(
        "greening",
        sa.Column("subcompartment", TEXT, nullable=True),
        sa.Column("task_kind", TEXT, nullable=True),
        sa.Column("programme", TEXT, nullable=True),
        sa.Column("land_right", TEXT, nullable=True),
        sa.Column("planting_body", TEXT, nullable=True),
        sa.Column("prev_class", TEXT, nullable=True),
        sa.Column("plan_area", sa.BigInteger(), nullable=True),
        sa.Column("design_area", sa.BigInteger(), nullable=True),
        sa.Column("planting_method", TEXT, nullable=True),
        sa.Column("forest_use", TEXT, nullable=True),
        sa.Column("main_species", TEXT, nullable=True),
        sa.Column("species_mix", TEXT, nullable=True),
        sa.Column("planting_density", sa.BigInteger(), nullable=True),
        sa.Column("design_doc_no", TEXT, nullable=True),
        sa.Column("design_date", TEXT, nullable=True),
        sa.Column("contractor", TEXT, nullable=True),
        sa.Column("plant_start", TEXT, nullable=True),
        sa.Column("plant_end", TEXT, nullable=True),
        sa.Column("planted_area", sa.BigInteger(), nullable=True),
        sa.Column("new_area", sa.BigInteger(), nullable=True),
        sa.Column("improved_area", sa.BigInteger(), nullable=True),
        sa.Column("plan_trees", sa.BigInteger(), nullable=True),
        sa.Column("tree_count", sa.BigInteger(), nullable=True),
        sa.Column("precious_trees", sa.BigInteger(), nullable=True),
        sa.Column("converted_area", sa.BigInteger(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("subsidy", sa.BigInteger(), nullable=True),
        sa.Column("accept_date", TEXT, nullable=True),
        sa.Column("accept_result", TEXT, nullable=True),
        sa.Column("survival_rate", sa.BigInteger(), nullable=True),
        sa.Column("retention_rate", sa.BigInteger(), nullable=True),
        sa.Column("verified_area", sa.BigInteger(), nullable=True),
        sa.Column("mapped_area", sa.BigInteger(), nullable=True),
        sa.Column("map_date", TEXT, nullable=True),
        sa.Column("map_status", TEXT, nullable=True),
        sa.Column("stand_volume", sa.BigInteger(), nullable=True),
        sa.Column("canopy_closure", sa.BigInteger(), nullable=True),
        sa.Column("village_grade", TEXT, nullable=True),
        sa.Column("village_cover_before", sa.BigInteger(), nullable=True),
        sa.Column("village_cover_after", sa.BigInteger(), nullable=True),
        sa.Column("feature_tree", TEXT, nullable=True),
        sa.Column("county_check_date", TEXT, nullable=True),
        sa.Column("city_check_date", TEXT, nullable=True),
        sa.Column("announce_doc_no", TEXT, nullable=True),
        sa.Column("announce_date", TEXT, nullable=True),
        sa.Column("photo_before", TEXT, nullable=True),
        sa.Column("photo_after", TEXT, nullable=True),
        sa.Column("halt_date", TEXT, nullable=True),
        sa.Column("halt_reason", TEXT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage_on", TEXT, nullable=True),
        sa.Column("code", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("plan_year", sa.BigInteger(), nullable=True),
        sa.Column("county_code", TEXT, nullable=True),
        sa.Column("town_code", TEXT, nullable=True),
        sa.Column("village", TEXT, nullable=True),
        sa.Column("location", TEXT, nullable=True),
        sa.Column("lon", sa.BigInteger(), nullable=True),
        sa.Column("lat", sa.BigInteger(), nullable=True),
        sa.Column("stage", TEXT, nullable=True),
        sa.Column("lead_unit", TEXT, nullable=True),
        sa.Column("officer", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("remark", TEXT, nullable=True),
        sa.Column("review_verdict", TEXT, nullable=True),
        sa.Column("review_comment", TEXT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_greening_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greening")),
    )
    with op.batch_alter_table("greening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_greening_accept_date"), ["accept_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_announce_date"), ["announce_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_map_date"), ["map_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_plan_year"), ["plan_year"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_plant_end"), ["plant_end"], unique=False)
        batch_op.create_index(batch_op.f("ix_greening_town_code"), ["town_code"], unique=False)

    op.create_table(
        "pending_value",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("raw", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_pending_value_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_value")),
    )
    with op.batch_alter_table("pending_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pending_value_record_id"), ["record_id"], unique=False)

    op.create_table(
        "progress_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("dated", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_progress_entry_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_entry")),
    )
    with op.batch_alter_table("progress_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_progress_entry_field_dated_record_id_amount"),
            ["field", "dated", "record_id", "amount"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_progress_entry_record_id_field"), ["record_id", "field"], unique=False)

    op.create_table(
        "reclamation",
        sa.Column("filing_no", TEXT, nullable=True),
        sa.Column("project_kind", TEXT, nullable=True),
        sa.Column("reclaim_source", TEXT, nullable=True),
        sa.Column("parent_code", TEXT, nullable=True),
        sa.Column("scale_area", sa.BigInteger(), nullable=True),
        sa.Column("approved_reclaim_area", sa.BigInteger(), nullable=True),
        sa.Column("approved_new_farmland", sa.BigInteger(), nullable=True),
        sa.Column("approved_paddy", sa.BigInteger(), nullable=True),
        sa.Column("approved_irrigated", sa.BigInteger(), nullable=True),
        sa.Column("approved_dry", sa.BigInteger(), nullable=True),
        sa.Column("households", sa.BigInteger(), nullable=True),
        sa.Column("exam_date", TEXT, nullable=True),
        sa.Column("approval_doc_no", TEXT, nullable=True),
        sa.Column("approval_date", TEXT, nullable=True),
        sa.Column("design_date", TEXT, nullable=True),
        sa.Column("owner_unit", TEXT, nullable=True),
        sa.Column("is_five_year_task", sa.Boolean(), nullable=True),
        sa.Column("block_type", TEXT, nullable=True),
        sa.Column("contiguous_area", sa.BigInteger(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("fund_source", TEXT, nullable=True),
        sa.Column("contractor", TEXT, nullable=True),
        sa.Column("start_date", TEXT, nullable=True),
        sa.Column("due_date", TEXT, nullable=True),
        sa.Column("progress_pct", sa.BigInteger(), nullable=True),
        sa.Column("done_area", sa.BigInteger(), nullable=True),
        sa.Column("completion_date", TEXT, nullable=True),
        sa.Column("completed_area", sa.BigInteger(), nullable=True),
        sa.Column("pre_accept_date", TEXT, nullable=True),
        sa.Column("pre_accept_result", TEXT, nullable=True),
        sa.Column("accept_date", TEXT, nullable=True),
        sa.Column("accept_doc_no", TEXT, nullable=True),
        sa.Column("accepted_reclaim_area", sa.BigInteger(), nullable=True),
        sa.Column("accepted_new_farmland", sa.BigInteger(), nullable=True),
        sa.Column("accepted_paddy", sa.BigInteger(), nullable=True),
        sa.Column("accepted_irrigated", sa.BigInteger(), nullable=True),
        sa.Column("accepted_dry", sa.BigInteger(), nullable=True),
        sa.Column("farmland_grade", sa.BigInteger(), nullable=True),
        sa.Column("filing_date", TEXT, nullable=True),
        sa.Column("filing_status", TEXT, nullable=True),
        sa.Column("balance_quota", sa.BigInteger(), nullable=True),
        sa.Column("city_pool_area", sa.BigInteger(), nullable=True),
        sa.Column("used_quota", sa.BigInteger(), nullable=True),
        sa.Column("transferred_quota", sa.BigInteger(), nullable=True),
        sa.Column("swap_quota", sa.BigInteger(), nullable=True),
        sa.Column("planting_status", TEXT, nullable=True),
        sa.Column("halt_date", TEXT, nullable=True),
        sa.Column("halt_reason", TEXT, nullable=True),
        sa.Column("halt_doc_no", TEXT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage_on", TEXT, nullable=True),
        sa.Column("code", TEXT, nullable=True),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("plan_year", sa.BigInteger(), nullable=True),
        sa.Column("county_code", TEXT, nullable=True),
        sa.Column("town_code", TEXT, nullable=True),
        sa.Column("village", TEXT, nullable=True),
        sa.Column("location", TEXT, nullable=True),
        sa.Column("lon", sa.BigInteger(), nullable=True),
        sa.Column("lat", sa.BigInteger(), nullable=True),
        sa.Column("stage", TEXT, nullable=True),
        sa.Column("lead_unit", TEXT, nullable=True),
        sa.Column("officer", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("remark", TEXT, nullable=True),
        sa.Column("review_verdict", TEXT, nullable=True),
        sa.Column("review_comment", TEXT, nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_reclamation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reclamation")),
    )
    with op.batch_alter_table("reclamation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reclamation_accept_date"), ["accept_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_approval_date"), ["approval_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_completion_date"), ["completion_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_filing_date"), ["filing_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_filing_no"), ["filing_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_plan_year"), ["plan_year"], unique=False)
        batch_op.create_index(batch_op.f("ix_reclamation_town_code"), ["town_code"], unique=False)

    op.create_table(
        "row_change",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("table_name", TEXT, nullable=False),
        sa.Column("row_key", TEXT, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("sheet", TEXT, nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_row_change_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_change")),
    )
    with op.batch_alter_table("row_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_row_change_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_row_change_table_name_row_key"), ["table_name", "row_key"], unique=False)

    op.create_table(
        "stage_change",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("from_stage", TEXT, nullable=True),
        sa.Column("to_stage", TEXT, nullable=False),
        sa.Column("dated", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_stage_change_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_change_record_id"), ["record_id"], unique=False)

    op.create_table(
        "town_share",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("town_code", TEXT, nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_town_share_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town_share")),
    )
    with op.batch_alter_table("town_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_town_share_record_id"), ["record_id"], unique=False)
