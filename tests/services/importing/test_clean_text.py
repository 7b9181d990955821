"""Text, choices, flags and places -> stored values."""

import datetime as dt

import pytest

from app.models.ledger import fields_of
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.clean.choice import clean_choice, clean_choices, clean_flag
from app.services.importing.clean.text import clean_text
from app.services.importing.issue import Cleaned
from app.services.importing.places import clean_county, clean_town, clean_village, places, without_town

DEMOLITION = fields_of("demolition")
RECLAMATION = fields_of("reclamation")
HOME = places("330421")


def code(found: Cleaned) -> str:
    return found.problem.code.value if found.problem else ""


@pytest.mark.parametrize(
    ("name", "cell", "text"),
    [
        ("phone", 13900005373.0, "13900005373"),
        ("phone", 13900005373, "13900005373"),
        ("code", " FK－330421－2022－0001 ", "FK-330421-2022-0001"),
        ("code", "ｆｋ-330421-2022-0001", "FK-330421-2022-0001"),
        ("name", "某 某\n项目", "某某项目"),
        ("name", "A B 地块", "A B 地块"),
        ("name", "\u200b项目_x000D_", "项目"),
        ("remark", "第一行\n第二行", "第一行\n第二行"),
    ],
)
def test_texts_are_as_they_were_meant(name: str, cell: object, text: str) -> None:
    assert clean_text(cell, RECLAMATION[name]) == Cleaned(text)  # type: ignore[arg-type]


def test_a_number_longer_than_excel_keeps_is_named_not_repaired() -> None:
    assert code(clean_text(3.304212022000112e17, RECLAMATION["filing_no"])) == "precision"


def test_a_text_that_became_a_date_is_in_doubt() -> None:
    found = clean_text(dt.date(2022, 3, 1), RECLAMATION["remark"])
    assert (found.value, code(found)) == ("2022-03-01", "ambiguous")


@pytest.mark.parametrize("cell", ["/", "无", "—", "", " "])
def test_signs_for_nothing_are_blank(cell: str) -> None:
    assert clean_text(cell, RECLAMATION["remark"]) == Cleaned()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("√", True),
        ("是", True),
        ("Y", True),
        (1, True),
        (True, True),
        ("×", False),
        ("否", False),
        ("无", False),
        (0, False),
    ],
)
def test_yes_and_no_in_every_spelling(cell: object, value: bool) -> None:
    words = lexicon.choice_synonyms("demolition", "*flag")
    assert clean_flag(cell, DEMOLITION["is_precise"], words) == Cleaned(value)  # type: ignore[arg-type]


def test_a_flag_is_not_guessed() -> None:
    words = lexicon.choice_synonyms("demolition", "*flag")
    assert code(clean_flag("也许", DEMOLITION["is_precise"], words)) == "unknown-choice"
    assert clean_flag("/", DEMOLITION["is_precise"], words) == Cleaned()


@pytest.mark.parametrize(
    ("name", "cell", "value", "issue"),
    [
        ("stage", "已拆除", "拆除", ""),
        ("stage", "拆除", "拆除", ""),
        ("demolish_mode", "强制拆除", "强拆", ""),
        ("building_structure", "彩钢棚（简易）", "彩钢棚(简易)", ""),
        ("building_structure", "05 彩钢棚(简易)", "彩钢棚(简易)", ""),
        ("special_category", "老旧工业园区项目", "工业园区", "ambiguous"),
        ("special_category", "不知道", None, "unknown-choice"),
        ("special_category", "非工业园区", None, "unknown-choice"),
    ],
)
def test_choices_by_their_text_or_a_known_spelling(name: str, cell: str, value: str | None, issue: str) -> None:
    field = DEMOLITION[name]
    choices = tuple(stages_of("demolition")) if name == "stage" else field.choices
    found = clean_choice(cell, field, choices, lexicon.choice_synonyms("demolition", name))
    assert (found.value, code(found)) == (value, issue)


