"""The pictures that lie on a ledger's photo columns: which record each belongs to, and what is said of one that is not
in the file.

They are gathered before the tables of a book are joined, and laid beside what the records have after it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

from app.models.queries.records import Held
from app.services.attachments import Role, roles
from app.services.importing.clean.text import CELL_PICTURE
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapped
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, Brought, RowPlan, RowPlans
from app.services.importing.view import View
from app.services.workbook.book import Book, Cell, Picture, address

_TAKEN = (Action.CREATE, Action.UPDATE, Action.SAME)
_ANSWERED = frozenset({Code.REQUIRED, Code.ERROR_VALUE, Code.FORMULA_WITHOUT_VALUE})
_MISSING = "指向的图片不在这个文件里，没有带入；请向填表人要带图片的原表，或把照片加到附件里"
_NOT_TAKEN = "里的图片没有带入，格式不对或太大；请另存为 JPG 后加到附件里"
_NO_ROOM = "服务器上的台账不存附件，表里的图片没有带入；请把照片放在共享文件夹里，或使用本机台账"
_ELSEWHERE = "有 {} 张图片不在照片列的数据行上，没有带入；要带入的，请移到那一行的照片格里"
_FORBIDDEN = re.compile(r'[、\\/:*?"<>|\x00-\x1f]+')


def gathered(plan: TablePlan, book: Book) -> TablePlan:
    """A table whose rows know the pictures on their photo cells."""
    columns = _photo_columns(plan)
    if not columns:
        return plan
    shown = _with_pictures(plan, {one.column.index for _, one in columns})
    places = [place for place, number in enumerate(plan.rows.numbers) if number in shown] if shown else ()
    return replace(
        plan, rows=plan.rows.replaced({place: _gather(plan.rows[place], plan, columns, book) for place in places})
    )


def _with_pictures(plan: TablePlan, columns: Set[int]) -> set[int]:
    """The rows that have a picture, or a mark that may be one, in some of the columns."""
    table = plan.mapping.table
    called = (table.where(index, table.records, _calls_picture) for index in columns)
    placed = {number for number, index in (*table.sheet.pictures, *table.sheet.marks) if index in columns}
    return placed.union(*called)


def _calls_picture(cell: Cell) -> bool:
    return CELL_PICTURE.match(str(cell)) is not None


def _photo_columns(plan: TablePlan) -> list[tuple[Role, Mapped]]:
    kind = plan.mapping.kind
    by_field = {one.field: one for one in roles(kind) if one.field} if kind else {}
    return [(by_field[one.field.name], one) for one in plan.mapping.mapped if one.field.name in by_field]


def _gather(row: RowPlan, plan: TablePlan, columns: Sequence[tuple[Role, Mapped]], book: Book) -> RowPlan:
    sheet = plan.mapping.table.sheet
    for role, one in columns:
        place = (row.row, one.column.index)
        floating = sheet.pictures.get(place, ())
        mark = sheet.marks.get(place)
        called = CELL_PICTURE.match(str(sheet.cell(*place)) or (mark.formula if mark else ""))
        inside = book.cell_pictures.get(called[1]) if called else None
        if found := [shown for shown in (inside, *floating) if shown and shown.suffix]:
            row = _with(row, role, _brought(found, role, Path(book.name).stem, address(*place)))
        if called and inside not in found:
            row = _without_picture(row, one, _NOT_TAKEN if inside else _MISSING)
    return row


def _brought(found: Sequence[Picture], role: Role, book: str, cell: str) -> list[Brought]:
    made = [f"{role.name}-{book}-{cell}" + (f"-{number}" if number > 1 else "") for number in range(1, len(found) + 1)]
    names = [_FORBIDDEN.sub("-", one.name or name) + one.suffix for one, name in zip(found, made, strict=True)]
    return [Brought(role.name, role.field, name, one) for one, name in zip(found, names, strict=True)]


def _with(row: RowPlan, role: Role, brought: Sequence[Brought]) -> RowPlan:
    """The row with pictures in a cell, which is then neither blank nor wrong."""
    name = role.field
    changes = {key: change for key, change in row.changes.items() if key != name or change[1] is not None}
    waiting = [one for one in row.waiting if one.field != name]
    issues = [one for one in row.issues if one.field != name or one.code not in _ANSWERED]
    idle = row.action is Action.UPDATE and not changes and not waiting
    return replace(
        row,
        action=Action.SAME if idle else row.action,
        changes=changes,
        waiting=waiting,
        issues=issues,
        pictures=(*row.pictures, *brought),
    )


def _without_picture(row: RowPlan, one: Mapped, why: str) -> RowPlan:
    cell = f"{one.column.letter}{row.row}"
    others = [issue for issue in row.issues if issue.cell != cell or issue.code not in _ANSWERED]
    text = f"“{one.field.label}”{why}"
    issue = Issue(one.column.letter, cell, Code.FORMULA_WITHOUT_VALUE, Severity.ERROR, text, one.field.name)
    return replace(row, issues=[*others, issue])


def compared(tables: Sequence[TablePlan], seen: View) -> tuple[TablePlan, ...]:
    """The tables whose rows bring only what their records do not have; a blank field gets its first picture's name."""
    bringing = [(str(table.mapping.kind), row) for table in tables for row in table.rows.apart.values() if row.pictures]
    if not bringing:
        return tuple(tables)
    known = seen.attached({row.id for _, row in bringing if row.id is not None})
    held: dict[int, Held] = {}
    for kind in {kind for kind, _ in bringing}:
        held |= seen.held(kind, [row.id for its, row in bringing if its == kind and row.id is not None])
    return tuple(replace(table, rows=_all_compared(table.rows, known, held)) for table in tables)


