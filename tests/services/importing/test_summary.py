"""An import's sentences: warnings are counted and told once a kind, as a clerk reads them."""

from app.models.ledger import fields_of
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.judge import sentence
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.report import _warnings


def warned(number: int, field: str, text: str, severity: Severity = Severity.WARNING) -> RowPlan:
    issue = Issue(None, None, Code.REQUIRED, severity, text, field=field)
    return RowPlan(number, Action.CREATE, None, {}, {}, [issue], ())


def test_warnings_of_one_kind_are_one_line() -> None:
    rows = [warned(number, "zone_type", "还缺“区域类别”") for number in range(3, 20)]
    rows += [warned(5, "stock_type", "还缺“存量新增”"), warned(6, "remark", "不用看", Severity.NOTE)]
    assert _warnings("台账", rows) == [
        "台账 提醒 17 处：第 3 行：还缺“区域类别”；同类的还在第 4、5、6、7、8、9、10、11、12、13 行 等",
        "台账 提醒：第 5 行：还缺“存量新增”",
    ]


def test_a_rule_about_digits_and_years_is_said_in_words() -> None:
    assert "substr(filing_no,6,10) = year(approval_date)" in fields_of("reclamation")["filing_no"].rule
    assert sentence("reclamation", "substr(filing_no,6,10) = year(approval_date)") == (
        "“项目备案编号”的第 7 至 10 位应等于“立项日期”里的年份"
    )
