"""What was done, and taking it back: any batch, also after a restart; refused where someone edited it since."""

from collections.abc import Sequence
from datetime import datetime

from app.models import undo as moving
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import journal, records
from app.models.queries.journal import Step
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.submission import Submission
from app.models.tables import TITLES
from app.models.undo import Cell
from app.models.work import Change

_SHOWN = 5
_BIRTH = 1  # the first batch of every ledger is its own making


class EditedSince(Refusal):
    """A batch cannot be taken back or brought again: these cells no longer hold what it left there."""

    def __init__(self, cells: Sequence[Cell], sentences: Sequence[str]) -> None:
        listed = "；".join(sentences[:_SHOWN]) + ("……" if len(sentences) > _SHOWN else "")
        super().__init__(f"有 {len(cells)} 处在这之后又改过：{listed}", "请先撤销后来的修改，再撤销这一步")
        self.cells = tuple(cells)


def history(store: Store, *, before: int | None = None, words: str = "", most: int | None = None) -> list[Step]:
    """The batches, newest first: ``most`` of those before one, with all the words in label, operator or file."""
    with store.read() as session:
        return journal.steps(session, before=before, words=words, most=most)


def moment(step: Step) -> str:
    """When a batch was done as the clock on the wall said, to the minute; what is kept is universal time."""
    return clock(step.when)


def clock(kept: str) -> str:
    """A kept moment as the clock on the wall said, to the minute."""
    return datetime.fromisoformat(kept).astimezone().strftime("%Y-%m-%d %H:%M")


def undo(store: Store, batch: int) -> Change:
    """Take a batch back, as a batch of its own. Raises ``EditedSince``, or ``Refusal`` where there is nothing to do."""
    step = _own(store, batch)
    with store.read() as session:
        sent = journal.touches(session, batch, Submission.__tablename__)
    if sent:
        raise Refusal(
            f"第 {batch} 步“{step.label}”是报送登记，不能撤销",
            "请在“报送”页的报送登记里作废（命令行：submissions cancel 编号 --reason 理由）",
        )
    if step.undone:
        raise Refusal(
            f"第 {batch} 步“{step.label}”已经撤销过了", f"要恢复请在“历史”页点“恢复这一步”（命令行：redo {batch}）"
        )
    return _move(store, step, back=True)


def redo(store: Store, batch: int) -> Change:
    """Bring a batch again that was taken back."""
    step = _own(store, batch)
    if not step.undone:
        raise Refusal(f"第 {batch} 步“{step.label}”没有被撤销，无需恢复", "请在历史里查看哪些步骤已撤销")
    return _move(store, step, back=False)


def known(store: Store, batch: int) -> Step:
    """A batch by its number; raises ``Refusal`` where there is none."""
    with store.read() as session:
        step = journal.step(session, batch)
    if step is None:
        raise Refusal(f"历史里没有第 {batch} 步", "请用 history 查看有哪些步骤")
    return step


def _own(store: Store, batch: int) -> Step:
    """A batch that a person may take back or bring again."""
    step = known(store, batch)
    if batch == _BIRTH:
        raise Refusal("新建台账这一步不能撤销", "不再需要这本台账时，请关闭后移走文件")
    if step.reverts is not None:
        raise Refusal(f"第 {batch} 步“{step.label}”本身就是撤销或恢复", f"请对第 {step.reverts} 步用 undo 或 redo")
    return step


def _move(store: Store, step: Step, *, back: bool) -> Change:
    label = f"{'撤销' if back else '恢复'}：{step.label}"
    with store.write(label, watched=False) as work:  # it asks of every cell itself what became of it since
        forward = moving.moves(work.session, step.batch)
        steps = [move.backwards() for move in forward] if back else forward
        cells = moving.obstacles(work.session, steps)
        if cells:
            raise EditedSince(cells, [_sentence(store, cell) for cell in cells[: _SHOWN + 1]])
        moving.take(work, steps)
        moving.mark(work, step.batch, undone=back)
    return store.last_change


def _sentence(store: Store, cell: Cell) -> str:
    """A cell as a clerk finds it: the record's code or name, the field's label, what it holds now."""
    if cell.table not in LEDGERS:
        return f"{TITLES.get(cell.table, '设置')} {cell.key}"
    with store.read() as session:
        held = records.one(session, cell.table, int(cell.key))
    if held is None:
        return f"已不在台账的记录 {cell.key}"
    who = held.values.get("code") or held.values.get("name") or f"第 {cell.key} 号记录"
    field = fields_of(cell.table).get(cell.column)
    if field is None:
        return f"{who} 又有了新的{TITLES.get(cell.column, '内容')}"
    return f"{who} 的{field.label}现为“{field.show(held.values[cell.column]) or '空'}”"
