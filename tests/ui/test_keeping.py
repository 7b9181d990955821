"""Copies, restoring and the handover package from the command line: the drill of a PC that died."""

import json
from pathlib import Path

import pytest

from app.models.store import Store
from app.ui.headless import console
from tests.models.records import everything, put

Run = tuple[int, str, str]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "台账.db"
    assert console.main(["--ledger", str(path), "new", "--unit", "330421", "--year", "2022"]) == 0
    with Store.open(str(path), writing=True) as store:
        put(store, "greening", {"code": "LH-1"})
    return path


def said(capsys: pytest.CaptureFixture[str], ledger: Path, *words: object) -> Run:
    capsys.readouterr()
    status = console.main(["--ledger", str(ledger), *map(str, words)])
    out, err = capsys.readouterr()
    return status, out, err


def test_a_copy_is_listed_looked_into_and_put_back(capsys: pytest.CaptureFixture[str], ledger: Path) -> None:
    assert said(capsys, ledger, "backup", "--list")[1] == "还没有备份。\n"
    status, out, _ = said(capsys, ledger, "backup", "--json")
    made = json.loads(out)["backup"]
    assert status == 0
    assert "绿化 1" in said(capsys, ledger, "backup", "--list")[1]
    assert json.loads(said(capsys, ledger, "backup", "--list", "--json")[1])[0]["file"] == made
    assert "备份完好：土地复垦 0，拆违 0，绿化 1" in said(capsys, ledger, "restore", made, "--look")[1]
    with Store.open(str(ledger), writing=True) as store:
        put(store, "greening", {"code": "LH-2"})
    status, out, err = said(capsys, ledger, "restore", made)
    assert (status, err) == (0, "")
    assert "原来的台账留在：" in out
    with Store.open(str(ledger)) as store:
        assert [row["code"] for row in everything(store)["greening"]] == ["LH-1"]


def test_the_work_goes_to_another_computer_and_back(capsys: pytest.CaptureFixture[str], ledger: Path) -> None:
    parcel, elsewhere = ledger.parent / "U盘" / "交接.zip", ledger.parent / "新电脑" / "台账.db"
    status, out, _ = said(capsys, ledger, "pack", "--out", parcel, "--passphrase", "口令")
    assert (status, "嘉善县" in out) == (0, True)
    assert said(capsys, elsewhere, "unpack", parcel, "--look", "--passphrase", "口令")[0] == 0
    assert not elsewhere.exists()
    assert said(capsys, elsewhere, "unpack", parcel)[2].startswith("“交接.zip”的口令不对")
    status, out, _ = said(capsys, elsewhere, "unpack", parcel, "--passphrase", "口令", "--json")
    assert (status, json.loads(out)["records"]["greening"]) == (0, 1)
    assert said(capsys, elsewhere, "verify")[0] == 0


def test_a_second_copy_lies_elsewhere(capsys: pytest.CaptureFixture[str], ledger: Path) -> None:
    status, out, _ = said(capsys, ledger, "backup", "--second", ledger.parent / "U盘")
    assert (status, len(list((ledger.parent / "U盘").glob("*.zip")))) == (0, 1)
    assert out.startswith("已备份并检验：")
    (copy,) = (ledger.parent / "U盘").glob("*.zip")
    assert "嘉善县" in said(capsys, ledger, "restore", copy, "--look")[1]
    with Store.open(str(ledger), writing=True) as store:
        put(store, "greening", {"code": "LH-2"})
    assert "原来的台账留在：" in said(capsys, ledger, "restore", copy)[1]
    with Store.open(str(ledger)) as store:
        assert [row["code"] for row in everything(store)["greening"]] == ["LH-1"]


def test_what_only_the_server_can_do_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    steps = {
        "restore a.db": "要恢复请管理员用 pg_restore",
        "rebuild": "要恢复请管理员用 pg_restore",
        "unpack a.zip": "请先解成",
    }
    for words, step in steps.items():
        assert console.main(["--ledger", "postgresql://someone@example.org/ledger", *words.split()]) == 1
        assert capsys.readouterr().err.startswith(f"服务器上的台账不能这样办。{step}")
