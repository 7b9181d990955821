"""Parts written by any program: prefixes, shared formulas, chains, tables, anchors; small packages made by hand."""

import io
import re
import zipfile
from datetime import date
from fractions import Fraction
from xml.sax.saxutils import escape

import openpyxl
import pytest

from app.services.workbook.book import Area, Book, Row, Sheet
from app.services.workbook.cells import text_cell, value_cell
from app.services.workbook.fill.comments import Voice, add_comments
from app.services.workbook.fill.insert import Pattern, insert_copies
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.plain_copy import copy_of_book
from app.services.workbook.fill.property_part import add_default_type, add_relation, put_property
from app.services.workbook.fill.recalculate import recalculate
from app.services.workbook.fill.sheet_text import SheetText
from app.services.workbook.fill.side_column import add_column
from app.services.workbook.fill.styles import NumberFormat, Styles
from tests.services.workbook.sheets import MARK

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
VOICE = Voice("资规台账", "【核对】", "已改正")


def relations(*lines: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in lines)
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def book(rows: str, tail: str = "", other: str = "", more: dict[str, str] | None = None) -> BookParts:
    """A workbook of two sheets, with more parts where wanted."""
    sheets = '<sheet name="表" sheetId="3" r:id="rId1"/><sheet name="他 表" sheetId="5" r:id="rId2"/>'
    names = '<definedNames><definedName name="合计">表!$B$4</definedName></definedNames>'
    texts = "<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r><rPh><t>x</t></rPh></si>"
    first = f'<dimension ref="A1:B4"/><sheetData>{rows}</sheetData>{tail}'
    content = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{names}</workbook>',
        BOOK_RELATIONS: relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "worksheet", "/xl/worksheets/sheet2.xml"),
            ("rId3", "calcChain", "calcChain.xml"),
            ("rId4", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{first}</worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{other}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in content.items():
            package.writestr(name, text)
    return BookParts(buffer.getvalue())


def written(parts: BookParts) -> dict[str, str]:
    buffer = io.BytesIO()
    parts.write(buffer)
    with zipfile.ZipFile(buffer) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def cell(text: str, place: str) -> str:
    found = re.search(rf'<(?:\w+:)?c r="{place}"[^>]*?(?:/>|>.*?</(?:\w+:)?c>)', text)
    return found[0] if found else ""


def value(parts: BookParts, row: int, column: int, sheet: str = "表") -> str | None:
    found = parts.sheet(sheet).seek(row, column)
    return found.raw if found else None


ODD = """<x:worksheet xmlns:x="m"><x:sheetData>
 <x:row r="2" spans='1:2' ><x:c r="A2" s='1' t="s"><x:v>0</x:v></x:c> <x:c><x:v>5</x:v></x:c><!-- <c> --></x:row>
 <x:row><x:c r="A3"/></x:row>
</x:sheetData><x:pageMargins left="1"/></x:worksheet>"""


def test_a_sheet_is_handed_on_sign_by_sign_whoever_wrote_it() -> None:
    for text in (
        ODD,
        "<worksheet><sheetData/><drawing/></worksheet>",
        "<worksheet><sheetData></sheetData></worksheet>",
    ):
        sheet = SheetText(text)
        for number in sheet.numbers:
            sheet.row(number)
        assert str(sheet) == text
    with pytest.raises(ValueError, match="sheetData"):
        SheetText("<worksheet/>")


def test_cells_are_written_with_the_parts_own_prefix_and_places_are_counted_where_they_are_not_said() -> None:
    sheet = SheetText(ODD)
    assert sheet.numbers == [2, 3]
    assert sheet.row(2).cells[1].raw == "5"
    sheet.put(2, 1, value_cell(7))
    sheet.put(2, 3, text_cell("好"))
    sheet.put(4, 0, text_cell("新行"))
    text = str(sheet)
    assert "<x:c><x:v>7</x:v></x:c>" in text
    assert '<x:c r="D2" t="str"><x:v>好</x:v></x:c>' in text
    assert 'spans="1:4"' in text
    assert '<x:row r="4"><x:c r="A4" t="str">' in text
    assert "<!-- <c> -->" in text


def test_an_empty_sheet_takes_rows() -> None:
    sheet = SheetText("<worksheet><sheetData/></worksheet>")
    sheet.put(1, 0, value_cell(1))
    assert str(sheet) == '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'


def test_shared_and_array_formulas_are_written_out_when_rows_are_put_in() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c></row>'
        '<row r="4"><c r="A4"><f t="array" ref="A4:B4">SUM(A1:A3)</f><v>6</v></c></row>'
    )
    chain = f'<calcChain xmlns="{MAIN}"><c r="B3" i="3"/><c r="A4"/><c r="A4" i="5"/></calcChain>'
    other = '<row r="1"><c r="A1"><f>\'表\'!B3+SUM(表!A1:A2)+A4</f><v>9</v></c></row>'
    parts = book(rows, other=other, more={"xl/calcChain.xml": chain})
    live = insert_copies(parts, "表", Pattern(2, 2), 2, 2)
    recalculate(parts, {*live, ("表", 3, 0)})
    text = written(parts)
    sheet = text["xl/worksheets/sheet1.xml"]
    assert cell(sheet, "B5") == '<c r="B5"><f>A5*2</f><v>6</v></c>'
    assert cell(sheet, "B4") == '<c r="B4"><f>A4*2</f><v>0</v></c>'
    assert cell(sheet, "A3") == '<c r="A3"/>'
    assert 'ref="A6:B6"' in cell(sheet, "A6")
    assert "SUM(A1:A5)" in cell(sheet, "A6")
    assert "'表'!B5+SUM(表!A1:A4)+A4" in text["xl/worksheets/sheet2.xml"]
    assert '<c r="B5" i="3"/><c r="A6"/><c r="A4" i="5"/>' in text["xl/calcChain.xml"]
    assert "表!$B$6" in text["xl/workbook.xml"]


