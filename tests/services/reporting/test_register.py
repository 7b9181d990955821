"""Every export is noted with what stood in it, so that it can be compared and proved later."""

import hashlib
from fractions import Fraction
from pathlib import Path

import pytest

from app.models.ledger import TownShare
from app.models.queries import journal, submissions
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.services import records
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent.frozen import Frozen, pack, unpack
from tests.services.reporting.county import LUOXING, UNIT, WEITANG, XITANG, Written, add, aim, cleaned, new, point


def registered(store: Store, path: Path) -> submissions.Export:
    with store.read() as session:
        found = submissions.export_of_bytes(session, hashlib.sha256(path.read_bytes()).hexdigest())
    assert found is not None
    return found


def column(frozen: Frozen, number: str) -> int:
    return [one.number for one in frozen.sheets[0].columns].index(number)


def test_an_export_is_noted_with_its_bytes_and_its_body(store: Store, tmp_path: Path) -> None:
    (done,) = export(store, "R4", "2022-06", tmp_path)
    one = registered(store, done.path)
    with store.read() as session:
        assert submissions.export(session, Written(done.path).meta["export"]) == one
    assert (one.report, one.period, one.unit, one.form_version, one.draft) == ("R4", "2022-06", UNIT, "1", False)
    assert one.checksum == Written(done.path).meta["checksum"]
    assert one.file == str(done.path)
    assert done.unregistered == ""


def test_an_export_is_no_step_of_work(store: Store, tmp_path: Path) -> None:
    with store.read() as session:
        before = submissions.journal_head(session)
    (done,) = export(store, "R4", "2022-06", tmp_path)
    with store.read() as session:
        assert submissions.journal_head(session) == before
    assert registered(store, done.path).journal_head == before.batch


def test_what_is_frozen_is_what_is_printed(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="52", t330421001="4.5")
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.56"))
    (done,) = export(store, "R4", "2022-06", tmp_path)
    sheet = unpack(registered(store, done.path).packed).sheets[0]
    assert sheet.name == "拆违月报"
    printed = Written(done.path)
    for line in sheet.lines or ():
        for at, cell in zip(sheet.columns, line.cells, strict=True):
            shown = printed.cell(line.cells[0] or "", at.number)
            assert (Fraction(cell) == Fraction(shown)) if at.numeric and cell not in (None, "—") else cell == shown
    assert printed.sheet.cell(sheet.first, 1).value == "魏塘街道"
    assert printed.sheet.cell(sheet.total_row, 1).value == "合计"


def test_the_records_behind_a_figure_make_it_up(store: Store, tmp_path: Path) -> None:
    first, second = add(
        store,
        point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.5"),
        point(2, WEITANG, demolish_date="2022-05-01", demolished_area="100", disposed_area="150",
              close_date="2022-06-02", stock_type="新增"),
    )  # fmt: skip
    (done,) = export(store, "R4", "2022-06", tmp_path)
    frozen = unpack(registered(store, done.path).packed)
    behind = {one.column: one for one in frozen.sheets[0].figures}
    disposed = behind[column(frozen, "14")]
    amounts = [
        {record: amount * factor for record, amount in frozen.counted[at].places[WEITANG].items()}
        for at, factor in disposed.terms
        if factor is not None
    ]
    assert amounts == [{first: Fraction("0.12345"), second: Fraction("0.01")}, {second: Fraction("0.005")}]
    (newly,) = behind[column(frozen, "10")].terms
    assert list(frozen.counted[newly[0]].places[WEITANG]) == [second]
    assert column(frozen, "1") not in behind
    assert column(frozen, "23") not in behind


