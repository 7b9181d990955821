"""The pictures: one PNG a page, of the size asked, of a ledger that is there."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.services.masking import masked
from app.ui import shots
from app.ui.window import Window
from tests.ui.conftest import sheet_of

FIRST_PAGE = "ledger"


def test_every_page_has_its_picture(ledger_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "图"
    assert shots.main(["--ledger", str(ledger_path), "--shots", str(folder), "--size", "1280x700"]) == 0
    names = {path.stem for path in folder.glob("*.png")}
    assert names == {
        "overview",
        "ledger-reclamation",
        "ledger-demolition",
        "ledger-greening",
        "progress-reclamation",
        "progress-demolition",
        "progress-greening",
        "targets",
        "report",
        "inbox",
        "history",
        "settings-basis",
        "settings-remembered",
        "settings-words",
        "settings-forms",
        "settings-zones",
    }
    for path in folder.glob("*.png"):
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1280, 700)
    assert capsys.readouterr().out.count(".png") == len(names)


def test_personal_numbers_are_masked_in_a_picture(window: Window, qtbot: QtBot) -> None:
    sheet = sheet_of(qtbot, window, "demolition")
    column = sheet.model.column_of("phone")

    def said() -> list[str]:
        return [text for row in range(20) if (text := sheet.model.cell(row, column)[0])]

    plain = said()
    assert plain
    assert not any("*" in text for text in plain)
    window.pages["ledger"].cover()
    assert said() == [masked(text) for text in plain]
    assert all("*" in text for text in said())
    row = next(row for row in range(20) if sheet.model.cell(row, column)[0])
    sheet.view.stand(sheet.model.index(row, 0))
    sheet.toggle_form()
    editor = sheet.form.editors["phone"]
    assert isinstance(editor, QLineEdit)
    assert editor.text() == sheet.model.cell(row, column)[0], "nor does the form beside the grid tell them"
    with qtbot.assertNotEmitted(sheet.form.edited):  # what is masked on the screen is not written
        editor.editingFinished.emit()


def test_a_missing_ledger_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shots.main(["--ledger", str(tmp_path / "没有.db"), "--shots", str(tmp_path / "图")]) == 1
    said = capsys.readouterr().err
    assert "没有找到台账文件" in said
    assert "。。" not in said
    assert not (tmp_path / "没有.db").exists()