def test_all_that_hangs_on_a_sheet_moves_with_its_rows() -> None:
    anchor = "<a:{0} {1}><a:from><a:row>{2}</a:row></a:from><a:to><a:row>{3}</a:row></a:to></a:{0}>"
    drawing = "<d>" + "".join(
        (
            anchor.format("twoCellAnchor", "", 1, 5),
            anchor.format("twoCellAnchor", 'editAs="oneCell"', 1, 5),
            anchor.format("twoCellAnchor", 'editAs="absolute"', 5, 6),
        )
    )
    vml = "<xml><x:Anchor>1, 15, 4, 2, 3, 4, 6, 4</x:Anchor><x:Row>4</x:Row><x:Anchor>odd</x:Anchor></xml>"
    tail = (
        '<autoFilter ref="A1:B3"/><mergeCells count="2"><mergeCell ref="A1:A3"/><mergeCell ref="A5:B5"/></mergeCells>'
        '<hyperlinks><hyperlink ref="A5"/></hyperlinks><rowBreaks><brk id="5"/></rowBreaks>'
        "<extLst><x14:cf><xm:f>A5</xm:f><xm:sqref>A1:A3 B9</xm:sqref></x14:cf></extLst>"
    )
    rels = relations(
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vml.vml"),
        ("rId3", "table", "../tables/table1.xml"),
        ("rId4", "threadedComment", "../threaded.xml"),
        ("rId5", "ctrlProp", "../ctrl.xml"),
    )
    parts = book(
        '<row r="3"><c r="A3"/></row><row r="5"><c r="A5"/></row>',
        tail,
        more={
            "xl/worksheets/_rels/sheet1.xml.rels": rels,
            "xl/drawings/drawing1.xml": drawing,
            "xl/drawings/vml.vml": vml,
            "xl/tables/table1.xml": '<table ref="A1:B3"><autoFilter ref="A1:B3"/></table>',
            "xl/threaded.xml": '<ThreadedComments><threadedComment ref="A5"/></ThreadedComments>',
            "xl/ctrl.xml": '<formControlPr fmlaLink="表!$A$5"/>',
        },
    )
    insert_copies(parts, "表", Pattern(3, 3), 3, 2)
    text = written(parts)
    assert re.findall(r"<a:row>(\d+)", text["xl/drawings/drawing1.xml"]) == ["1", "7", "1", "5", "5", "6"]
    assert "1, 15, 6, 2, 3, 4, 8, 4" in text["xl/drawings/vml.vml"]
    assert "<x:Row>6<" in text["xl/drawings/vml.vml"]
    assert text["xl/tables/table1.xml"].count('ref="A1:B5"') == 2
    assert 'ref="A7"' in text["xl/threaded.xml"]
    assert "$A$7" in text["xl/ctrl.xml"]
    sheet = text["xl/worksheets/sheet1.xml"]
    assert '<autoFilter ref="A1:B5"/>' in sheet
    assert '<mergeCell ref="A1:A5"/><mergeCell ref="A7:B7"/>' in sheet
    assert '<brk id="7"/>' in sheet
    assert "<xm:f>A7</xm:f><xm:sqref>A1:A5 B11</xm:sqref>" in sheet