def test_every_synonym_leads_to_a_choice_that_exists() -> None:
    for kind in ("reclamation", "demolition", "greening"):
        for name, field in fields_of(kind).items():
            choices = tuple(stages_of(kind)) if name == "stage" else field.choices
            assert set(lexicon.choice_synonyms(kind, name).values()) <= set(choices), name


def test_several_choices_stand_in_the_order_of_the_list() -> None:
    field = RECLAMATION["fund_source"]
    words = lexicon.choice_synonyms("reclamation", "fund_source")
    assert clean_choices("镇村自筹、县级财政", field, words) == Cleaned("县级财政|镇村自筹")
    assert clean_choices("/", field, words) == Cleaned()
    assert code(clean_choices("县级财政、彩票", field, words)) == "unknown-choice"


@pytest.mark.parametrize(
    ("cell", "town"),
    [
        ("西塘镇", "330421103"),
        ("西 塘 镇", "330421103"),
        ("西塘", "330421103"),
        ("魏塘镇", "330421001"),
        ("嘉善县西塘镇", "330421103"),
        ("浙江省,嘉兴市,嘉善县,西塘镇", "330421103"),
        ("浙江省嘉兴市嘉善县西塘镇人民政府", "330421103"),
        ("330421103", "330421103"),
        (330421103.0, "330421103"),
    ],
)
def test_towns_by_every_name(cell: object, town: str) -> None:
    found = clean_town(cell, RECLAMATION["town_code"], HOME)  # type: ignore[arg-type]
    assert (found.value, found.problem) == (town, None)


def test_a_path_down_to_the_village_is_no_composite() -> None:
    found = clean_town("浙江省，嘉兴市，嘉善县，西塘镇，荷池村", RECLAMATION["town_code"], HOME)
    assert (found.value, found.more, found.problem) == ("330421103", (("village", "荷池村"),), None)


def test_a_town_of_another_county_is_named_as_such() -> None:
    found = clean_town("西塘桥街道", RECLAMATION["town_code"], HOME)
    assert found.value == "330424002"
    assert code(found) == "unknown-region"


@pytest.mark.parametrize("cell", ["西塘镇、干窑镇", "西塘镇干窑镇", "西塘镇/天凝镇"])
def test_several_towns_in_a_cell_are_not_chosen_from(cell: str) -> None:
    found = clean_town(cell, RECLAMATION["town_code"], HOME)
    assert (found.value, code(found)) == (None, "composite")


@pytest.mark.parametrize("cell", ["没有的镇", "330421999", "33042"])
def test_a_town_nobody_knows_waits(cell: str) -> None:
    found = clean_town(cell, RECLAMATION["town_code"], HOME)
    assert (found.value, code(found)) == (None, "unknown-region")


def test_counties_by_name_code_and_path() -> None:
    field = RECLAMATION["county_code"]
    for cell in ("嘉善县", "嘉善", "浙江省,嘉兴市,嘉善县", "330421", "330421000000"):
        assert clean_county(cell, field, HOME) == Cleaned("330421")
    assert code(clean_county("海盐县", field, HOME)) == "unknown-region"


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("荷池村", "荷池村"),
        ("荷池村村委会", "荷池村"),
        ("荷池村民委员会", "荷池村"),
        ("日晖社区居委会", "日晖社区"),
        ("日晖居委会", "日晖社区"),
    ],
)
def test_villages_have_one_spelling(cell: str, name: str) -> None:
    assert clean_village(cell, RECLAMATION["village"]) == Cleaned(name)


@pytest.mark.parametrize(("village", "name"), [("西塘镇荷池村", "荷池村"), ("荷池村", "荷池村"), ("西塘村", "西塘村")])
def test_a_village_is_told_from_its_town(village: str, name: str) -> None:
    assert without_town(village, "330421103", HOME) == name
