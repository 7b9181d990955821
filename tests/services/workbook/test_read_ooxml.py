"""Packages as other programs write them: every spelling reads alike, and what cells carry beside values is seen."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook.book import Book, Cell, Mark, Sheet
from app.services.workbook.read.book import read
from tests.services.workbook.packages import MAIN, OFFICE, RELATIONS, SHEET, package, usual_parts, worksheet

pytestmark = pytest.mark.usefixtures("here")

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
BASE = '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c><c r="B1"><v>42</v></c></row>'
USUAL = usual_parts(BASE)


def renamed(path: Path, name: Callable[[str], str], packing: int = zipfile.ZIP_DEFLATED, **others: str) -> Path:
    """The usual workbook with other part names, written exactly so."""
    with zipfile.ZipFile(path, "w", packing) as archive:
        for part, content in {**USUAL, **others}.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name(part), packing
            archive.writestr(info, content)
    return path


def related(*relations: tuple[str, str]) -> str:
    """The workbook's relations, with others after the sheet's: (kind, target), numbered from r2."""
    more = "".join(
        f'<Relationship Id="r{number}" Type="{kind if "://" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=2)
    )
    return str(USUAL[LINKS]).replace("</Relationships>", f"{more}</Relationships>")


def listed(*titles: str) -> str:
    """The workbook with more sheets after the first, by the relations r2, r3…"""
    more = "".join(f'<sheet name="{title}" sheetId="{n}" r:id="r{n}"/>' for n, title in enumerate(titles, start=2))
    return str(USUAL[BOOK]).replace("</sheets>", f"{more}</sheets>")


def only(path: Path) -> Sheet:
    (sheet,) = read(path).sheets
    return sheet


def beside_root(part: str) -> str:
    return part.replace("xl/", "")


ELSEWHERE = {"_rels/.rels": str(USUAL["_rels/.rels"]).replace(BOOK, "workbook.xml")}


@pytest.mark.parametrize("name", [str.upper, str.lower, lambda part: part.replace("/", "\\")])
def test_part_names_in_any_case_and_with_any_strokes_are_found(tmp_path: Path, name: Callable[[str], str]) -> None:
    assert only(renamed(tmp_path / "名.xlsx", name)).rows == [("名称", 42.0)]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_may_be_packed_in_any_way(tmp_path: Path, packing: int) -> None:
    assert only(renamed(tmp_path / "包.xlsx", str, packing)).rows == [("名称", 42.0)]


def test_parts_that_say_their_size_in_64_bits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in USUAL.items():
            with archive.open(part, "w", force_zip64=True) as stream:
                stream.write(str(content).encode())
    assert only(path).rows == [("名称", 42.0)]


def test_a_workbook_is_where_the_package_says_it_is(tmp_path: Path) -> None:
    assert only(renamed(tmp_path / "根.xlsx", beside_root, **ELSEWHERE)).rows == [("名称", 42.0)]


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml"])
def test_relations_may_name_a_part_from_anywhere(tmp_path: Path, target: str) -> None:
    links = str(USUAL[LINKS]).replace("worksheets/sheet1.xml", target)
    assert only(package(tmp_path / "链.xlsx", BASE, **{LINKS: links})).rows == [("名称", 42.0)]


@pytest.mark.parametrize(
    "wrong",
    [
        'Target="worksheets/sheet9.xml"',
        'Target="../../../../etc/passwd"',
        'TargetMode="External" Target="http://127.0.0.1:9/sheet1.xml"',
    ],
)
def test_a_sheet_that_the_package_does_not_hold_is_named(tmp_path: Path, wrong: str) -> None:
    links = str(USUAL[LINKS]).replace('Target="worksheets/sheet1.xml"', wrong)
    with pytest.raises(Refusal, match="没有能读取的工作表"):
        read(package(tmp_path / "缺.xlsx", BASE, **{LINKS: links}))
    good = related(("worksheet", "worksheets/sheet2.xml")).replace('Target="worksheets/sheet1.xml"', wrong)
    parts = {BOOK: listed("在"), LINKS: good, "xl/worksheets/sheet2.xml": worksheet(BASE)}
    book = read(package(tmp_path / "缺一.xlsx", BASE, **parts))
    assert [sheet.name for sheet in book.sheets] == ["在"]
    assert book.remarks == ("工作表“表”的内容缺失，没有读取",)


def test_sheets_of_one_name_keep_their_own_values(tmp_path: Path) -> None:
    other = worksheet('<row r="1"><c r="A1"><v>777</v></c></row>')
    links = related(("worksheet", "worksheets/sheet2.xml"))
    parts = {BOOK: listed("表"), LINKS: links, "xl/worksheets/sheet2.xml": other}
    assert [one.rows for one in read(package(tmp_path / "同名.xlsx", BASE, **parts)).sheets] == [
        [("名称", 42.0)],
        [(777.0,)],
    ]


def test_charts_dialogs_and_macro_sheets_are_no_tables(tmp_path: Path) -> None:
    macro = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    kinds = (("chartsheet", "c/1.xml"), ("dialogsheet", "d/1.xml"), (macro, "macrosheets/1.xml"))
    parts = {f"xl/{target}": f"<x {MAIN}/>" for _, target in kinds}
    book = read(
        package(tmp_path / "图.xlsm", BASE, **{BOOK: listed("图", "框", "宏"), LINKS: related(*kinds), **parts})
    )
    assert [sheet.name for sheet in book.sheets] == ["表"]
    assert book.remarks == ("含宏，宏已忽略",)


ODD = [
    '<!-- <row r="9"><c r="A9"><v>666</v></c></row> --><row r="1"><c r="A1"><v>7</v></c></row>',
    '<row r = "1" ><c\n r = "A1"\t><v>7</v></c ></row >',
    '<row r="&#49;"><c r="A&#49;"><v>7</v></c></row>',
    '<row r="1"><c r="$a$1"><v>7</v></c></row>',
    "<!-- --><row><c><v>7</v></c></row>",
    '<!-- --><row><c r="A1"><v>7</v></c></row>',
    '<row r="1"><c r="A1"><v><![CDATA[7]]></v></c></row>',
]


@pytest.mark.parametrize("rows", ODD)
def test_a_sheet_that_only_a_parser_understands_is_read(tmp_path: Path, rows: str) -> None:
    assert only(package(tmp_path / "怪.xlsx", rows)).rows == [(7.0,)]


def test_a_sheet_in_two_bytes_a_sign_is_read(tmp_path: Path) -> None:
    text = worksheet(BASE).replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16")
    assert only(package(tmp_path / "宽.xlsx", "", **{SHEET: text})).rows == [("名称", 42.0)]


TEXTS = "xl/sharedStrings.xml"
SHARED = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>魏塘街道</t></is></c></row>'


def declared(text: str, encoding: str, bytes_of: str | None = None) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text.partition("?>")[2]}'.encode(bytes_of or encoding)


def in_chinese(path: Path, encoding: str, bytes_of: str | None = None, rows: str = SHARED) -> Path:
    """A workbook whose parts all declare ``encoding``."""
    parts = {**usual_parts(rows), TEXTS: f"<sst {MAIN}><si><t>复垦面积㎡</t></si></sst>"}
    texts = {name: str(text) if "?>" in str(text) else f"?>{text}" for name, text in parts.items()}
    return package(path, "", **{name: declared(text, encoding, bytes_of) for name, text in texts.items()})


@pytest.mark.parametrize("encoding", ["GBK", "GB2312", "gb18030", "cp936"])
def test_parts_in_the_encodings_of_old_chinese_programs_are_read(tmp_path: Path, encoding: str) -> None:
    sheet = only(in_chinese(tmp_path / "旧.xlsx", encoding, "gb18030"))
    assert (sheet.name, sheet.rows) == ("表", [("复垦面积㎡", "魏塘街道")])


def test_a_part_that_declares_gbk_and_is_utf8_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert only(in_chinese(tmp_path / "误.xlsx", "GBK", "utf-8")).rows == [("复垦面积㎡", "魏塘街道")]


def test_a_sheet_of_the_usual_parts_and_one_in_gbk_is_read_with_what_it_hides(tmp_path: Path) -> None:
    text = declared(worksheet(SHARED.replace("<row ", '<row hidden="1" ').replace('t="s"', 't="str"')), "GBK")
    sheet = only(package(tmp_path / "一.xlsx", "", **{SHEET: text}))
    assert (sheet.rows, sheet.hidden_rows) == ([("0", "魏塘街道")], {1})


def test_bytes_that_are_not_in_the_encoding_they_declare_are_refused_in_words(tmp_path: Path) -> None:
    text = declared(worksheet(BASE), "GBK").replace("名称".encode("gbk"), b"\xff\xff\xff")
    with pytest.raises(Refusal, match="内部结构有错误"):
        read(package(tmp_path / "坏.xlsx", "", **{SHEET: text}))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="1"><c r = "A1"><v>1</v></c><c r = "A1"><v>2</v></c></row>', "互相矛盾"),
        (
            '<row r = "1"><c r="A1"><v>1</v></c></row><row r = "1048576"><c r="XFD1048576"><v>2</v></c></row>',
            "范围过大",
        ),
        ('<!-- --><row r="1"><c r="甲"><v>1</v></c></row>', "内部结构有错误"),
        ('<!-- --><row r="1"><c r="A1" t="s" s="0"><v> -1</v></c></row>', "内部结构有错误"),
        ('<row r="1"><c r="A1" t="s" s="0"><v>-1</v></c></row>', "互相矛盾"),
    ],
)
def test_an_odd_spelling_is_no_way_around_the_gate(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read(package(tmp_path / "绕.xlsx", rows))


def test_a_document_type_far_into_a_part_is_refused(tmp_path: Path) -> None:
    late = f"<?xml version='1.0'?><!--{'甲乙丙' * 500_000}--><!DOCTYPE x [<!ENTITY e 'b'>]>"
    with pytest.raises(Refusal, match=r"内部结构有错误|解开后过大"):
        read(package(tmp_path / "迟.xlsx", "", **{SHEET: late + worksheet(BASE).partition("?>")[2]}))


STRINGS = f"""<sst {MAIN}><si><r><rPr><strike/></rPr><t>12.5</t></r><r><t>13</t></r></si>
<si><r><rPr><strike val="1"/></rPr><t>全删</t></r></si><si><t>漢字</t><rPh sb="0" eb="2"><t>カンジ</t></rPh></si>
<si><t>甲_x000D_乙_x005F_x000D_</t></si><si><r><rPr><strike val="0"/></rPr><t>留</t></r></si></sst>"""


def strings(prefix: str = "") -> str:
    cells = "".join(f'<c r="{"ABCDE"[n]}1" t="s"><v>{n}</v></c>' for n in range(5))
    return f'{prefix}<row r="1">{cells}</row>'


@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
def test_texts_are_whole_without_how_they_are_spoken_and_their_struck_part_is_known(
    tmp_path: Path, prefix: str
) -> None:
    parts = {"xl/sharedStrings.xml": STRINGS, LINKS: related(("sharedStrings", "sharedStrings.xml"))}
    sheet = only(package(tmp_path / "文.xlsx", strings(prefix), **parts))
    assert sheet.rows == [("12.513", "全删", "漢字", "甲\r乙_x000D_", "留")]
    assert sheet.marks == {(1, 0): Mark(kept="13"), (1, 1): Mark(struck=True)}


def test_texts_in_the_cell_itself_are_struck_in_part(tmp_path: Path) -> None:
    runs = "<r><rPr><strike/></rPr><t>旧</t></r><r><t>新</t></r>"
    sheet = only(package(tmp_path / "内.xlsx", f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>'))
    assert (sheet.rows, sheet.marks) == ([("旧新",)], {(1, 0): Mark(kept="新")})


RED = '<r><rPr><color rgb="FF000000"/></rPr><t>同意</t></r><r><rPr><color rgb="FFFF0000"/></rPr><t>，请核减</t></r>'
BLACK = '<r><rPr><color rgb="FF000000"/></rPr><t>同意</t></r><r><rPr><color theme="1"/></rPr><t>，请核减</t></r>'


def test_a_text_that_is_red_in_part_is_a_reviewers(tmp_path: Path) -> None:
    parts = {
        "xl/sharedStrings.xml": f"<sst {MAIN}><si>{RED}</si><si>{BLACK}</si></sst>",
        LINKS: related(("sharedStrings", "sharedStrings.xml")),
    }
    cells = "".join(f'<c r="{"AB"[n]}1" t="s"><v>{n}</v></c>' for n in range(2))
    inline = f'<c r="C1" t="inlineStr"><is>{RED}</is></c><c r="D1" t="inlineStr"><is>{BLACK}</is></c>'
    sheet = only(package(tmp_path / "红.xlsx", f'<row r="1">{cells}{inline}</row>', **parts))
    assert sheet.rows == [("同意，请核减",) * 4]
    assert sheet.marks == {(1, 0): Mark(ink="红"), (1, 2): Mark(ink="红")}


def test_no_text_is_found_behind_the_last(tmp_path: Path) -> None:
    parts = {"xl/sharedStrings.xml": STRINGS, LINKS: related(("sharedStrings", "sharedStrings.xml"))}
    with pytest.raises(Refusal, match="内部结构有错误"):
        read(package(tmp_path / "负.xlsx", '<!-- --><row r="1"><c r="A1" t="s"><v> -1</v></c></row>', **parts))


def test_texts_may_lie_in_another_part_than_usual(tmp_path: Path) -> None:
    parts = {"xl/texts.xml": STRINGS, LINKS: related(("sharedStrings", "texts.xml"))}
    assert only(package(tmp_path / "别处.xlsx", strings(), **parts)).rows[0][0] == "12.513"


def test_a_workbook_whose_texts_are_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="内部结构有错误"):
        read(package(tmp_path / "缺文.xlsx", strings()))


FORMATS = [14, 22, 27, 31, 33, 36, 50, 57, 58, 176, 177, 178, 179, 20, 46, 180, 0]
CODES = {
    176: "yyyy&quot;年&quot;m&quot;月&quot;;@",
    177: "[$-804]yyyy/m/d",
    178: "[DBNum1][$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@",
    179: "上午/下午h&quot;时&quot;",
    180: "0.00&quot;亩 day&quot;;[Red]\\d0",
}
DAY = dt.date(2022, 3, 2)


def formats(serial: str, prefix: str) -> tuple[str, dict[str, str]]:
    known = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in CODES.items())
    cells = "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0"/>' for number in FORMATS)
    styles = (
        f"<styleSheet {MAIN}><numFmts>{known}</numFmts><fonts><font/></fonts><fills><fill/></fills>"
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )
    row = "".join(f'<c r="{chr(65 + n)}1" s="{n}"><v>{serial}</v></c>' for n in range(len(FORMATS)))
    return f'{prefix}<row r="1">{row}</row>', {"xl/styles.xml": styles, LINKS: related(("styles", "styles.xml"))}


@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
@pytest.mark.parametrize(("since_1904", "day"), [(False, DAY), (True, dt.date(2026, 3, 3))])
def test_days_are_told_by_their_formats_those_of_east_asia_too(
    tmp_path: Path, prefix: str, since_1904: bool, day: dt.date
) -> None:
    rows, parts = formats("44622", prefix)
    if since_1904:
        parts[BOOK] = str(USUAL[BOOK]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    cells = only(package(tmp_path / "日.xlsx", rows, **parts)).rows[0]
    assert cells == (*[day] * 14, dt.timedelta(days=44622), 44622.0, 44622.0)


@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
@pytest.mark.parametrize(
    ("serial", "moment"),
    [
        ("43831.04237268519", dt.datetime(2020, 1, 1, 1, 1, 1)),
        ("0.5", dt.time(12)),
        ("59", dt.date(1900, 2, 28)),
        ("61", dt.date(1900, 3, 1)),
    ],
)
def test_days_with_a_time_and_days_of_1900_are_what_the_sheet_shows(
    tmp_path: Path, prefix: str, serial: str, moment: Cell
) -> None:
    rows, parts = formats(serial, prefix)
    assert only(package(tmp_path / "时.xlsx", rows, **parts)).rows[0][0] == moment


@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
def test_cells_of_every_kind_are_read(tmp_path: Path, prefix: str) -> None:
    cells = (
        '<c r="A1" t="d"><v>2022-03-02</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="str"><f>A1</f><v>x</v></c>'
        '<c r="D1" t="e"><v>#N/A</v></c><c r="E1"><f>1+1</f></c><c r="F1"><v>1234567890123456789</v></c>'
        '<c r="G1" t="str"><f>A1</f><v></v></c>'
    )
    sheet = only(package(tmp_path / "各.xlsx", f'{prefix}<row r="1">{cells}</row>'))
    assert sheet.rows[0] == (DAY, True, "x", "", "", 1.2345678901234568e18, "")[: len(sheet.rows[0])]
    assert sheet.marks == {(1, 3): Mark(error="#N/A"), (1, 4): Mark(formula="=1+1")}


def test_what_is_no_number_and_no_day_stays_text(tmp_path: Path) -> None:
    cells = '<c r="A1"><v>12abc</v></c><c r="B1" t="d"><v>昨天</v></c><c r="C1" t="d"><v>2022-03-02T10:00:00</v></c>'
    rows = only(package(tmp_path / "非.xlsx", f'<!-- --><row r="1">{cells}</row>')).rows
    assert rows == [("12abc", "昨天", dt.datetime(2022, 3, 2, 10))]


def test_a_formula_that_cells_share_moves_with_them(tmp_path: Path) -> None:
    shared = '<f t="shared" ref="A1:A2" si="0">B1*$C$1+SUM(D1:D2)&amp;"B1"</f>'
    rows = f'<row r="1"><c r="A1">{shared}</c></row><row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    marks = only(package(tmp_path / "共.xlsx", rows + '<row r="3"><c r="A3"><f t="shared" si="7"/></c></row>')).marks
    assert [mark.formula for mark in marks.values()] == ['=B1*$C$1+SUM(D1:D2)&"B1"', '=B2*$C$1+SUM(D2:D3)&"B1"', "="]


def test_results_of_a_program_that_cannot_calculate_are_none(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>3</v></c><c r="B1"><f>A1*2</f><v>0</v></c></row>'
    asked = {BOOK: str(USUAL[BOOK]).replace("</sheets>", '</sheets><calcPr fullCalcOnLoad="1"/>')}
    for prefix in ("", "<!-- -->"):
        sheet = only(package(tmp_path / "未算.xlsx", prefix + rows, **asked))
        assert (sheet.rows, sheet.marks) == ([(3.0, "")], {(1, 1): Mark(formula="=A1*2")})
    assert only(package(tmp_path / "已算.xlsx", rows)).rows == [(3.0, 0.0)]
    calculated = rows.replace("</row>", '<c r="C1"><f>A1</f><v>3</v></c></row>')
    assert only(package(tmp_path / "算过.xlsx", calculated, **asked)).rows == [(3.0, 0.0, 3.0)]


def with_links(path: Path, rows: str, relations: str, **parts: str) -> Sheet:
    links = f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'
    return only(package(path, rows, **{"xl/worksheets/_rels/sheet1.xml.rels": links, **parts}))


NOTES = f"""<comments {MAIN}><commentList><comment ref="A1"><text><t>[线程批注] 你的版本</t></text></comment>
<comment ref="B1"><text><r><t>面积</t></r><r><t>不符</t></r></text></comment></commentList></comments>"""
THREADS = """<ThreadedComments><threadedComment ref="A1"><text>退回</text></threadedComment>
<threadedComment ref="A1"><text>已改</text></threadedComment></ThreadedComments>"""


def test_a_thread_of_comments_counts_and_not_its_placeholder(tmp_path: Path) -> None:
    threaded = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    sheet = with_links(
        tmp_path / "批.xlsx",
        BASE,
        f'<Relationship Id="r1" Type="{OFFICE}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="r2" Type="{threaded}" Target="../threadedComments/t1.xml"/>',
        **{
            "xl/comments1.xml": NOTES,
            "xl/threadedComments/t1.xml": THREADS,
        },
    )
    assert {place: mark.comment for place, mark in sheet.marks.items()} == {(1, 0): "退回\n已改", (1, 1): "面积不符"}


def test_a_filter_of_a_table_object_is_in_force(tmp_path: Path) -> None:
    sheet = with_links(
        tmp_path / "筛.xlsx",
        BASE + '<row r="2" hidden="1"><c r="A2"><v>2</v></c></row>',
        f'<Relationship Id="r1" Type="{OFFICE}/table" Target="/xl/tables/table1.xml"/>',
        **{"xl/tables/table1.xml": f"<table {MAIN}><autoFilter><filterColumn colId='0'/></autoFilter></table>"},
    )
    assert (sheet.filtered, sheet.hidden_rows) == (True, {2})


def test_rows_and_columns_without_any_height_or_width_are_hidden(tmp_path: Path) -> None:
    sheet = worksheet(BASE + '<row r="2" ht="0" customHeight="1"><c r="A2"><v>2</v></c></row>').replace(
        "<sheetData>", '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
    )
    found = only(package(tmp_path / "扁.xlsx", "", **{SHEET: sheet}))
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {1})


def test_a_very_hidden_sheet_is_hidden(tmp_path: Path) -> None:
    hidden = str(USUAL[BOOK]).replace("sheetId", 'state="veryHidden" sheetId')
    assert only(package(tmp_path / "藏.xlsx", BASE, **{BOOK: hidden})).hidden


THEME = """<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme>
<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>
<a:accent1><a:srgbClr val="4472C4"/></a:accent1><a:accent2><a:srgbClr val="FF0000"/></a:accent2>
<a:accent4><a:srgbClr val="FFC000"/></a:accent4></a:clrScheme></a:themeElements></a:theme>"""


@pytest.mark.parametrize(
    ("colour", "verdict"),
    [
        ('rgb="FFFF0000"', "红"),
        ('rgb="FFFF00"', "黄"),
        ('rgb="FF92D050"', "绿"),
        ('rgb="FF00B050"', "绿"),
        ('rgb="FFC6EFCE"', ""),
        ('rgb="FFE2EFDA"', ""),
        ('indexed="10"', "红"),
        ('indexed="13"', "黄"),
        ('indexed="64"', ""),
        ('indexed="22"', ""),
        ('theme="5"', "红"),
        ('theme="7"', "黄"),
        ('theme="7" tint="0.8"', ""),
        ('theme="5" tint="-0.9"', ""),
        ('theme="4"', ""),
        ('theme="99"', ""),
        ('auto="1"', ""),
    ],
)
def test_a_verdict_is_seen_in_any_way_to_say_a_colour(tmp_path: Path, colour: str, verdict: str) -> None:
    styles = (
        f'<styleSheet {MAIN}><fonts><font/></fonts><fills><fill/><fill><patternFill patternType="solid">'
        f"<fgColor {colour}/></patternFill></fill></fills><cellXfs><xf/><xf fillId='1'/></cellXfs></styleSheet>"
    )
    parts = {
        "xl/styles.xml": styles,
        "xl/theme/theme1.xml": THEME,
        LINKS: related(("styles", "styles.xml"), ("theme", "theme/theme1.xml")),
    }
    sheet = only(package(tmp_path / "色.xlsx", '<row r="1"><c r="A1" s="1"><v>1</v></c></row>', **parts))
    assert sheet.marks == ({(1, 0): Mark(fill=verdict)} if verdict else {})


def test_a_workbook_with_a_palette_of_its_own_means_that(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet {MAIN}><fonts><font/></fonts><fills><fill><patternFill patternType="solid">'
        f"<fgColor indexed='1'/></patternFill></fill></fills><cellXfs><xf/></cellXfs>"
        "<colors><indexedColors><rgbColor rgb='FF000000'/><rgbColor rgb='FFFF0000'/></indexedColors></colors>"
        "</styleSheet>"
    )
    parts = {"xl/styles.xml": styles, LINKS: related(("styles", "styles.xml"))}
    sheet = only(package(tmp_path / "调色.xlsx", '<row r="1"><c r="A1" s="0"><v>1</v></c></row>', **parts))
    assert sheet.marks[1, 0].fill == "红"


MERGED = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C1:C3"/></mergeCells></worksheet>'


def merged(path: Path, prefix: str) -> Book:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>5</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="C2"><v>5</v></c></row><row r="3"><c r="A3"><v>4</v></c></row>'
    )
    return read(package(path, "", **{SHEET: worksheet(prefix + rows).replace("</worksheet>", MERGED)}))


@pytest.mark.parametrize("prefix", ["", "<!-- -->"])
def test_values_under_a_merge_are_told_and_not_taken(tmp_path: Path, prefix: str) -> None:
    book = merged(tmp_path / "压.xlsx", prefix)
    assert book.sheets[0].rows == [(1.0, "", 5.0), ("", "", ""), (4.0, "", "")]
    assert book.remarks == ("工作表“表”的合并单元格下面压着看不见的值（B1、A2 2 格），没有读取",)


def test_a_column_of_many_formats_and_kinds_is_read_cell_by_cell(tmp_path: Path) -> None:
    """More kinds of cells in one column than are read together, and one that looks like the others and is not."""
    told = [(f' s="{number}"', f"<v>{number}</v>", float(number)) for number in range(1, 60)]
    spoken = "<is><t>甲</t><rPh><t>カ</t></rPh><t>乙</t></is>"
    told += [(' t="inlineStr"', "<is><t>甲&amp;乙</t></is>", "甲&乙"), (' t="inlineStr"', spoken, "甲乙")]
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"{said}>{body}</c></row>' for row, (said, body, _) in enumerate(told, start=1)
    )
    assert only(package(tmp_path / "杂.xlsx", rows)).rows == [(value,) for _, _, value in told]