def test_a_pattern_of_several_rows_takes_its_merges_and_formats_along() -> None:
    tail = (
        '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
        '<conditionalFormatting sqref="B2"><cfRule/></conditionalFormatting>'
    )
    rows = (
        '<row r="2"><c r="A2"/><c r="B2" t="s"><v>1</v></c></row><row r="3"><c r="B3"><v>9</v></c></row>'
        '<row r="4"><c r="A4"/></row>'
    )
    parts = book(rows, tail)
    insert_copies(parts, "表", Pattern(2, 3, labels=True), 3, 2)
    sheet = written(parts)["xl/worksheets/sheet1.xml"]
    assert [parts.shown(parts.sheet("表").seek(row, 1)) for row in (2, 4, 6)] == ["乙丙"] * 3
    assert value(parts, 5, 1) is None
    assert all(f'ref="A{row}:A{row + 1}"' in sheet for row in (2, 4, 6))
    assert 'sqref="B2 B4 B6"' in sheet


def test_every_kind_of_value_is_worked_out_and_stored_as_its_kind() -> None:
    formulas = ["A1>1", 'IF(A1=2,"好","")', "1/0", "合计*2", "他表值", "B6", "B5&B3", "'他 表'!A1", "C1", "D1+1", "E1"]
    first = '<c r="A1"><v>2</v></c>'
    more = '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#N/A</v></c><c r="E1"><f>NOW()</f></c>'
    cells = [escape(text) for text in formulas]
    rows = "".join(
        f'<row r="{row}">{first * (row == 1)}<c r="B{row}"><f>{text}</f></c>{more * (row == 1)}</row>'
        for row, text in enumerate(cells, 1)
    )
    parts = book(rows, other='<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    lost = recalculate(parts, {("表", row, 1) for row in range(1, 12)} | {("表", 1, 0)})
    stored = {row: (parts.sheet("表").row(row).cells[1].kind, value(parts, row, 1)) for row in range(1, 12)}
    assert stored[1] == ("b", "1")
    assert stored[2] == ("str", "好")
    assert stored[3] == ("e", "#DIV/0!")
    assert stored[8] == ("str", "甲")
    assert stored[9] == ("b", "1")
    assert stored[10] == ("e", "#N/A")
    assert stored[4] == stored[5] == stored[6] == ("n", None)
    assert {"表!B4", "表!B5", "表!B6", "表!B11", "表!E1"} <= set(lost)
    assert '<calcPr fullCalcOnLoad="1"/>' in written(parts)["xl/workbook.xml"]


def test_shared_formulas_are_worked_out_each_for_its_own_row() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f></c></row>'
        '<row r="2"><c r="A2"><v>2.5</v></c><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="B3"><f>SUM(B1:B2)/3</f></c></row>'
    )
    parts = book(rows)
    assert recalculate(parts, {("表", 1, 0), ("表", 2, 0)}) == []
    assert (value(parts, 1, 1), value(parts, 2, 1)) == ("2", "5")
    assert abs(Fraction(value(parts, 3, 1) or 0) - Fraction(7, 3)) < Fraction(1, 10**15)


