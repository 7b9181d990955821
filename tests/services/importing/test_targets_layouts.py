"""However a bureau lays its 任务分解表 out, the same figures come out: order, direction, units and sums vary."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.store import Store
from app.services.importing.figures.book import plan_figures
from app.services.importing.planning.plan import Options
from app.services.importing.view import view
from app.services.workbook.book import Book, Cell, Sheet

TOWNS = {
    "魏塘街道": "330421001",
    "罗星": "330421002",
    "惠民镇": "330421003",
    "大云镇": "330421102",
    "西塘镇": "330421103",
}
TASKS = {
    "农村建设用地复垦": ("T09", ("亩", "万亩", "公顷")),
    "垦造耕地任务": ("T10", ("亩", "公顷")),
    "新增改造绿化面积": ("T17", ("亩", "万亩")),
    "拆违": ("T18", ("万㎡", "㎡")),
    "精准拆违点位": ("T35", ("个",)),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[Cell]], dict[tuple[str, str], tuple[Decimal, str]]]:
    """A sheet of targets, and the truth: (indicator, region) -> (value, unit)."""
    towns = draw(st.permutations(list(TOWNS)).map(lambda names: names[: draw(st.integers(2, len(TOWNS)))]))
    tasks = draw(st.permutations(list(TASKS)).map(lambda names: names[: draw(st.integers(1, len(TASKS)))]))
    units = {task: draw(st.sampled_from(TASKS[task][1])) for task in tasks}
    figures = {(task, town): draw(st.integers(1, 9)) for task in tasks for town in towns}
    truth = {
        (TASKS[task][0], TOWNS[town]): (Decimal(value) / 100 if units[task] != "个" else Decimal(value), units[task])
        for (task, town), value in figures.items()
    }

    def value(task: str, town: str) -> Cell:
        size = figures[task, town] / 100 if units[task] != "个" else figures[task, town]
        return str(size) if draw(st.booleans()) else size

    def total(task: str) -> Cell:
        return sum(figures[task, town] for town in towns) / (100 if units[task] != "个" else 1)

    serial, summed = draw(st.booleans()), draw(st.sampled_from(("first", "last", "none")))
    body: list[list[Cell]]
    if draw(st.booleans()):
        head: list[Cell] = ["任务类型＼镇（街道）", *(f"{task}（{units[task]}）" for task in tasks)]
        body = [[town, *(value(task, town) for task in tasks)] for town in towns]
        sums: list[list[Cell]] = [["合 计", *map(total, tasks)]]
        body = [*sums, *body] if summed == "first" else [*body, *sums] if summed == "last" else body
    else:
        head = ["任务类型", "计量单位", *towns]
        body = [[task, units[task], *(value(task, town) for town in towns)] for task in tasks]
        if summed != "none":
            head, body = [*head, "合计"], [[*row, total(task)] for row, task in zip(body, tasks, strict=True)]
    if serial:
        head, body = ["序号", *head], [[index, *row] for index, row in enumerate(body, 1)]
    above: list[list[Cell]] = draw(st.sampled_from(([], [["附件2"]], [["附件2"], []])))
    rows = [*above, ["2022年度重点工作任务分解表"], head, *body, ["说明：各镇（街道）按月报送。"]]
    return rows, truth


@given(tables())
@settings(max_examples=60)
def test_the_layout_makes_no_difference(
    store: Store, drawn: tuple[list[list[Cell]], dict[tuple[str, str], tuple[Decimal, str]]]
) -> None:
    rows, truth = drawn
    width = max(map(len, rows))
    sheet = Sheet("Sheet1", [(*row, *[""] * (width - len(row))) for row in rows])
    (plan,) = plan_figures(Book("表.xlsx", "", (sheet,)), [], view(store), Options())
    aims = [aim for row in plan.rows for aim in row.targets]
    assert {(aim.indicator, aim.region): (Decimal(aim.value), aim.unit) for aim in aims} == truth
    assert len(aims) == len(truth)
    assert all(total.agrees for total in plan.totals)
    assert {row.action.value for row in plan.rows} == {"create"}
