"""What a clerk's seven jobs cost her hands: clicks and key presses, counted at the real window.

Each job is done from the page that opens, on a ledger with a year's work in it, and what came of it is looked up
afterwards. A count is the same on every machine, so ``tests/flows`` holds the program to the same aims.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from app.models.store import Store
from app.services import history, ledger, reading, records
from app.services.demo.fill import fill
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent import submit
from app.ui import outbox
from app.ui.application import application
from app.ui.window import Window
from tests.bench.clerk import Clerk
from tests.bench.side_by_side import Verdict

UNIT, YEAR, MONTH = "330421", 2022, "2022-12"
PROJECTS = 370  # of which about two hundred points stand in the month's list
_CHANGES, _CONTESTED = 12, 2
_NEW_POINTS = 20
_DATA = Path(__file__).resolve().parents[1] / "data"
_CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class Desk:
    """What a job is done with: a folder of its own, and the ledger in it."""

    folder: Path

    @property
    def ledger(self) -> Path:
        """The ledger that is open."""
        return self.folder / "台账.db"

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The ledger, while no window has it open."""
        with Store.open(str(self.ledger), writing=True) as store:
            yield store


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its name, how many actions it may take, what is done, and what is true afterwards.

    ``prepare`` is what others did before: the city its workbook, the colleague his list. ``empty`` begins with no
    ledger at all.
    """

    name: str
    aim: int
    do: Callable[[Clerk, Desk], None]
    holds: Callable[[Desk], bool]
    prepare: Callable[[Desk], None] = lambda _: None
    empty: bool = False


def _find_old_ledger(desk: Desk) -> None:
    """The ledger her predecessor kept in Excel."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["嘉善县2022年违法建筑台账"])
    sheet.append(["点位编号", "镇街", "村", "户主", "违建面积(㎡)", "发现时间"])
    for number in range(1, 9):
        sheet.append([f"CW-{number:03}", "魏塘街道", "网埭港村", f"户主{number}", 100 + number, date(YEAR, 3, number)])
    book.save(desk.folder / "旧台账.xlsx")


def _begin(clerk: Clerk, desk: Desk) -> None:
    clerk.write("jsx")
    clerk.line("找到的单位", UNIT)
    clerk.choose("年度", f"{YEAR} 年")
    clerk.button("建立台账")
    clerk.until(lambda: clerk.window.desk)
    tasks = _DATA / "samples" / "07-任务分解表-镇街.xlsx"
    document = _DATA / "documents" / "2022年嘉兴市自然资源和规划工作要点.txt"
    clerk.drop([desk.folder / "旧台账.xlsx", tasks, document])
    clerk.button("导入 ")
    clerk.button("录入 ")
    clerk.until(lambda: clerk.reads("已录入"))


def _begun(desk: Desk) -> bool:
    from app.models import home

    with Store.open(str(home.default_ledger())) as store:
        return len(reading.rows(store, "demolition")) == 8


def _copy_points(desk: Desk) -> None:
    """In a colleague's Excel, twenty points are marked and copied."""
    rows = [("", f"魏塘街道新点位{number}", "魏塘街道", "网埭港村") for number in range(_NEW_POINTS)]
    QGuiApplication.clipboard().setText("\r\n".join("\t".join(row) for row in rows))


def _paste_points(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_2, _CONTROL)
    clerk.press(Qt.Key.Key_PageDown, _CONTROL)
    clerk.press(Qt.Key.Key_Down, _CONTROL)
    clerk.press(Qt.Key.Key_Down, _CONTROL)
    clerk.press(Qt.Key.Key_V, _CONTROL)


def _points_are_there(desk: Desk) -> bool:
    with desk.store() as store:
        found = [row for row in reading.rows(store, "demolition") if "新点位" in str(row["name"])]
    return len(found) == _NEW_POINTS


def _move_on(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_2, _CONTROL)
    clerk.line("台账表格", "备案退回")
    clerk.press(Qt.Key.Key_M, _CONTROL)
    clerk.button("转 1 条")