@pytest.mark.parametrize(
    ("code", "date", "percent", "text", "places"),
    [
        ("General", False, False, False, None),
        ("0.00_ ", False, False, False, 2),
        ('#,##0.0000"亩"', False, False, False, 4),
        ("0", False, False, False, 0),
        ("0.00%", False, True, False, 2),
        ("@", False, False, True, None),
        ('yyyy"年"m"月"', True, False, False, None),
        ("m/d", True, False, False, None),
        ("0.00E+00", False, False, False, None),
        ("0.0;[Red]-0.00", False, False, False, 1),
    ],
)
def test_what_a_number_format_shows(code: str, date: bool, percent: bool, text: bool, places: int | None) -> None:
    form = NumberFormat(code)
    assert (form.is_date, form.is_percent, form.is_text, form.places) == (date, percent, text, places)


def test_a_book_without_styles_has_plain_looks() -> None:
    assert Styles(book("")).number_format(3).code == "General"


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<cellXfs count="2"><xf numFmtId="0" fillId="0"/><xf numFmtId="2" fillId="0"><alignment horizontal="center"/></xf>'
    "</cellXfs></styleSheet>"
)


def styled() -> BookParts:
    rels = relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "styles", "styles.xml"))
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c></row><row r="2"><c r="A2" s="1"><v>2</v></c></row>'
    return book(rows, more={BOOK_RELATIONS: rels, "xl/styles.xml": STYLES})


def test_looks_are_derived_once_and_keep_their_other_sides() -> None:
    parts = styled()
    styles = Styles(parts)
    red = styles.painted(1, "FFC7CE")
    assert red == styles.painted(1, "FFC7CE") == 2
    assert styles.is_painted(red, "FFC7CE")
    assert not styles.is_painted(1, "FFC7CE")
    assert styles.number_format(red).places == 2
    assert styles.quoted(1) == 3
    assert not styles.is_painted(styles.bare(red), "FFC7CE")
    text = written(parts)["xl/styles.xml"]
    assert '<xf numFmtId="2" fillId="1" applyFill="1"><alignment horizontal="center"/></xf>' in text
    assert '<fills count="2">' in text


def test_a_column_of_words_stands_right_of_everything_and_is_used_again() -> None:
    parts = styled()
    head = (1, "说明")
    assert add_column(parts, Styles(parts), "表", head, {2: "=错"}, 2) == 1
    assert add_column(parts, Styles(parts), "表", head, {}, 2) == 1
    sheet = written(parts)["xl/worksheets/sheet1.xml"]
    assert sheet.count("说明") == 1
    assert "=错" not in sheet
    assert '<cols><col min="2" max="2" width="42" customWidth="1"/></cols>' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet


def test_a_sheet_with_a_table_of_its_own_gets_no_second_filter_and_widths_are_split() -> None:
    rels = relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "styles", "styles.xml"))
    columns = '<cols><col min="1" max="9" width="5"/></cols>'
    rows = '<sheetData><row r="1"><c r="A1" s="1"/><c r="B1"><v>1</v></c></row></sheetData>'
    tables = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>'
    sheet = f'<worksheet xmlns="{MAIN}">{columns}{rows}{tables}</worksheet>'
    parts = book("", more={BOOK_RELATIONS: rels, "xl/styles.xml": STYLES, "xl/worksheets/sheet1.xml": sheet})
    add_column(parts, Styles(parts), "表", (1, "说明"), {}, 1)
    text = written(parts)["xl/worksheets/sheet1.xml"]
    assert "autoFilter" not in text
    assert re.findall(r'min="(\d)" max="(\d)"', text) == [("1", "2"), ("3", "3"), ("4", "9")]


