"""The pictures of a workbook become photos of its records: once, in the same step, whatever is broken in them."""

import hashlib
import zipfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from app.models.queries import records
from app.models.queries.importing import identities
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import attachments, history
from app.services.importing.deciding.prepared import carry_out, prepare, rehearse
from app.services.importing.issue import Code, Severity
from app.services.importing.planning.file_plan import plan_file
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.report import as_json, summary
from app.services.importing.view import view
from app.services.workbook.read import pictures as read_pictures
from app.services.workbook.read.book import read
from tests.services.importing.books import applied, planned, rows
from tests.services.importing.pictured import SHEET, Drawn, pictured, png, shown

HEAD = ["点位编号", "点位名称", "镇街", "村", "违建面积（㎡）", "拆前照片", "拆后照片"]
BEFORE, AFTER = 5, 6
Kept = list[tuple[str, str, bytes]]
T = TypeVar("T")


def whole(steps: Generator[object, None, T]) -> T:
    """What comes of steps in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found


def point(number: int, before: object = None, after: object = None) -> list[object]:
    return [f"CW-330421-2022-{number:04d}", f"{number}号点位", "西塘镇", "荷池村", 120.5, before, after]


def photos(store: Store, code: str) -> Kept:
    """The photos of a point: role, name, content."""
    with store.read() as session:
        (found,) = [one.id for one in identities(session, "demolition") if one.code == code]
    papers = attachments.of_record(store, "demolition", found)
    return [(one.role, one.name, attachments.require_whole(one).read_bytes()) for one in papers]


def field(store: Store, code: str, name: str) -> object:
    with store.read() as session:
        ids = [one.id for one in identities(session, "demolition") if one.code == code]
        return records.many(session, "demolition", ids)[ids[0]].values[name]


def damaged(folder: Path, parts: dict[str, bytes]) -> Path:
    """A workbook with a picture inside a cell and one over a cell, some of whose parts are others."""
    return pictured(
        folder / "坏图.xlsx",
        [HEAD, point(1, shown("ID_A")), point(2)],
        {"ID_A": Drawn(png(1))},
        [(3, BEFORE, Drawn(png(2)))],
        parts,
    )


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """Pictures inside the cells of the first row, one floating over the second."""
    return pictured(
        tmp_path / "带照片.xlsx",
        [HEAD, point(1, shown("ID_A"), shown("ID_B", prefix="_xlfn.")), point(2)],
        {"ID_A": Drawn(png(1), r"D:\相机\IMG_01.JPG"), "ID_B": Drawn(png(2))},
        [(3, BEFORE, Drawn(png(3))), (3, BEFORE, Drawn(png(4)))],
    )


def test_pictures_become_photos_of_their_rows_in_the_same_step(store: Store, both: Path) -> None:
    shown_first = planned(store, both)
    assert (shown_first.files[0].pictures, as_json(shown_first)["files"][0]["pictures"]) == (4, 4)  # type: ignore[index]
    assert not attachments.folder(store).exists()
    report = applied(store, both)
    assert "新增 2 行，照片 4 张" in summary(report)[0]
    assert photos(store, "CW-330421-2022-0001") == [
        ("拆前", "IMG_01.png", png(1)),
        ("拆后", "拆后-带照片-G2.png", png(2)),
    ]
    assert photos(store, "CW-330421-2022-0002") == [
        ("拆前", "拆前-带照片-F3.png", png(3)),
        ("拆前", "拆前-带照片-F3-2.png", png(4)),
    ]
    assert field(store, "CW-330421-2022-0001", "photo_before") == "IMG_01.png"
    assert field(store, "CW-330421-2022-0002", "photo_before") == "拆前-带照片-F3.png"
    assert not any(issue.field in ("photo_before", "photo_after") for row in rows(report) for issue in row.issues)
    batch = report.files[0].batch
    assert batch is not None
    history.undo(store, batch)
    with store.read() as session:
        assert not identities(session, "demolition")
    history.redo(store, batch)
    assert len(photos(store, "CW-330421-2022-0002")) == 2


def test_the_same_pictures_again_add_nothing_and_new_ones_come_to_rows_that_are_the_same(
    store: Store, both: Path, tmp_path: Path
) -> None:
    applied(store, both)
    again = pictured(
        tmp_path / "再来.xlsx",
        [HEAD, point(1, shown("ID_X")), point(2)],
        {"ID_X": Drawn(png(1))},
        [(3, BEFORE, Drawn(png(4)))],
    )
    report = applied(store, again, clear=True)
    assert [row.action for row in rows(report)] == [Action.UPDATE, Action.SAME], "拆后照片 is blank in the first row"
    assert (report.files[0].pictures, field(store, "CW-330421-2022-0001", "photo_before")) == (0, "IMG_01.png")
    more = pictured(
        tmp_path / "又有.xlsx",
        [HEAD, point(1), point(2)],
        None,
        [(2, BEFORE, Drawn(png(9))), (3, BEFORE, Drawn(png(3))), (3, AFTER, Drawn(png(3))), (3, AFTER, Drawn(png(3)))],
    )
    report = applied(store, more)
    assert [(row.action, len(row.pictures), dict(row.changes)) for row in rows(report)] == [
        (Action.UPDATE, 1, {}),
        (Action.UPDATE, 1, {"photo_after": (None, "拆后-又有-G3.png")}),
    ]
    assert ("拆前", "拆前-又有-F2.png", png(9)) in photos(store, "CW-330421-2022-0001")
    assert field(store, "CW-330421-2022-0001", "photo_before") == "IMG_01.png"


def test_a_cell_whose_picture_is_not_in_the_file_is_named_and_no_text(store: Store, tmp_path: Path) -> None:
    path = pictured(
        tmp_path / "缺图.xlsx", [[*HEAD, "备注"], [*point(1, shown("ID_GONE")), shown("ID_A")]], {"ID_A": Drawn(png(1))}
    )
    report = applied(store, path)
    (row,) = rows(report)
    said = {issue.cell: issue for issue in row.issues if issue.code is Code.FORMULA_WITHOUT_VALUE}
    assert said["F2"].severity is Severity.ERROR
    assert "指向的图片不在这个文件里" in "".join(summary(report))
    assert said["H2"].text == "“备注”里是一张图片，不是文字，没有采用"
    assert "有 1 张图片不在照片列的数据行上" in "".join(report.files[0].remarks)
    assert [field(store, "CW-330421-2022-0001", name) for name in ("photo_before", "remark")] == [None, None]
    assert not row.waiting
    assert {one.action for one in rows(applied(store, pictured(tmp_path / "b.xlsx", [HEAD, point(1)])))} == {
        Action.SAME
    }


@pytest.mark.parametrize("saved", ['t="e"><f>{}</f><v>#NAME?</v>', "><f>{}</f>"])
def test_a_cell_that_another_program_saved_without_its_picture_still_has_it(
    store: Store, tmp_path: Path, saved: str
) -> None:
    path = pictured(tmp_path / "别处存.xlsx", [HEAD, point(1, "这里")], {"ID_A": Drawn(png(1))})
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts[SHEET].decode()
    start = sheet.index('<c r="F2"')
    end = sheet.index("</c>", start)
    cell = '<c r="F2" ' + saved.format("_xlfn.DISPIMG(&quot;ID_A&quot;,1)")
    parts[SHEET] = (sheet[:start] + cell + sheet[end:]).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    report = applied(store, path)
    (row,) = rows(report)
    assert not row.waiting
    assert {one.code for one in row.issues} <= {Code.REQUIRED}
    assert photos(store, "CW-330421-2022-0001") == [("拆前", "拆前-别处存-F2.png", png(1))]


@pytest.mark.parametrize(
    ("parts", "remark"),
    [
        ({"xl/drawings/drawing1.xml": b"<broken"}, "有的图片读不出来"),
        ({"xl/drawings/drawing1.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "有的图片读不出来"),
        ({"xl/cellimages.xml": b"<broken"}, "有的图片读不出来"),
        ({"xl/drawings/drawing1.xml": b"<a>" + b" " * 3000 + b"</a>"}, "有的图片读不出来"),
    ],
)
def test_what_is_broken_costs_its_pictures_and_a_remark(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, parts: dict[str, bytes], remark: str
) -> None:
    monkeypatch.setattr(read_pictures, "MOST_DRAWING", 2000)
    path = damaged(tmp_path, parts)
    found = read_pictures.find_pictures(path.read_bytes())
    assert sum(map(len, found.floating.values())) + len(found.inside) == 1
    assert [one[: len(remark)] for one in found.remarks] == [remark]


def test_a_broken_drawing_costs_no_row(store: Store, tmp_path: Path) -> None:
    report = applied(store, damaged(tmp_path, {"xl/drawings/_rels/drawing1.xml.rels": b"<!DOCTYPE a>"}))
    assert [row.action for row in rows(report)] == [Action.CREATE, Action.CREATE]
    assert report.files[0].pictures == 1
    assert "有的图片读不出来" in "".join(summary(report))


def test_what_is_no_picture_is_named_in_its_cell_and_for_the_file(store: Store, tmp_path: Path) -> None:
    report = applied(store, damaged(tmp_path, {"xl/media/float1.bin": b"<svg/>", "xl/media/cell1.bin": b""}))
    assert report.files[0].pictures == 0
    said = "".join(summary(report))
    assert "有 2 张图片没有带入：只收 PNG、JPG" in said
    assert "“拆前照片”里的图片没有带入，格式不对或太大" in said
    bare = pictured(tmp_path / "无照片列.xlsx", [HEAD[:5], point(3)[:5]], None, [(1, 9, Drawn(b"<svg/>"))])
    assert applied(store, bare).files[0].remarks == ()


@pytest.mark.parametrize(("each", "all_of_them", "count"), [(70, 1000, 3), (len(png(1)), 150, 2), (20, 1000, 0)])
def test_pictures_are_taken_up_to_a_bound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, each: int, all_of_them: int, count: int
) -> None:
    monkeypatch.setattr(read_pictures, "LARGEST", each)
    monkeypatch.setattr(read_pictures, "MOST", all_of_them)
    floating = [(number, BEFORE, Drawn(png(number))) for number in (2, 3, 4)]
    path = pictured(tmp_path / "多.xlsx", [HEAD, point(1)], None, floating)
    found = read_pictures.find_pictures(path.read_bytes())
    assert [bool(one[0].suffix) for one in found.floating["台账"].values()] == [True] * count + [False] * (3 - count)


@pytest.mark.parametrize(
    ("start", "suffix"),
    [
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"GIF89a", ".gif"),
        (b"BM\x10\0\0\0\0\0\0\0", ".bmp"),
        (b"RIFF\x10\0\0\0WEBP", ".webp"),
    ],
)
def test_the_first_bytes_say_what_a_picture_is(tmp_path: Path, start: bytes, suffix: str) -> None:
    path = pictured(tmp_path / "种.xlsx", [HEAD], {"ID_A": Drawn(start + b"more", "拆前、1.png")})
    picture = read(path).cell_pictures["ID_A"]
    assert (picture.suffix, picture.name, picture.size) == (suffix, "拆前、1", len(start) + 4)
    assert picture.sha256 == hashlib.sha256(start + b"more").hexdigest()
    assert not read_pictures.find_pictures(b"no package").inside


def test_what_the_clerk_leaves_aside_stays_out(store: Store, both: Path) -> None:
    assert applied(store, both, choices={("台账", 2, ""): False}).files[0].batch is not None
    with store.read() as session:
        assert [one.code for one in identities(session, "demolition")] == ["CW-330421-2022-0002"]
    assert len(list(attachments.folder(store).iterdir())) == 2


def test_a_photo_that_is_left_aside_is_not_added(store: Store, tmp_path: Path) -> None:
    applied(store, pictured(tmp_path / "a.xlsx", [HEAD, point(1)]))
    path = pictured(tmp_path / "b.xlsx", [HEAD, point(1)], None, [(2, BEFORE, Drawn(png(1)))])
    left = applied(store, path, choices={("台账", 2, "photo_before"): False})
    assert (left.files[0].batch, photos(store, "CW-330421-2022-0001")) == (None, [])
    mine = applied(store, path, others={("台账", 2, "photo_before"): "我的.jpg"})
    assert mine.files[0].batch is not None
    assert photos(store, "CW-330421-2022-0001") == [("拆前", "拆前-b-F2.png", png(1))]
    assert field(store, "CW-330421-2022-0001", "photo_before") == "我的.jpg"


def test_what_is_tried_out_keeps_no_file_and_what_was_looked_at_is_what_is_kept(store: Store, both: Path) -> None:
    seen = whole(prepare(store, [both], Options()))
    rehearse(store, seen, Options())
    assert not attachments.folder(store).exists()
    pictured(both, [HEAD, point(7)])
    with pytest.raises(Refusal, match="在核对之后有改动"):
        whole(carry_out(store, seen, Options()))
    with store.read() as session:
        assert not identities(session, "demolition")


def test_two_sheets_that_tell_of_one_point_bring_the_pictures_of_both(store: Store, both: Path) -> None:
    book = read(both)
    twice = replace(book, sheets=(book.sheets[0], replace(book.sheets[0], name="又一张")))
    plan = plan_file(both, twice, view(store), Options())
    first, second = plan.tables
    assert [len(row.pictures) for row in first.rows] == [2, 2]
    assert [(row.action, len(row.pictures)) for row in second.rows] == [(Action.SAME, 0)] * 2


def test_a_ledger_on_a_server_says_that_it_keeps_no_pictures(
    store: Store, both: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "path", None)
    plan = plan_file(both, read(both), view(store), Options())
    assert not any(row.pictures for table in plan.tables for row in table.rows)
    assert plan.remarks == ("服务器上的台账不存附件，表里的图片没有带入；请把照片放在共享文件夹里，或使用本机台账",)
