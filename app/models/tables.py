"""Every table of the ledger; importing this module makes all of them known."""

from sqlalchemy import Connection, MetaData

from app.models import (
    attachment,
    integrity,
    journal,
    learned,
    ledger,
    review,
    standing,
    submission,
    target,
    unit,
    view,
    wording,
)
from app.models.base import Base

DECLARED_IN = (
    attachment,
    integrity,
    journal,
    learned,
    ledger,
    review,
    standing,
    submission,
    target,
    unit,
    view,
    wording,
)


def schema() -> MetaData:
    """What the newest version's tables are."""
    return Base.metadata


def create(connection: Connection) -> None:
    """Make every table in an empty database."""
    schema().create_all(connection)


# What a clerk calls what stands in each table.
TITLES = {
    "reclamation": "土地复垦台账",
    "demolition": "拆违台账",
    "greening": "绿化台账",
    "record": "记录编号",
    "progress_entry": "进度",
    "stage_change": "阶段变更",
    "town_share": "分镇面积",
    "pending_value": "待改内容",
    "target": "目标",
    "plan_point": "计划曲线",
    "entered_figure": "填报数字",
    "indicator": "指标",
    "imported_file": "导入文件",
    "submission": "报送",
    "waiver": "审核说明",
    "report_text": "报表文字",
    "review_remark": "审核意见",
    "learned_form": "学会的表样",
    "learned_word": "学会的写法",
    "attachment": "附件",
    "record_link": "关联",
    "setting": "设置",
    "reporting_unit": "填报单位",
    "unit_town": "填报单位镇街",
    "exported_report": "导出登记",
    "saved_view": "视图",
    "batch": "修改历史",
    "row_change": "修改历史",
    "counter": "编号计数",
    "content_sum": "校验和",
    "standing_measure": "常备合计的口径",
    "standing_sum": "常备合计",
}
assert set(TITLES) == set(schema().tables), "every table has a word"