def _moved_on(desk: Desk) -> bool:
    with desk.store() as store:
        return history.history(store)[0].label.startswith("1 条转到")


def _take_photo(desk: Desk) -> None:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("gray"))
    image.save(str(desk.folder / "IMG_0001.jpg"))


def _attach(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_2, _CONTROL)
    clerk.press(Qt.Key.Key_PageDown, _CONTROL)
    clerk.press(Qt.Key.Key_F4)
    clerk.tab("", "附件")
    clerk.until(lambda: clerk.sees("办理环节"))
    clerk.drop([desk.folder / "IMG_0001.jpg"], onto=clerk.widget("拆后"))


def _attached(desk: Desk) -> bool:
    with desk.store() as store:
        return history.history(store)[0].label.startswith("添加")


def _copy_amounts(desk: Desk) -> None:
    QGuiApplication.clipboard().setText("+1\r\n+2\r\n+1")


def _paste_amounts(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_3, _CONTROL)
    clerk.press(Qt.Key.Key_V, _CONTROL)


def _amounts_are_there(desk: Desk) -> bool:
    with desk.store() as store:
        return history.history(store)[0].label.endswith("进度 3 格")


def _report(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_5, _CONTROL)
    clerk.line("应报的报表", "拆违月报")
    clerk.button("导出")
    clerk.button("登记最近一次导出")


def _reported(desk: Desk) -> bool:
    with desk.store() as store:
        return [(one.report, one.period) for one in submit.submissions(store)] == [("R4", MONTH)]


def _report_all(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_5, _CONTROL)
    clerk.button("导出本期全部报表")


def _all_reported(desk: Desk) -> bool:
    return len(list(outbox.documents().glob("*.xlsx"))) > 8


def _send_and_answer(desk: Desk) -> None:
    """The month's list went out; the city changes twelve cells of it, two of which the county changes as well."""
    with desk.store() as store:
        (sent,) = export(store, "R5", MONTH, desk.folder / "报出.xlsx")
        book = openpyxl.load_workbook(sent.path)
        sheet = book.worksheets[0]
        heads = {str(cell.value): int(cell.column or 0) for cell in next(sheet.iter_rows(6, 6)) if cell.value}
        rows = range(8, 8 + 2 * _CHANGES, 2)
        for place, row in enumerate(rows):
            area, officer = sheet.cell(row, heads["12"]), sheet.cell(row, heads["24"])
            if place % 2:
                area.value = float(str(area.value)) + 1
            else:
                officer.value = "市里改的人"
        book.save(desk.folder / "退回.xlsx")
        codes = [str(sheet.cell(row, heads["1"]).value) for row in rows[:_CONTESTED]]
        known = {str(row["code"]): int(str(row["id"])) for row in reading.rows(store, "demolition")}
        with store.write("县里也改") as work:
            ours = [{"officer": "县里改的人"}, {"illegal_area": 99_900}]
            edits = [Edit(known[code], values) for code, values in zip(codes, ours, strict=True)]
            records.change(work, "demolition", edits)


def _accept(clerk: Clerk, desk: Desk) -> None:
    clerk.drop([desk.folder / "退回.xlsx"])
    clerk.button("市局改过的和新增的都采纳")
    for _ in range(_CONTESTED):
        clerk.press(Qt.Key.Key_F8)
        clerk.press(Qt.Key.Key_Space)
    clerk.button("提交")


def _accepted(desk: Desk) -> bool:
    with desk.store() as store:
        rows = reading.rows(store, "demolition")
    return sum(row["officer"] == "市里改的人" for row in rows) == _CHANGES // 2


def _ask(clerk: Clerk, desk: Desk) -> None:
    clerk.card("实施拆违")
    clerk.choose("截至", f"{YEAR}-09-25")
    clerk.cell("各镇(街道)完成率", 0, 1)
    clerk.until(lambda: clerk.reads("截至 2022-09-25"))


