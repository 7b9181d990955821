"""A ledger is shown to go on from the one that an export, a copy or a parcel was made of; another one is not."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from app.models.queries import journal
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.continuation import Continuation, continuation
from app.services.keeping import parcel
from app.services.reporting.export import export
from app.services.reporting.template.export import Blank, export_to_form
from tests.models.records import put, settle
from tests.services.reporting import bureau


@pytest.fixture
def ledger(file_store: Store) -> Store:
    settle(file_store)
    put(file_store, "demolition", {"code": "CW-1"})
    return file_store


def made(store: Store, folder: Path) -> dict[str, Path]:
    """Every kind of file that names the state it was made of."""
    parcel.write(store, folder / "包.zip", "口令")
    copy = store.back_up("手工", folder)
    assert copy
    form = bureau.monthly_form(folder / "表样.xlsx")
    return {
        "report": export(store, "R4", "2022-06", folder / "R4.xlsx")[0].path,
        "ledger": export(store, "demolition", None, folder / "台账.xlsx")[0].path,
        "form": export_to_form(store, "R4", "2022-06", Blank(form), folder / "报.xlsx").path,
        "copy": copy,
        "parcel": folder / "包.zip",
    }


def test_a_ledger_goes_on_from_what_was_made_of_it(ledger: Store, tmp_path: Path) -> None:
    files = made(ledger, tmp_path)
    put(ledger, "demolition", {"code": "CW-2"})
    for path in files.values():
        found = continuation(ledger, path, "口令")
        assert found == Continuation(path.name, 2, "登记", found.at, 1)
    with ledger.read() as session:
        assert found.at == journal.steps(session)[1].when


def test_a_ledger_that_was_set_back_or_is_another_does_not(ledger: Store, tmp_path: Path) -> None:
    assert ledger.path
    earlier = ledger.back_up("手工", tmp_path)
    assert earlier
    put(ledger, "demolition", {"code": "CW-2"})
    for name, path in made(ledger, tmp_path).items():
        with Store.open(str(shutil.copy(earlier, tmp_path / f"{name}.db")), writing=True) as other:
            put(other, "demolition", {"code": "CW-3"})  # as many steps, another history
            with pytest.raises(Refusal, match=r"不是“.*延续"):
                continuation(other, path, "口令")


def test_a_file_that_names_no_state_is_refused_in_a_sentence(ledger: Store, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    shutil.copy(Path(__file__).parents[1] / "ledgers" / "0002.db", tmp_path / "旧.db")
    for name, why in (("别的.xlsx", "没有记下"), ("旧.db", "旧版本的台账"), ("没有.xlsx", "打不开")):
        with pytest.raises(Refusal, match=why):
            continuation(ledger, tmp_path / name)
