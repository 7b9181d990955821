"""The gate before the readers: a hostile package is one sentence, a large honest one is no matter."""

import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.refusal import Refusal
from app.services.workbook.book import address
from app.services.workbook.read.book import read
from app.services.workbook.read.preflight import MOST_PARTS
from app.services.workbook.read.preflight_sheet import MOST_ROWS, SheetGate
from app.services.workbook.read.sniff import MOST_BYTES
from tests.services.workbook.packages import SHEET, package, worksheet

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>', "范围过大"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="AMK1"><v>2</v></c></row>', "范围过大"),
        ('<row r="99999999"><c r="A99999999"><v>1</v></c></row>', "互相矛盾"),
        ('<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>', "互相矛盾"),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', "互相矛盾"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "互相矛盾"),
        (f'{ONE}<row r="1"><c r="A1"><v>2</v></c></row>', "互相矛盾"),
        ('<row r="1"><c r="A5"><v>5</v></c></row>', "互相矛盾"),
        ('<row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>', "互相矛盾"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "互相矛盾"),
        ('<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>', "范围过大"),
        ('<row r="1"><c r="A1" t="s"><v>77</v></c></row>', "内部结构有错误"),
        (ONE + "<row", "内部结构有错误"),
    ],
)
def test_cells_that_contradict_each_other_or_lie_too_far_apart_are_refused(
    tmp_path: Path, rows: str, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        read(package(tmp_path / "敌.xlsx", rows))


@pytest.mark.parametrize("tag", ["", "x:"])
def test_a_sheet_reads_alike_with_and_without_a_prefix(tmp_path: Path, tag: str) -> None:
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rows = "".join(
        f'<{tag}row r="{row}"><{tag}c r="A{row}"><{tag}v>{row}</{tag}v></{tag}c></{tag}row>' for row in (1, 3)
    )
    sheet = f"<{tag}worksheet {space}><{tag}sheetData>{rows}</{tag}sheetData></{tag}worksheet>"
    text = sheet if tag else worksheet(rows)
    assert read(package(tmp_path / "前缀.xlsx", "", **{SHEET: text})).sheets[0].rows == [(1.0,), ("",), (3.0,)]


def test_rows_and_cells_that_do_not_say_where_they_are_follow_each_other(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert read(package(tmp_path / "无址.xlsx", rows)).sheets[0].rows == [(1.0, 2.0), (3.0, "")]


def test_formatted_rows_without_values_count_for_nothing() -> None:
    gate = SheetGate("格式.xlsx")
    for first in range(1, MOST_ROWS * 3 // 2, MOST_ROWS // 2):
        rows = range(first, first + MOST_ROWS // 2)
        gate.take(b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (row, row) for row in rows))


def test_too_many_rows_are_refused() -> None:
    gate = SheetGate("多.xlsx")
    rows = (b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(1, MOST_ROWS + 100))
    with pytest.raises(Refusal, match="20 万行以上"):
        gate.take(b"".join(rows))


columns = st.sets(st.integers(min_value=0, max_value=1023), min_size=1, max_size=12).map(sorted)
places = st.dictionaries(st.integers(min_value=1, max_value=5000), columns, min_size=1, max_size=8)


def written(sheet: dict[int, list[int]], noise: str) -> bytes:
    """The rows as a program would write them: in order, each with its cells in order."""
    rows = []
    for row in sorted(sheet):
        cells = "".join(f'<c r="{address(row, column)}" t="str"><v>{noise}</v></c>' for column in sheet[row])
        rows.append(f'<row r="{row}" spans="1:9">{cells}</row>')
    return "".join(rows).encode()


@given(places, st.sampled_from(["1", "ABC", 'A5" ', "5", "甲"]))
def test_cells_in_order_pass_whatever_they_hold(sheet: dict[int, list[int]], noise: str) -> None:
    SheetGate("好.xlsx").take(written(sheet, noise))


@given(places, st.sampled_from(["1", "ABC", 'A5" ']), st.data())
def test_a_cell_said_twice_never_passes(sheet: dict[int, list[int]], noise: str, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(sorted(sheet)))
    column = data.draw(st.sampled_from(sheet[row]))
    doubled = {**sheet, row: sorted([*sheet[row], column])}
    with pytest.raises(Refusal, match="互相矛盾"):
        SheetGate("坏.xlsx").take(written(doubled, noise))


@pytest.mark.parametrize("part", ["../../x.txt", "/etc/x", "C:\\x", "a\\..\\x"])
def test_a_part_named_as_a_path_out_is_refused(tmp_path: Path, part: str) -> None:
    with pytest.raises(Refusal, match="内部结构异常"):
        read(package(tmp_path / "路径.xlsx", ONE, **{part: "x"}))


def test_a_part_given_twice_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "两份.xlsx", ONE)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, worksheet('<row r="1"><c r="A1"><v>666</v></c></row>'))
    with pytest.raises(Refusal, match="内部结构异常"):
        read(path)


def test_a_package_that_swells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="解开后过大"):
        read(package(tmp_path / "炸弹.xlsx", " " * 2**25 + ONE))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_document_type_is_refused_wherever_it_stands(tmp_path: Path, part: str) -> None:
    hostile = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(Refusal, match="内部结构有错误"):
            read(package(tmp_path / "实体.xlsx", ONE, **{part: hostile.encode(encoding)}))


