"""Make the kept ledger of the present version: ``python -m tests.ledgers.keep``, once, when a schema is released.

A kept ledger is never made again: it is what that release's users have. Beside it lies what it holds, as JSON.
"""

import json
import tempfile
from pathlib import Path

from app.models import migration
from app.models.attachment import Attachment, RecordLink
from app.models.learned import LearnedForm, LearnedWord
from app.models.review import ReviewRemark
from app.models.store import Store
from app.models.submission import ExportedReport, ImportedFile, Submission, Waiver
from app.models.target import EnteredFigure, PlanPoint, Target
from app.models.view import SavedView
from app.models.wording import ReportText
from app.models.work import Origin, Source, Work
from app.services import history, ledger, records
from app.services.records import Addition, Edit, Pending
from tests.models.records import everything

KEPT = Path(__file__).parent
UNIT = "330481"
TOWN, OTHER_TOWN = "330481001", "330481101"


def fill(store: Store) -> None:
    """Something in every table, by several steps, one of them taken back."""
    place = {"county_code": UNIT, "town_code": TOWN, "plan_year": 2022}
    origin = Origin("二月台账.xlsx", "ab" * 32, {"台账": {"code": "B"}})
    with store.write("导入 二月台账.xlsx", origin) as work:
        points = [
            Addition({**place, "code": f"CW-{n}", "is_precise": n % 2 == 0, "demolished_area": 38650 + n}, "2022-02-25")
            for n in range(3)
        ]
        records.add(work, "demolition", [*points, Addition(place, pending=[Pending("lon", "约120度", "不是数字")])])
        project = {
            **place,
            "code": "FK-1",
            "stage": "验收",
            "accept_date": "2022-05-10",
            "accepted_reclaim_area": 318000,
        }
        shares = [(TOWN, 200000), (OTHER_TOWN, 118000)]
        records.add(work, "reclamation", [Addition(project, shares=shares, source=Source("台账", 5))])
        records.add(
            work, "greening", [Addition({**place, "code": "LH-1", "planted_area": 256000, "plant_end": "2022-03"})]
        )
        imported = {
            "name": "二月台账.xlsx",
            "sha256": "ab" * 32,
            "imported_at": "2022-02-26T09:00:00+08:00",
            "archived": "x",
        }
        work.insert(ImportedFile, [imported])
    with store.write("修改") as work:
        records.change(work, "reclamation", [Edit(5, {"stage": "整改", "review_comment": "田坎"}, "2022-06-01")])
        records.change(work, "demolition", [Edit(1, {"demolished_area": 50000}, "2022-04-25")])
    with store.write("目标") as work:
        indicator = {"year": 2022, "code": "T18", "region": UNIT}
        work.insert(
            Target, [{**indicator, "value": 600000, "effective": "2022-01-01", "doc_no": "海自然资规〔2022〕8号"}]
        )
        work.insert(PlanPoint, [{"year": 2022, "code": "T17", "month": 3, "share": 7160}])
        work.insert(
            EnteredFigure, [{"year": 2022, "code": "T07", "region": UNIT, "cutoff": "2022-06-25", "value": 3500000}]
        )
        sent = {
            "number": "1",
            "report": "R4",
            "form_version": "1",
            "period": "2022-06",
            "unit": UNIT,
            "sha256": "cd" * 32,
        }
        work.insert(Submission, [{**sent, "sent_at": "2022-06-26", "sent_by": "某人", "frozen": "{}"}])
        answer(work)
    with store.write("删除") as work:
        records.remove(work, "demolition", [2])
    assert store.last_change.batch
    history.undo(store, store.last_change.batch)


def answer(work: Work) -> None:
    """What is learned, answered and attached."""
    at = "2022-06-26T09:00:00+08:00"
    form = {"fingerprint": "ef" * 16, "name": "市局月报", "version": 1, "kind": "demolition", "columns": "{}"}
    work.insert(LearnedForm, [{**form, "learned_at": at}])
    work.insert(LearnedWord, [{"field": "review_verdict", "raw": "OK", "value": "通过"}])
    waived = {"report": "R4", "period": "2022-06", "check_name": "21≤20", "reason": "上年立案", "who": "某人", "at": at}
    waived["findings"] = json.dumps(["拆违月报 魏塘街道 21 20 3.5 3"], ensure_ascii=False)
    work.insert(Waiver, [waived])
    remark = {"record_id": 1, "comment": "面积请核", "deadline": "2022-07-10", "source": "退回.xlsx!Q5", "made_at": at}
    work.insert(ReviewRemark, [remark])
    written = {"report": "R6", "period": "2022-Q2", "row_key": TOWN, "heading": "亮点", "text": "春季造林早完成"}
    work.insert(ReportText, [written])
    work.insert(Attachment, [{"record_id": 1, "role": "拆前", "name": "1.jpg", "added_at": at}])
    work.insert(RecordLink, [{"from_id": 1, "to_id": 5}])
    work.insert(SavedView, [{"kind": "demolition", "name": "未拆", "state": "{}"}])
    export = {"export_id": "1" * 32, "report": "R4", "form_version": "1", "period": "2022-06", "unit": UNIT}
    made = {"made_at": at, "made_by": "某人", "file": "R4.xlsx", "sha256": "cd" * 32, "checksum": "12" * 32}
    work.register(ExportedReport, [{**export, **made, "draft": False, "journal_head": 2, "frozen": b"x"}])


def keep() -> None:
    """Write the ledger and what it holds; refuse to write over one that is kept already."""
    target = KEPT / f"{migration.newest():04}.db"
    assert not target.exists(), f"{target} is kept already"
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / target.name
        with ledger.create(str(made), UNIT, 2022) as store:
            fill(store)
            held = everything(store)
        target.write_bytes(made.read_bytes())
    target.with_suffix(".json").write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    keep()
