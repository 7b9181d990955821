"""A form that was confirmed is read the same way ever after, and what has moved in it is said."""

from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.mapping.correction import Correction, correction
from app.services.importing.mapping.remember import remember_word
from app.services.importing.report import as_json, summary
from tests.services.importing.books import applied, planned, rows, table, written

HEAD = ["编号", "项目名称", "镇街", "净面积", "开工日期"]


def project(number: int, area: float = 3.5) -> list[object]:
    return [f"FK-330421-2022-{number:04d}", f"项目{number}", "西塘镇", area, "2022-03-01"]


def taught(store: Store, folder: Path, *said: str) -> None:
    path = written(folder / "一.xlsx", [["嘉善县2022年6月复垦台账"], HEAD, project(1), project(2)])
    applied(store, path, corrections=tuple(map(correction, said)))


def fields(store: Store, path: Path) -> dict[str, tuple[str, float]]:
    return {one.column.text: (one.field.name, one.confidence) for one in table(planned(store, path)).mapping.mapped}


def test_a_corrected_column_is_read_so_at_once_and_ever_after(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path, "净面积=验收复垦面积")
    path = written(tmp_path / "二.xlsx", [["嘉善县2022年7月复垦台账"], HEAD, project(3)])
    assert fields(store, path)["净面积"] == ("accepted_reclaim_area", 1.0)
    assert table(planned(store, path)).mapping.drift == ()


def test_a_column_is_left_out_ever_after(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path, "E=")
    path = written(tmp_path / "二.xlsx", [["台账"], HEAD, project(3)])
    assert "开工日期" not in fields(store, path)
    whys = {one.column.text: one.why for one in table(planned(store, path)).mapping.unmapped}
    assert whys["开工日期"] == "按记住的设置不导入"


def test_nothing_is_remembered_unless_it_is_asked_for_and_applied(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path)
    path = written(tmp_path / "二.xlsx", [["台账"], HEAD, project(3)])
    planned(store, path, corrections=(Correction("D", "scale_area"),))
    assert "净面积" not in fields(store, path)


def test_what_moved_in_a_known_form_is_said_and_the_rest_is_read_as_before(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path, "净面积=验收复垦面积")
    head = ["编号", "镇街", "项目名称", "净面积", "开工时间", "图幅号"]
    path = written(
        tmp_path / "二.xlsx", [["台账"], head, ["FK-330421-2022-0003", "西塘镇", "丙", 2, "2022.3.2", "H51"]]
    )
    report = planned(store, path)
    assert fields(store, path)["净面积"] == ("accepted_reclaim_area", 1.0)
    assert list(table(report).mapping.drift) == [
        "E 列“开工时间”以前叫“开工日期”，请核对是不是同一栏",
        "多了 F 列“图幅号”，以前的表没有",
        "“项目名称”移到了 C 列",
    ]
    (file,) = as_json(report)["files"]  # type: ignore[misc]
    assert file["tables"][0]["drift"] == list(table(report).mapping.drift)  # type: ignore[index]
    assert any("表样变了" in line for line in summary(report))


def test_a_column_that_is_gone_is_said(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path, "净面积=验收复垦面积")
    path = written(tmp_path / "二.xlsx", [["台账"], HEAD[:4], project(3)[:4]])
    assert table(planned(store, path)).mapping.drift == ("少了“开工日期”一列，台账里这一栏不会改动",)


def test_a_newer_answer_for_the_same_form_counts(store: Store, tmp_path: Path) -> None:
    taught(store, tmp_path, "净面积=验收复垦面积")
    taught(store, tmp_path, "净面积=项目区总规模")
    path = written(tmp_path / "二.xlsx", [["台账"], HEAD, project(3)])
    assert fields(store, path)["净面积"] == ("scale_area", 1.0)


def test_a_confirmed_word_stands_for_its_choice(store: Store, tmp_path: Path) -> None:
    with store.write("确认写法") as work:
        remember_word(work, "project_kind", "小田变大田", "高标准农田")
        remember_word(work, "project_kind", "小田变大田", "高标准农田")
    head = ["编号", "项目名称", "镇街", "项目类型", "验收日期"]
    path = written(tmp_path / "一.xlsx", [head, ["FK-330421-2022-0001", "甲", "西塘镇", "小田变大田", "2022.3.1"]])
    (row,) = rows(planned(store, path))
    assert row.values["project_kind"] == "高标准农田"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("净面积", "没看懂“净面积”"),
        ("=编号", "没看懂“=编号”"),
        ("D=面积很大", "台账里没有“面积很大”这一栏"),
    ],
)
def test_a_correction_that_says_nothing_is_refused(said: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        correction(said)


def test_a_correction_of_a_column_that_is_not_there_refuses_the_file(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "一.xlsx", [["台账"], HEAD, project(1)])
    report = planned(store, path, corrections=(Correction("Z", "name"),))
    assert report.files[0].reason == "表里没有“Z”这一列。请写列的字母（如 D）或表头文字。"