def test_remarks_are_added_renewed_and_settled() -> None:
    parts = book('<row r="1"><c r="A1"/></row>', '<pageMargins left="1"/>')
    add_comments(parts, "表", VOICE, {})
    assert not parts.has("xl/comments1.xml")
    add_comments(parts, "表", VOICE, {(1, 0): "不是数字 <", (2, 1): "不是日期"})
    add_comments(parts, "表", VOICE, {(1, 0): "仍不是数字"})
    text = written(parts)
    remarks = text["xl/comments1.xml"]
    assert "【核对】仍不是数字" in remarks
    assert "不是数字 &lt;" not in remarks
    assert "【核对】已改正" in remarks
    assert remarks.count("<author>") == 1
    assert text["xl/drawings/vmlDrawing1.vml"].count("<v:shape ") == 2
    assert text["xl/drawings/vmlDrawing1.vml"].count("<v:shapetype ") == 1
    assert re.search(r'<pageMargins left="1"/><legacyDrawing [^>]*r:id="rId2"/>', text["xl/worksheets/sheet1.xml"])
    assert 'Extension="vml"' in text["[Content_Types].xml"]


def test_a_property_stands_beside_those_of_others() -> None:
    theirs = '<Properties xmlns="p"><property fmtid="x" pid="7" name="KSOProductBuildVer"><v/></property></Properties>'
    kinds = (("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "custom-properties", "docProps/custom.xml"))
    rels = {"_rels/.rels": relations(*kinds)}
    parts = book("", more={"docProps/custom.xml": theirs, **rels})
    put_property(parts, MARK, "abc")
    put_property(parts, MARK, "def")
    text = written(parts)["docProps/custom.xml"]
    assert 'name="KSOProductBuildVer"' in text
    assert text.count('name="zigui-export"') == 1
    assert 'pid="8"' in text
    bare = book("", more={"docProps/custom.xml": '<Properties xmlns="p"/>', **rels})
    put_property(bare, MARK, "abc")
    assert "zigui-export" in written(bare)["docProps/custom.xml"]


def test_relations_and_types_are_added_where_there_were_none() -> None:
    parts = book("")
    assert add_relation(parts, "xl/worksheets/sheet2.xml", "k", "xl/a.xml") == "rId1"
    assert add_relation(parts, "xl/worksheets/sheet2.xml", "k", "xl/b.xml") == "rId2"
    add_default_type(parts, "vml", "t")
    add_default_type(parts, "vml", "t")
    assert written(parts)["[Content_Types].xml"].count("<Default") == 1


def test_a_book_of_another_kind_is_copied_with_what_it_hides_and_joins() -> None:
    rows: list[Row] = [("题目", "", ""), ("名称", "日期", "数"), ("=1+1", date(2022, 3, 1), 2.5), ("甲", True, 3)]
    sheet = Sheet("一:季度", rows, (Area(1, 0, 1, 2),), hidden_rows=frozenset({4}), hidden_columns=frozenset({2}))
    data = copy_of_book(Book("表.csv", "", (sheet, Sheet("藏", [("x",)], hidden=True))))
    made = openpyxl.load_workbook(io.BytesIO(data))
    first, second = made.worksheets
    assert first.title == "一_季度"
    assert str(first.merged_cells) == "A1:C1"
    assert first["A3"].data_type == "s"
    assert first["B3"].is_date
    assert [first["C3"].value, first["B4"].value] == [2.5, True]
    assert first.row_dimensions[4].hidden
    assert first.column_dimensions["C"].hidden
    assert second.sheet_state == "hidden"


def test_a_formula_that_looks_at_itself_or_at_a_lost_value_is_not_guessed() -> None:
    cells = zip("ABCD", ("B1+1", "A1", "D1*2", "X()"), strict=True)
    rows = "<row r='1'>" + "".join(f"<c r='{place}1'><f>{text}</f></c>" for place, text in cells) + "</row>"
    parts = book(rows)
    assert recalculate(parts, {("表", 1, 0), ("表", 1, 2)}) == ["表!A1", "表!B1", "表!C1"]


def test_a_workbook_that_is_told_how_to_be_worked_out_is_told_anew() -> None:
    inner = '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets><calcPr calcId="9"/>'
    main = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{inner}</workbook>'
    parts = book('<row r="1"><c r="A1"><f>X()</f></c></row>', more={"xl/workbook.xml": main})
    recalculate(parts, {("表", 1, 0)})
    assert '<calcPr calcId="9" fullCalcOnLoad="1"/>' in written(parts)["xl/workbook.xml"]
