"""A whole ledger out: every field, exactly."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.ledger import LEDGERS, fields_of
from app.models.store import Store
from app.services.records import Addition
from app.services.reporting.export import export
from app.services.workbook.origin import origin_of
from app.services.workbook.read.book import read
from tests.services.reporting.county import UNIT, WEITANG, add, cleaned, point, waiting


def written(store: Store, kind: str, folder: Path, *, unmasked: bool = False) -> list[dict[str, Any]]:
    """The rows of an exported ledger by header leaf."""
    (done,) = export(store, kind, None, folder / "台账.xlsx", unmasked=unmasked)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(done.path).worksheets[0].iter_rows()]
    at = next(index for index, row in enumerate(rows) if row[0] == "本局编号" or row[1] == "项目名称")
    heads = [str(value).replace("\n", "") for value in rows[at]]
    return [dict(zip(heads, row, strict=True)) for row in rows[at + 1 :] if any(row)]


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_field_has_its_column(store: Store, tmp_path: Path, kind: str) -> None:
    add(store, Addition(cleaned(kind, {"code": "甲", "county_code": UNIT})), kind=kind)
    (row,) = written(store, kind, tmp_path)
    assert set(row) == {field.heading for field in fields_of(kind).values()}


def test_values_are_what_the_ledger_holds(store: Store, tmp_path: Path) -> None:
    values = {
        "name": "=1+1",
        "party_id_no": "330421199001011234",
        "phone": "13812345678",
        "is_precise": "否",
        "demolish_date": "2022-06-01",
        "built_date": "1998-05",
        "demolished_area": "1234.50",
        "lon": "120.123456",
        "floors_up": "3",
        "remark": "第一行\n第二行",
    }
    add(store, point(1, WEITANG, **values))
    (row,) = written(store, "demolition", tmp_path)
    assert row["本局编号"] == "CW-330421-2022-0001"
    assert row["项目名称"] == "=1+1"
    assert (row["县(市、区)"], row["镇(街道)"]) == ("嘉善县", "魏塘街道")
    assert (row["证件号码"], row["联系电话"]) == ("330421********1234", "138****5678")
    assert row["精准拆违点位"] == "否"
    assert (row["拆除日期"], row["建成时间"]) == (datetime(2022, 6, 1), "1998-05")
    assert Decimal(str(row["拆除面积(㎡)"])) == Decimal("1234.50")
    assert Decimal(str(row["经度(°)"])) == Decimal("120.123456")
    assert (row["年度"], row["地上层数(层)"], row["备注"]) == (2022, 3, "第一行\n第二行")
    assert row["处置面积(㎡)"] is None


def test_personal_numbers_are_shown_when_asked(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, party_id_no="330421199001011234"))
    (row,) = written(store, "demolition", tmp_path, unmasked=True)
    assert row["证件号码"] == "330421199001011234"


def test_several_choices_are_joined_as_they_are_read(store: Store, tmp_path: Path) -> None:
    add(store, Addition(cleaned("reclamation", {"code": "FK", "fund_source": "省级|镇村自筹"})), kind="reclamation")
    (row,) = written(store, "reclamation", tmp_path)
    assert row["资金来源"] == "省级、镇村自筹"


def test_a_code_nobody_knows_stands_for_itself(store: Store, tmp_path: Path) -> None:
    add(store, point(1, "330421999"))
    (row,) = written(store, "demolition", tmp_path)
    assert row["镇(街道)"] == "330421999"


def test_a_text_that_waits_is_written_as_it_stands(store: Store, tmp_path: Path) -> None:
    add(store, waiting(point(1, WEITANG), "illegal_area", "三百左右"))
    (row,) = written(store, "demolition", tmp_path)
    assert row["违建面积(㎡)"] == "三百左右"


def test_headers_are_grouped_and_the_list_can_be_filtered(store: Store, tmp_path: Path) -> None:
    (done,) = export(store, "demolition", None, tmp_path)
    assert done.path.name == "嘉善县_拆违点位台账.xlsx"
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    assert sheet.auto_filter.ref
    groups = {cell.value for row in sheet.iter_rows(max_row=4) for cell in row}
    assert {"基本信息", "违建信息", "处置拆除", "销号利用"} <= groups


def test_rows_are_known_again_by_their_code(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, point(1, WEITANG))
    (done,) = export(store, "demolition", None, tmp_path)
    origin = origin_of(read(done.path), done.path)
    assert origin is not None
    assert origin.ids == {("拆违台账", "CW-330421-2022-0001"): str(record)}
