"""Photos in the cells that name them: each file once, known again when the workbook comes back."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from app.models.queries.importing import identities
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import attachments
from app.services.reporting import photos
from app.services.reporting.export import Exported, Extent, export
from app.services.workbook.picture_head import kind_of, size_of
from app.services.workbook.read.book import read
from tests.services.importing.books import applied, planned
from tests.services.importing.pictured import png
from tests.services.reporting.county import LUOXING, WEITANG, add, new, point

PHOTOS = Extent(photos=True)
BEFORE, AFTER = "拆前", "拆后"


@pytest.fixture
def points(store: Store, tmp_path: Path) -> list[int]:
    """Three points: one with a photo of each kind, one with two of one kind, one without; two photos are one file."""
    ids = add(store, *(point(number, WEITANG, demolish_date="2022-03-01") for number in (1, 2, 3)))
    keep(store, tmp_path, ids[0], BEFORE, "前.png", png(1))
    keep(store, tmp_path, ids[0], AFTER, "后.png", png(2))
    keep(store, tmp_path, ids[1], AFTER, "又一张.png", png(3))
    keep(store, tmp_path, ids[1], AFTER, "还是后.png", png(2))
    return ids


def keep(store: Store, folder: Path, record: int, role: str, name: str, content: bytes) -> Path:
    file = folder / name
    file.write_bytes(content)
    attachments.add(store, "demolition", record, role, [file])
    return file


def photographed(store: Store, folder: Path, what: str = "demolition", period: str | None = None) -> Exported:
    (done,) = export(store, what, period, folder / f"{what}.xlsx", extent=PHOTOS)
    return done


def shown(path: Path) -> dict[tuple[int, int], list[str]]:
    """The photos' names by the cells they begin on."""
    (sheet, *_) = read(path).sheets
    return {place: [one.name + one.suffix for one in several] for place, several in sheet.pictures.items()}


@pytest.mark.parametrize(("what", "period"), [("demolition", None), ("R5", "2022-06")])
def test_each_photo_lies_in_its_records_cell_and_each_file_is_there_once(
    store: Store, tmp_path: Path, points: list[int], what: str, period: str | None
) -> None:
    done = photographed(store, tmp_path, what, period)
    assert done.photos == "附照片 4 张"
    found = shown(done.path)
    (first, before), (same_row, after), (second, same_column) = sorted(found)
    assert (same_row, same_column, second) == (first, after, first + 1)
    assert (found[first, before], found[first, after]) == (["前.png"], ["后.png"])
    assert found[second, after] == ["又一张.png", "还是后.png"]
    with ZipFile(done.path) as package:
        media = [part for part in package.infolist() if part.filename.startswith("xl/media/")]
        assert sorted(package.read(part) for part in media) == sorted(map(png, (1, 2, 3)))
        assert {part.compress_type for part in media} == {ZIP_STORED}


def test_a_ledger_that_comes_back_with_its_photos_is_as_it_was(store: Store, tmp_path: Path, points: list[int]) -> None:
    path = photographed(store, tmp_path).path
    report = planned(store, path)
    assert (report.files[0].pictures, len(report.files[0].tables[0].rows)) == (0, 3)
    assert all(row.action.value == "same" for row in report.files[0].tables[0].rows)
    with new(str(tmp_path / "另一本.db")) as other:
        assert applied(other, path).files[0].pictures == 4
        (first, *_) = other_ids(other)
        assert [one.name for one in attachments.of_record(other, "demolition", first)] == ["前.png", "后.png"]


def other_ids(store: Store) -> list[int]:
    with store.read() as session:
        return [one.id for one in identities(session, "demolition")]


def test_photos_go_along_only_when_they_are_asked_for(store: Store, tmp_path: Path, points: list[int]) -> None:
    (done,) = export(store, "demolition", None, tmp_path)
    assert done.photos == ""
    with ZipFile(done.path) as package:
        assert not [name for name in package.namelist() if "media" in name or "drawing" in name]


def test_what_cannot_be_shown_is_said(store: Store, tmp_path: Path, points: list[int]) -> None:
    keep(store, tmp_path, points[2], AFTER, "网图.webp", b"RIFF\0\0\0\0WEBP")
    keep(store, tmp_path, points[2], BEFORE, "断.png", png(9)[:17])
    for paper in attachments.of_record(store, "demolition", points[0]):
        assert paper.path
        paper.path.write_bytes(b"changed")
    done = photographed(store, tmp_path)
    assert done.photos.startswith("附照片 1 张；有 5 张没有放入（前.png、后.png、还是后.png 等）")
    assert [name for several in shown(done.path).values() for name in several] == ["又一张.png"]
    for paper in attachments.of_record(store, "demolition", points[1]):
        assert paper.path
        paper.path.unlink(missing_ok=True)
    assert photographed(store, tmp_path).photos.startswith("这些记录的附件里没有可以放进表里的照片；有 6 张没有放入")


def test_a_list_takes_the_photos_of_its_own_records(store: Store, tmp_path: Path, points: list[int]) -> None:
    (later,) = add(store, point(4, LUOXING, found_date="2022-08-01", plan_year="2023"))
    keep(store, tmp_path, later, BEFORE, "八月.png", png(8))
    assert photographed(store, tmp_path, "R5", "2022-06").photos == "附照片 4 张"


def test_where_photos_have_no_place_nothing_is_written(store: Store, tmp_path: Path) -> None:
    for what, period in (("R4", "2022-06"), ("reclamation", None)):
        with pytest.raises(Refusal, match="没有照片列，放不下照片"):
            photographed(store, tmp_path, what, period)
    assert not list(tmp_path.glob("*.xlsx"))


def test_more_photos_than_a_workbook_may_hold_are_refused(
    store: Store, tmp_path: Path, points: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST", 100)
    with pytest.raises(Refusal, match="一个工作簿最多放"):
        photographed(store, tmp_path)


def test_a_months_folder_takes_photos_where_they_have_a_place(store: Store, tmp_path: Path, points: list[int]) -> None:
    done = export(store, "ALL", "2022-06", tmp_path, extent=replace(PHOTOS, alone=True))
    assert {one.id for one in done if one.photos} == {"R5"}


JPEG = (
    b"\xff\xd8\xff\xe0\0\x04\xff\xc0"  # a segment that holds what looks like a frame
    b"\xff\xff\xd0\xff\x01\xff\xc4\0\x02\xff\xc2\0\x11\x08\x04\xb0\x06\x40\x03"
)


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (png(1), ".png", (1, 1)),
        (JPEG, ".jpg", (1600, 1200)),
        (b"GIF89a\x20\x03\x58\x02\0", ".gif", (800, 600)),
        (b"BM\0\0\0\0\0\0\0\0" + bytes(8) + b"\x20\x03\0\0\xa8\xfd\xff\xff", ".bmp", (800, 600)),
        (b"RIFF\0\0\0\0WEBPVP8 ", ".webp", None),
        (b"\xff\xd8\xff\xd9", ".jpg", None),
        (b"\xff\xd8\xff\xe0\0\x02\0\0", ".jpg", None),
        (b"\x89PNG\r\n\x1a\n", ".png", None),
        (png(1)[:16] + bytes(8), ".png", None),
        (b"%PDF-1.7", "", None),
    ],
)
def test_a_pictures_size_is_told_by_its_first_bytes(content: bytes, kind: str, size: tuple[int, int] | None) -> None:
    assert (kind_of(content), size_of(content)) == (kind, size)
