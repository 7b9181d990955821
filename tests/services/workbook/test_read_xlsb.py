"""Binary workbooks: what their sheets hide, mark and merge is seen as in any other format."""

import struct
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook.book import Area, Mark
from app.services.workbook.read.book import read
from tests.services.workbook import binary_packages as binary
from tests.services.workbook.binary_packages import cell, number, row

pytestmark = pytest.mark.usefixtures("here")

RED, PALETTE_YELLOW = bytes([0x05, 0xFF, 0, 0, 0xFF, 0, 0, 0xFF]), bytes([0x02, 13, 0, 0, 0, 0, 0, 0xFF])
STYLES = binary.styles(
    [binary.font(struck=False), binary.font(struck=True), binary.font(struck=False, colour=RED)],
    [binary.fill(0), binary.fill(17), binary.fill(1, RED), binary.fill(1, PALETTE_YELLOW)],
    [(0, 0), (1, 0), (0, 2), (0, 3), (2, 0)],
)
STRUCK, RED_FILL, YELLOW_FILL, RED_INK = 1, 2, 3, 4
TEXTS = binary.shared(binary.rich("面积"), binary.rich("12.5 13.5", (0, 1), (4, 0)))


def shared(column: int, text: int, style: int = 0) -> bytes:
    return cell(7, column, struct.pack("<I", text), style)


ROWS = b"".join(
    [
        row(1, shared(0, 0), number(1, 1), number(2, 2), number(3, 3)),
        row(2, number(0, 7, STRUCK), cell(3, 1, b"\x07"), number(2, 42, RED_FILL), number(3, 43, YELLOW_FILL)),
        row(3, number(0, 8), shared(1, 1), cell(11, 2, b"\x17\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
        row(4, number(0, 9, RED_INK), cell(62, 1, binary.rich("甲乙", (1, 1))), hidden=True),
    ]
)
WHOLE = binary.sheet(ROWS, binary.column(3, 4, hidden=True), binary.record(177) + binary.merge(0, 0, 1, 2))
NOTES = binary.comments((1, 2, "请核实"))


def test_a_binary_sheet_is_read_with_what_it_hides_marks_and_merges(tmp_path: Path) -> None:
    book = read(binary.package(tmp_path / "二进制.xlsb", WHOLE, STYLES, TEXTS, NOTES))
    (sheet,) = book.sheets
    assert [line[0] for line in sheet.rows] == ["面积", 7, 8, 9]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {3, 4})
    assert (sheet.merges, sheet.cell(1, 2)) == ((Area(1, 1, 1, 2),), "")
    assert sheet.marks == {
        (2, 0): Mark(struck=True),
        (2, 1): Mark(error="#DIV/0!"),
        (2, 2): Mark(fill="红", comment="请核实"),
        (2, 3): Mark(fill="黄"),
        (3, 1): Mark(kept="13.5"),
        (3, 2): Mark(error="#REF!"),
        (4, 0): Mark(ink="红"),
        (4, 1): Mark(kept="甲"),
    }
    assert [remark for remark in book.remarks if "无法核对" in remark] == []


def test_a_filter_in_force_is_seen(tmp_path: Path) -> None:
    filtered = binary.sheet(ROWS, after=binary.record(161, bytes(16)) + binary.record(163, bytes(6)))
    (sheet,) = read(binary.package(tmp_path / "筛选.xlsb", filtered, STYLES, TEXTS)).sheets
    assert sheet.filtered


def test_what_cannot_be_looked_through_is_said(tmp_path: Path) -> None:
    book = read(binary.package(tmp_path / "残.xlsb", WHOLE, STYLES + b"\x2b\x7f", TEXTS))
    assert "无法核对" in "".join(book.remarks)


def test_cells_too_far_apart_are_refused(tmp_path: Path) -> None:
    far = binary.sheet(row(1_000_000, number(16_000, 1)), size=(1_000_000, 16_001))
    with pytest.raises(Refusal, match="范围过大"):
        read(binary.package(tmp_path / "大.xlsb", far, STYLES, TEXTS))
