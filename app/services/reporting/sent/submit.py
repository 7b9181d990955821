"""What was sent: registering an export as submitted, correcting it, cancelling it with a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models import period as periods
from app.models.moment import moment
from app.models.queries import settings as choices
from app.models.queries import submissions as queries
from app.models.queries.submissions import Export, Sent
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.submission import Submission
from app.services.reporting.build import build
from app.services.reporting.export import form_named
from app.services.reporting.forms.form import Form, Rows
from app.services.reporting.sent.file import keep_sent
from app.services.reporting.sent.frozen import Frozen, freeze, sheets_text, unpack
from app.services.reporting.sheet import sheets_of


@dataclass(frozen=True, slots=True)
class Submitted:
    """A registered submission; ``notes`` are sentences the clerk should know of it."""

    sent: Sent
    file: str
    notes: tuple[str, ...]


def submissions(store: Store) -> list[Sent]:
    """Every submission, newest first."""
    with store.read() as session:
        return queries.submissions(session)


def submit(
    store: Store, report: str, period: str | None, *, number: str | None = None, replaces: str | None = None
) -> Submitted:
    """Register the newest export of a report and period as sent, with its figures and the SHA-256 of its file.

    ``number`` is the sender's own (a 文号 perhaps), by default made of report, period and count. ``replaces`` names
    the submission that this one corrects. Raises ``Refusal`` where there is nothing final to send, where the same
    bytes were sent before, and where a submission stands that is not named.
    """
    form = form_named(report)
    asked = _period(store, form, period)
    known = submissions(store)
    export = _to_send(store, form, asked, known)
    corrected = _corrected(form, asked, known, replaces)
    row = _row(store, export, _number(form, asked, known, number), corrected)
    left = keep_sent(store, export)
    with store.write(f"登记报送：{form.name} {asked.label}") as work:
        (key,) = work.insert(Submission, [row])
    sent = next(one for one in submissions(store) if one.id == key)
    return Submitted(sent, export.file, (*filter(None, [left]), *_moved_on(store, form, export)))


def cancel(store: Store, which: str, reason: str) -> Sent:
    """Cancel a submission; it stays in the register with the reason. What it had replaced stands again."""
    sent = named(submissions(store), which)
    if sent.cancelled is not None:
        raise Refusal(f"第 {sent.id} 次报送（{sent.number}）已经作废：{sent.cancelled}", "不用再作废")
    if sent.replaced_by is not None:
        raise Refusal(
            f"第 {sent.id} 次报送（{sent.number}）已由第 {sent.replaced_by} 次更正",
            f"要作废请先作废第 {sent.replaced_by} 次",
        )
    if not reason.strip():
        raise Refusal("没有写明作废的理由", "请写明理由，例如“市局要求重报”（命令行用 --reason）")
    with store.write(f"作废报送：{sent.number}") as work:
        work.update(Submission, [(sent.id, {"cancelled": reason.strip()})])
    return next(one for one in submissions(store) if one.id == sent.id)


def named(known: Sequence[Sent], which: str) -> Sent:
    """The submission of a count or a number. Raises ``Refusal`` where there is none."""
    which = which.strip()
    for sent in known:
        if which in (str(sent.id), sent.number):
            return sent
    if not known:
        raise Refusal(f"没有“{which}”这次报送，这本台账还没有登记过报送", "请先导出报表，再用 submit 登记")
    have = "、".join(f"{sent.id}（{sent.number}）" for sent in known[:5])
    raise Refusal(f"没有“{which}”这次报送", f"请用 submissions 查看；最近的有：{have}")


def frozen_of(store: Store, sent: Sent) -> tuple[Frozen, int]:
    """What a submission said, and the last batch of the ledger then."""
    with store.read() as session:
        export = queries.export(session, sent.export_id or "")
    if export is None:
        raise Refusal(f"第 {sent.id} 次报送（{sent.number}）没有留下导出时的记录", "请换一次由本台账导出后登记的报送")
    return unpack(export.packed), export.journal_head


def _period(store: Store, form: Form, text: str | None) -> periods.Period:
    if form.rows is Rows.LEDGER:
        raise Refusal(f"“{form.name}”是台账，不登记报送", "请换一张报表，例如 R4")
    if not text:
        raise Refusal(f"没有写明“{form.name}”的报告期", "请用 --period 写明，例如 2022-06")
    with store.read() as session:
        return periods.parse(text, choices.settings(session).cutoff_day)


def _to_send(store: Store, form: Form, asked: periods.Period, known: Sequence[Sent]) -> Export:
    with store.read() as session:
        export = queries.newest_export(session, form.id, asked.text)
    again = f"export {form.id} --period {asked.text} --out 文件夹"
    if export is None:
        raise Refusal(f"“{form.name}”{asked.label}还没有导出过", f"请先导出（命令行：{again}）")
    if export.draft:
        raise Refusal(
            f"“{form.name}”{asked.label}最近一次导出的是草稿，不能登记报送",
            f"请改正没有通过的强制审核（命令行用 check {form.id} --period {asked.text} 查看），再重新导出（{again}）",
        )
    same = next((one for one in known if one.sha256 == export.sha256 and one.cancelled is None), None)
    if same is not None:
        raise Refusal(
            f"这份文件已经登记过，是第 {same.id} 次报送（{same.number}）",
            f"数字有更正时请重新导出，再登记（命令行加 --replaces {same.id}）",
        )
    return export


def _corrected(form: Form, asked: periods.Period, known: Sequence[Sent], replaces: str | None) -> Sent | None:
    """The submission that is corrected; the one that stands has to be named."""
    standing = [one for one in known if one.stands and (one.report, one.period) == (form.id, asked.text)]
    if replaces is None:
        if standing:
            raise Refusal(
                f"“{form.name}”{asked.label}已经报送过，是第 {standing[0].id} 次（{standing[0].number}）",
                f"更正请加 --replaces {standing[0].id}",
            )
        return None
    old = named(known, replaces)
    if (old.report, old.period) != (form.id, asked.text):
        raise Refusal(f"第 {old.id} 次报送（{old.number}）是另一张报表或另一个报告期", "请用 submissions 查看编号")
    if not old.stands:
        state = "已经作废" if old.cancelled is not None else f"已由第 {old.replaced_by} 次更正"
        step = f"请写 --replaces {standing[0].id}" if standing else "请去掉 --replaces"
        raise Refusal(f"第 {old.id} 次报送（{old.number}）{state}", step)
    return old


def _number(form: Form, asked: periods.Period, known: Sequence[Sent], given: str | None) -> str:
    if given is not None and given.strip():
        if any(given.strip() in (one.number, str(one.id)) for one in known):
            raise Refusal(f"编号“{given.strip()}”已经用过", "请换一个编号，或不写 --number")
        return given.strip()
    made = sum((one.report, one.period) == (form.id, asked.text) for one in known) + 1
    return f"{form.id}-{asked.text}-{made}"


def _row(store: Store, export: Export, number: str, corrected: Sent | None) -> dict[str, str | int | None]:
    return {
        "number": number,
        "report": export.report,
        "form_version": export.form_version,
        "period": export.period,
        "unit": export.unit,
        "sent_at": moment(),
        "sent_by": store.operator,
        "sha256": export.sha256,
        "frozen": sheets_text(unpack(export.packed)),
        "replaces": corrected.id if corrected else None,
        "export_id": export.export_id,
    }


def _moved_on(store: Store, form: Form, export: Export) -> Iterator[str]:
    """What the clerk may not think of: the ledger went on since the export."""
    now = freeze(sheets_of(build(store, form, export.period)))
    if sheets_text(now) != sheets_text(unpack(export.packed)):
        yield "导出之后台账又有改动；登记的是导出时的数字，要报新的数字请重新导出。"