def _all_compared(rows: RowPlans, known: set[tuple[int, str, str]], held: Mapping[int, Held]) -> RowPlans:
    return rows.replaced({place: _compared(row, known, held) for place, row in rows.apart.items()})


def _compared(row: RowPlan, known: set[tuple[int, str, str]], held: Mapping[int, Held]) -> RowPlan:
    if not row.pictures:
        return row
    if row.action not in _TAKEN or (row.action is Action.SAME and row.id is None):
        return replace(row, pictures=())
    once = {(one.role, one.picture.sha256): one for one in reversed(row.pictures)}
    new = [one for one in reversed(once.values()) if not known & _as_attached(row, one)]
    if not new:
        return replace(row, pictures=())
    before = held[row.id].values if row.id is not None else {}
    names = {one.field: one.name for one in reversed(new) if before.get(one.field) is None}
    changes = {name: (None, told) for name, told in names.items()} if row.id is not None else {}
    return replace(
        row,
        action=Action.UPDATE if row.action is Action.SAME else row.action,
        values={**names, **row.values},
        changes={**changes, **row.changes},
        pictures=tuple(new),
    )


def _as_attached(row: RowPlan, one: Brought) -> set[tuple[int | None, str, str]]:
    """How the ledger would know a picture: by its own bytes, or by those of the photo it was drawn from."""
    return {(row.id, one.role, sha256) for sha256 in (one.picture.sha256, one.picture.drawn_of) if sha256}


def remarks(book: Book, tables: Sequence[TablePlan], *, kept: bool) -> Iterator[str]:
    """What is to be said of pictures that do not come along; ``kept`` says that the ledger keeps attachments at all."""
    floating = (one for sheet in book.sheets for several in sheet.pictures.values() for one in several)
    shown = {one.part: one for one in (*floating, *book.cell_pictures.values())}
    if not shown or not any(map(_photo_columns, tables)):
        return
    if not kept:
        yield _NO_ROOM
        return
    if unusable := sum(not one.suffix for one in shown.values()):
        yield f"有 {unusable} 张图片没有带入：{_unusable()}"
    brought = {one.picture.part for table in tables for row in table.rows.apart.values() for one in row.pictures}
    if elsewhere := sum(bool(one.suffix) and part not in brought for part, one in shown.items()):
        yield _ELSEWHERE.format(elsewhere)


def _unusable() -> str:
    """Which pictures are taken."""
    from app.services.workbook.read.pictures import LARGEST, MOST  # most workbooks have no pictures

    return (
        f"只收 PNG、JPG、GIF、BMP、WEBP、TIFF，每张不超过 {LARGEST >> 20} 兆字节，一个文件共不超过 {MOST >> 20} 兆字节"
    )
