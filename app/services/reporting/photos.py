"""The photos of a report or ledger in the cells that name them: what the attachments have, what is said of the rest."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.models.queries import attachments as queries
from app.models.queries.attachments import Kept
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import attachments
from app.services.reporting.forms.form import Form, OfField, Rows
from app.services.workbook.drawing import COLUMN_WIDTH, LYING, PLACED
from app.services.workbook.layout import Photo, SheetFill
from app.services.workbook.picture_head import kind_of, orientation_of, size_of
from app.services.workbook.read.pictures import LARGEST, MOST

_WIDEST: Final = 3
"""A column grows for so many photos beside each other; more of them become smaller."""


HEAVY: Final = 1 << 20
"""Bytes above which a photo is drawn anew, smaller, where someone can."""
Redraw = Callable[[Path, str], Path | None]
"""From a photo's file and its SHA-256 a file that a spreadsheet shows, upright and as large as is printed; or None."""


@dataclass(frozen=True, slots=True)
class Photographed:
    """A sheet with its photos, and what is said of them."""

    fill: SheetFill
    said: str


def has_photo_columns(form: Form) -> bool:
    """Whether a form or ledger has cells that name photos."""
    names = {one.field for one in attachments.roles(form.ledger) if one.field}
    if form.rows is Rows.LEDGER:
        return bool(names)
    return any(isinstance(one.source, OfField) and one.source.name in names for one in form.columns)


def require_photo_columns(form: Form, having: Sequence[Form]) -> None:
    """Raise ``Refusal`` for a form without a place for photos; ``having`` are those that have one."""
    if not has_photo_columns(form):
        names = "、".join(f"{one.id}（{one.name}）" for one in having)
        raise Refusal(f"“{form.name}”没有照片列，放不下照片", f"请不附照片，或换一张有照片列的：{names}")


def with_photos(store: Store, form: Form, fill: SheetFill, redraw: Redraw | None) -> Photographed:
    """The sheet with the photos of its rows, whose ``row_id`` is the record's.

    What is heavy, or of a kind that no spreadsheet shows, goes through ``redraw``. Raises ``Refusal`` where they are
    more than a workbook that is read back may hold.
    """
    places = _places(form, fill)
    with store.read() as session:
        kept = queries.in_roles(session, form.ledger, list(places))
    if isinstance(fill.rows, Sequence):
        listed = {row.row_id for row in fill.rows}
        kept = [one for one in kept if str(one.record) in listed]
    known = {one.sha256: _looked_at(store, one, redraw) for one in {one.sha256: one for one in kept}.values()}
    _require_room([one.path for one in known.values() if one])
    photos: dict[str, list[Photo]] = {}
    left_out = []
    for one in kept:
        if found := known[one.sha256]:
            shown = replace(found, column=places[one.role], name=one.name)
            photos.setdefault(str(one.record), []).append(shown)
        else:
            left_out.append(one.name)
    return Photographed(_widened(fill, places, photos), _said(photos, left_out))


def _places(form: Form, fill: SheetFill) -> dict[str, int]:
    """The column of each role's photos: role -> index."""
    if form.rows is Rows.LEDGER:
        fields = [column.key for column in fill.layout.columns]
    else:
        fields = [one.source.name if isinstance(one.source, OfField) else "" for one in form.columns]
    return {one.name: fields.index(one.field) for one in attachments.roles(form.ledger) if one.field in fields}


def _require_room(files: Sequence[Path]) -> None:
    size = sum(one.stat().st_size for one in files)
    if size > MOST:
        raise Refusal(
            f"照片共 {size >> 20} 兆字节，一个工作簿最多放 {MOST >> 20} 兆字节",
            "请不附照片，或换一张行数少的明细表附照片",
        )


def _looked_at(store: Store, one: Kept, redraw: Redraw | None) -> Photo | None:
    """The file of an attachment as a photo; None where it is missing, was changed, or no spreadsheet shows it."""
    path = attachments.whole(store, one)
    if path is None or not path.stat().st_size:
        return None
    found = _photo(path, one)
    if redraw and (found is None or path.stat().st_size > HEAVY):
        drawn = redraw(path, str(one.sha256))
        found = (_photo(drawn, one) if drawn else None) or found
    return found


def _photo(path: Path, one: Kept) -> Photo | None:
    if path.stat().st_size > LARGEST:
        return None
    content = path.read_bytes()
    suffix, size, held = kind_of(content), size_of(content), orientation_of(content)
    if suffix not in PLACED or size is None:
        return None
    width, height = reversed(size) if held in LYING else size
    return Photo(
        column=0,
        path=path,
        sha256=str(one.sha256),
        suffix=suffix,
        name=one.name,
        width=width,
        height=height,
        orientation=held,
    )


def _widened(fill: SheetFill, places: Mapping[str, int], photos: Mapping[str, Sequence[Photo]]) -> SheetFill:
    """The sheet with its photos and with columns that are wide enough for them."""
    widths = dict.fromkeys(places.values(), 0)
    for several in photos.values():
        for index, many in Counter(one.column for one in several).items():
            widths[index] = max(widths[index], min(many, _WIDEST))
    columns = tuple(
        replace(one, width=max(one.width or 0, COLUMN_WIDTH * widths[index]), pictured=True)
        if widths.get(index)
        else one
        for index, one in enumerate(fill.layout.columns)
    )
    return replace(fill, layout=replace(fill.layout, columns=columns), photos=photos)


def _said(photos: Mapping[str, Sequence[Photo]], left_out: Sequence[str]) -> str:
    return "；".join(_parts(sum(map(len, photos.values())), left_out))


def _parts(placed: int, left_out: Sequence[str]) -> Iterator[str]:
    yield f"附照片 {placed} 张" if placed else "这些记录的附件里没有可以放进表里的照片"
    if left_out:
        names = "、".join(left_out[:_WIDEST]) + (" 等" if len(left_out) > _WIDEST else "")
        yield (
            f"有 {len(left_out)} 张没有放入（{names}）：文件不在附件文件夹里、被改动过、"
            f"超过 {LARGEST >> 20} 兆字节，或不是打得开的照片（手机的 HEIC 请另存为 JPG）；请在记录的附件里查看"
        )