def test_a_damaged_part_is_refused(tmp_path: Path) -> None:
    data = bytearray(package(tmp_path / "好.xlsx", ONE * 1).read_bytes())
    place = data.find(SHEET.encode()) + len(SHEET) + 12
    data[place] ^= 0xFF
    path = tmp_path / "坏.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refusal, match="不完整"):
        read(path)


def test_macros_and_links_are_told_and_left_alone(tmp_path: Path) -> None:
    path = package(
        tmp_path / "宏.xlsm", ONE, **{"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<x/>"}
    )
    book = read(path)
    assert book.sheets[0].rows == [(1.0,)]
    assert [remark[:2] for remark in book.remarks] == ["含宏", "含指"]


def test_parts_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Two entries of the directory over one packed block: how a small package swells without end."""
    data = bytearray(package(tmp_path / "好.xlsx", ONE).read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    size = 46 + int.from_bytes(data[entry + 28 : entry + 30], "little")
    twin = bytearray(data[entry : entry + size])
    twin[46:47] = b"y"  # the same block under another name
    end = data.rfind(b"PK\x05\x06")
    tail = bytearray(data[end:])
    for place in (8, 10):
        count = int.from_bytes(tail[place : place + 2], "little") + 1
        tail[place : place + 2] = count.to_bytes(2, "little")
    tail[12:16] = (int.from_bytes(tail[12:16], "little") + size).to_bytes(4, "little")
    path = tmp_path / "重叠.xlsx"
    path.write_bytes(data[:end] + twin + tail)
    with pytest.raises(Refusal, match="内部结构异常"):
        read(path)


def test_a_package_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"xl/x{number}.xml": "" for number in range(MOST_PARTS)}
    with pytest.raises(Refusal, match="内部结构异常"):
        read(package(tmp_path / "碎.xlsx", ONE, **parts))


def test_formatted_rows_without_values_are_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 60_001))
    sheet = read(package(tmp_path / "空.xlsx", ONE + rows)).sheets[0]
    assert sheet.rows[:1] == [(1.0,)]
    assert not any(cell != "" for row in sheet.rows[1:] for cell in row)


def test_a_file_beyond_fifty_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "巨.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Refusal, match="50 MB"):
        read(path)


def test_a_locked_part_is_told_as_a_password(tmp_path: Path) -> None:
    data = bytearray(package(tmp_path / "好.xlsx", ONE).read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "锁.xlsx"
    path.write_bytes(data)
    with pytest.raises(Refusal, match="加了密码"):
        read(path)