def _write_bulletin(clerk: Clerk, desk: Desk) -> None:
    clerk.button("生成通报")
    clerk.until(lambda: clerk.reads("已写好"))


def _bulletin_is_there(desk: Desk) -> bool:
    return bool(list(outbox.documents().glob("*.docx")))


def _end_the_year(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_5, _CONTROL)
    clerk.line("报表与台账", "年度主要指标完成情况表")
    clerk.choose("报告期", f"{YEAR} 年")
    clerk.button("导出")
    clerk.press(Qt.Key.Key_8, _CONTROL)
    clerk.button("年度结转")
    clerk.button("结转到")


def _year_is_over(desk: Desk) -> bool:
    with desk.store() as store:
        return history.history(store)[0].label.startswith(f"年度结转 {YEAR}")


def _hand_over(clerk: Clerk, desk: Desk) -> None:
    clerk.press(Qt.Key.Key_8, _CONTROL)
    clerk.click(clerk.widget("口令"))
    clerk.write("kouling1")
    clerk.then_enter()
    clerk.button("做交接包")


def _handed_over(desk: Desk) -> bool:
    return (outbox.documents().parent / "交接包.zip").exists()


JOBS = (
    Job("一、选单位建台账，收旧台账、任务分解表和工作要点", 12, _begin, _begun, _find_old_ledger, empty=True),
    Job("二、从 Excel 粘贴 20 个拆违点位", 6, _paste_points, _points_are_there, _copy_points),
    Job("二、一个项目转到下一环节", 6, _move_on, _moved_on),
    Job("二、附一张拆后照片", 6, _attach, _attached, _take_photo),
    Job("三、粘贴 3 个项目的本月进度", 4, _paste_amounts, _amounts_are_there, _copy_amounts),
    Job("三、一份月报审核、导出、登记", 8, _report, _reported),
    Job("三、当月全部报表", 8, _report_all, _all_reported),
    Job("四、收退回的 200 行，市里改了 12 处，其中 2 处冲突", 15, _accept, _accepted, _send_and_answer),
    Job("五、一项指标截至某日、某镇的明细", 6, _ask, lambda _: True),
    Job("五、生成当月通报", 2, _write_bulletin, _bulletin_is_there),
    Job("六、年表和年度结转", 9, _end_the_year, _year_is_over),
    Job("七、做加密的交接包", 13, _hand_over, _handed_over),
)


def filled(folder: Path, projects: int = PROJECTS) -> Path:
    """A ledger with a year's work in it, to be copied for each job."""
    path = folder / "满.db"
    with ledger.create(str(path), UNIT, YEAR) as store:
        fill(store, projects)
    return path


def done(job: Job, full: Path, folder: Path) -> Clerk:
    """Do a job in a folder of its own, on a copy of a full ledger; the clerk who did it."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = Desk(folder)
    if not job.empty:
        shutil.copyfile(full, desk.ledger)
    outbox.documents().parent.mkdir(parents=True, exist_ok=True)
    job.prepare(desk)
    window = Window(None if job.empty else str(desk.ledger))
    try:
        window.resize(1366, 768)
        window.show()
        clerk = Clerk(window)
        job.do(clerk, desk)
    finally:
        window.close()
        window.deleteLater()
    assert job.holds(desk), f"没有做成：{job.name}"
    return clerk


@contextmanager
def _own_home() -> Iterator[Path]:
    """A home of this run's own, so that no user's ledger is near."""
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ, {"HOME": folder, "XDG_DATA_HOME": folder}),
    ):
        yield Path(folder)


def measure(_: Sequence[int] = ()) -> Iterator[Verdict]:
    """Every job with its aim."""
    application(sys.argv[:1])
    with _own_home() as home:
        full = filled(home)
        for place, job in enumerate(JOBS):
            clerk = done(job, full, home / str(place))
            what = f"{job.name}：点 {clerk.clicks} 下、按 {clerk.keys} 键"
            yield Verdict("hands", what, clerk.actions, job.aim, unit=" 次")
