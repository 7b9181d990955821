"""导出的照片：摆正、缩小、转成表格认得的格式，导回来还认得是哪一张。"""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage

from app.models.store import Store
from app.services import attachments
from app.services.reporting import photos
from app.services.reporting.export import Extent, export
from app.services.workbook.drawing import LYING, TURNS
from app.services.workbook.picture_head import kind_of, orientation_of, size_of
from app.ui.grid.thumbnails import picture
from app.ui.redrawing import redrawing
from tests.services.importing.books import planned
from tests.services.reporting.county import WEITANG, add, new, point

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new(str(tmp_path / "台账.db")) as made:
        yield made


def drawn(path: Path, width: int = 400, height: int = 300, held: int = 1) -> Path:
    """A real picture, its upper left quarter red, taken with the camera held in some way."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for x in range(width // 2):
        for y in range(0, height // 2, max(1, height // 40)):
            image.setPixelColor(x, y, QColor("red"))
    assert image.save(str(path))
    if held > 1:
        exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01" + bytes([0, held, 0, 0, 0, 0, 0, 0])
        start, rest = path.read_bytes()[:2], path.read_bytes()[2:]
        path.write_bytes(start + b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + rest)
    return path


def kept(store: Store, *files: Path) -> None:
    (record,) = add(store, point(1, WEITANG, demolish_date="2022-03-01"))
    attachments.add(store, "demolition", record, "拆前", files)


@pytest.mark.parametrize("held", TURNS)
def test_which_way_up_a_photo_is_the_file_the_thumbnail_and_the_sheet_agree(tmp_path: Path, held: int) -> None:
    file = drawn(tmp_path / "手机.jpg", held=held)
    assert orientation_of(file.read_bytes()) == held
    shown = picture(file, QSize(320, 320))
    assert shown is not None
    degrees, mirrored = TURNS[held]
    right, low = mirrored, False  # the red quarter of the file
    for _ in range(degrees // 90):
        right, low = not low, right
    width, height = shown.width(), shown.height()
    assert (width < height) == (held in LYING)
    places = [(x, y) for x in (False, True) for y in (False, True)]
    reds = {(x, y): _redness(shown.copy(x * width // 2, y * height // 2, width // 2, height // 2)) for x, y in places}
    assert max(reds, key=lambda place: reds[place]) == (right, low)


def _redness(image: QImage) -> int:
    mean = image.scaled(1, 1, mode=Qt.TransformationMode.SmoothTransformation).pixelColor(0, 0)
    return mean.red() - mean.green()


@pytest.mark.parametrize("broken", [b"", b"II*\0", b"MM\0*\0\0\0\x08\0\x09\x01\x12", b"II*\0\xff\xff\xff\xff"])
def test_a_broken_exif_block_turns_nothing(broken: bytes) -> None:
    block = b"Exif\0\0" + broken
    assert orientation_of(b"\xff\xd8\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block) == 1


def test_without_anyone_who_draws_a_photo_lies_turned_in_its_cell(store: Store, tmp_path: Path) -> None:
    kept(store, drawn(tmp_path / "竖.jpg", held=6), drawn(tmp_path / "横.jpg"))
    (done,) = export(store, "demolition", None, tmp_path / "表.xlsx", extent=Extent(photos=True))
    with ZipFile(done.path) as package:
        first, second = package.read("xl/drawings/photos1.xml").decode().split("</xdr:twoCellAnchor>")[:2]
    assert 'rot="5400000"' in first
    assert "rot=" not in second


def test_heavy_and_uncommon_photos_are_drawn_anew_and_known_when_they_come_back(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "HEAVY", 300_000)
    names = ("大.bmp", "网图.webp", "扫描.tif")
    kept(store, drawn(tmp_path / names[0], 2000, 1000), *(drawn(tmp_path / name) for name in names[1:]))
    with redrawing() as redraw:
        extent = Extent(photos=True, redraw=redraw)
        (done,) = export(store, "demolition", None, tmp_path / "表.xlsx", extent=extent)
    assert done.photos == "附照片 3 张"
    with ZipFile(done.path) as package:
        media = [package.read(name) for name in package.namelist() if name.startswith("xl/media/")]
    assert sorted(map(size_of, media)) == [(400, 300), (400, 300), (1600, 800)]
    assert {kind_of(one) for one in media} == {".jpg"}
    assert planned(store, done.path).files[0].pictures == 0, "the attachments they were drawn from are there"
    assert [one.is_picture for one in attachments.of_record(store, "demolition", 1)] == [True] * 3


def test_what_nobody_can_draw_is_named_and_a_heic_says_how(store: Store, tmp_path: Path) -> None:
    files = [tmp_path / "苹果.heic", tmp_path / "断.webp"]
    for file, content in zip(files, (HEIC, b"RIFF\x10\0\0\0WEBPVP8 "), strict=True):
        file.write_bytes(content)
    kept(store, *files)
    with redrawing() as redraw:
        (done,) = export(store, "demolition", None, tmp_path, extent=Extent(photos=True, redraw=redraw))
    assert "有 2 张没有放入（苹果.heic、断.webp）" in done.photos
    assert "苹果.heic 是 HEIC 照片" in attachments.unshown(files)
    assert attachments.unshown(files[1:]) == ""
    assert picture(files[1], QSize(10, 10)) is None