def test_a_record_in_two_towns_stands_behind_both(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="300"))
    with store.write("分镇") as work:
        work.insert(
            TownShare,
            [
                {"record_id": record, "town_code": LUOXING, "area": 1},
                {"record_id": record, "town_code": XITANG, "area": 2},
            ],
        )
    (done,) = export(store, "R4", "2022-06", tmp_path)
    frozen = unpack(registered(store, done.path).packed)
    (term,) = next(one for one in frozen.sheets[0].figures if one.column == column(frozen, "6")).terms
    places = frozen.counted[term[0]].places
    assert {place: amounts[record] for place, amounts in places.items()} == {LUOXING: 10000, XITANG: 20000}


def test_an_indicators_line_knows_its_records(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.5", is_precise="是"))
    (done,) = export(store, "R8", "2022-06", tmp_path)
    frozen = unpack(registered(store, done.path).packed)
    actual = column(frozen, "3")
    terms = {one.line: one.terms for one in frozen.sheets[0].figures if one.column == actual}
    (area,), (precise,) = terms["T18"], terms["T35"]
    assert area[1] == Fraction(1, 10**6)
    assert frozen.counted[area[0]].places == {WEITANG: {record: 123450}}
    assert frozen.counted[precise[0]].places == {WEITANG: {record: 1}}
    assert [factor for _, factor in terms["T24"]] == [None, None]


def test_packing_keeps_everything(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.5"))
    for report in ("R4", "R8", "demolition"):
        (done,) = export(store, report, None if report == "demolition" else "2022-06", tmp_path)
        frozen = unpack(registered(store, done.path).packed)
        assert unpack(pack(frozen)) == frozen


def test_a_whole_ledger_is_kept_by_the_journal(store: Store, tmp_path: Path) -> None:
    kept, changed, gone = add(store, *(point(number, WEITANG, village="东村") for number in (1, 2, 3)))
    (done,) = export(store, "demolition", None, tmp_path)
    one = registered(store, done.path)
    assert unpack(one.packed).sheets[0].lines is None
    with store.read() as session:
        then = journal.held_at(session, "demolition", one.journal_head)
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(changed, cleaned("demolition", {"village": "西村"}))])
        records.remove(work, "demolition", [gone])
    (new,) = add(store, point(4, WEITANG))
    with store.read() as session:
        assert journal.held_at(session, "demolition", one.journal_head) == then
        now = journal.held_at(session, "demolition", submissions.journal_head(session).batch)
    assert then.keys() == {kept, changed, gone}
    assert now.keys() == {kept, changed, new}
    assert (then[changed]["village"], now[changed]["village"]) == ("东村", "西村")


def test_a_ledger_that_is_only_read_is_opened_for_the_note_alone(tmp_path: Path) -> None:
    path = tmp_path / "县.db"
    new(str(path)).close()
    with Store.open(str(path)) as reading:
        (done,) = export(reading, "R4", "2022-06", tmp_path)
        assert done.unregistered == ""
    assert sorted(one.name for one in tmp_path.glob("县.db*")) == ["县.db"]
    with Store.open(str(path)) as reading:
        assert registered(reading, done.path).report == "R4"


def test_where_it_cannot_be_noted_the_workbook_is_written_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "县.db"
    with new(str(path)), Store.open(str(path)) as reading:
        (done,) = export(reading, "R4", "2022-06", tmp_path)
    assert done.path.is_file()
    assert done.unregistered.startswith("文件已写好，但没有登记（")
    with Store.open(str(path)) as reading, pytest.raises(AssertionError):
        registered(reading, done.path)


def test_a_refused_register_is_no_lost_reader(tmp_path: Path) -> None:
    """After the note the store that asked for it still reads."""
    path = tmp_path / "县.db"
    new(str(path)).close()
    with Store.open(str(path)) as reading:
        with reading.register() as work:
            assert work.session is not None
        with reading.read() as session:
            assert submissions.journal_head(session).batch == 1
        with pytest.raises(Refusal), reading.write("不行"):
            pass


def test_a_ledger_is_sound_after_an_export(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG))
    export(store, "R4", "2022-06", tmp_path / "月报.xlsx")
    assert last(store.faults(thorough=True)) == []
