"""The sheets beside a merged report: what does not add up, who sent what, what the form's checks say."""

from collections.abc import Sequence

from app.models.quantity import plain
from app.services.reporting.checking.finding import CheckResult
from app.services.rollup.gather import Sent
from app.services.rollup.lists import Double
from app.services.rollup.merge import Gap
from app.services.workbook.layout import ColumnKind, ColumnLayout, FillRow, SheetFill, SheetLayout


def gap_sheet(title: str, gaps: Sequence[Gap]) -> SheetFill:
    """The figures whose 合计 is not the sum of the rows below it."""
    columns = (
        _text("unit", "单位", 16),
        _text("column", "栏目", 34),
        _figure("total", "上报合计"),
        _figure("parts", "各行之和"),
        _figure("difference", "相差"),
    )
    rows = [FillRow((one.unit, one.column.label, one.total, one.parts, one.total - one.parts)) for one in gaps]
    return _sheet(
        "节点检查", f"{title}节点检查（合计与各行之和）", columns, rows or [_only("各单位的合计都等于各行之和", 5)]
    )


def double_sheet(title: str, doubles: Sequence[Double]) -> SheetFill:
    """The codes that stand in several rows."""
    columns = (
        _text("sheet", "工作表", 16),
        _text("code", "编号", 26),
        _text("units", "报送单位", 40),
        _text("same", "内容", 10),
    )
    rows = [FillRow((one.sheet, one.code, "、".join(one.units), one.state)) for one in doubles]
    return _sheet("重复", f"{title}重复的编号", columns, rows or [_only("没有重复的编号", 4)])


def sent_sheet(title: str, sent: Sequence[Sent]) -> SheetFill:
    """Who sent which workbook, and which was taken."""
    columns = (
        _text("unit", "单位", 18),
        _text("state", "状态", 18),
        _text("file", "文件", 40),
        _text("made", "导出时间", 20),
        _text("version", "表样版本", 10),
    )
    rows = [
        FillRow(
            (
                one.name,
                f"{one.state}（{one.draft}）" if one.draft else one.state,
                one.part.path.name,
                one.part.made.replace("T", " "),
                one.part.version,
            )
            if one.part
            else (one.name, one.state, None, None, None)
        )
        for one in sent
    ]
    return _sheet("上报情况", f"{title}上报情况", columns, rows)


def check_sheet(title: str, found: Sequence[CheckResult]) -> SheetFill:
    """What the form's own relations say of the merged report."""
    columns = (_text("level", "级别", 8), _text("sentence", "审核结果", 90))
    rows = [FillRow((one.level.value, one.sentence)) for one in found]
    return _sheet("审核结果", f"{title}审核结果", columns, rows or [_only("审核通过，没有发现问题", 2)])


def _only(sentence: str, width: int) -> FillRow:
    return FillRow((sentence, *[None] * (width - 1)))


def _text(key: str, header: str, width: float) -> ColumnLayout:
    return ColumnLayout(key=key, path=(header,), width=width)


def _figure(key: str, header: str) -> ColumnLayout:
    return ColumnLayout(key=key, path=(header,), kind=ColumnKind.QUANTITY, width=16)


def _sheet(name: str, title: str, columns: tuple[ColumnLayout, ...], rows: Sequence[FillRow]) -> SheetFill:
    return SheetFill.of(SheetLayout(name=name, title=title, columns=columns, title_size=14), rows)


def gap_sentence(gap: Gap) -> str:
    """A gap as the console says it."""
    difference = plain(gap.total - gap.parts)
    return f"{gap.unit}：{gap.column.label} 合计 {plain(gap.total)}，各行之和 {plain(gap.parts)}，相差 {difference}"
