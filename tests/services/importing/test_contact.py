"""Workbooks as clerks write them, cell by cell against what they mean."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.store import Store
from app.services.importing import flow
from app.services.importing.planning.plan import Options
from app.services.importing.report import as_json
from tests.bench.recognition import parsed_here
from tests.services.importing import contact
from tests.stores import new_ledger


@pytest.fixture(scope="module")
def ledger_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Store]]:
    """A new ledger of a county; nothing is written into it, so it serves all workbooks of that county."""
    folder, opened = tmp_path_factory.mktemp("台账"), {}

    def of(county: str) -> Store:
        if county not in opened:
            opened[county] = new_ledger(str(folder / f"{county}.ledger"), county, 2022)
        return opened[county]

    yield of
    for store in opened.values():
        store.close()


@pytest.mark.parametrize("told", contact.cases(), ids=lambda told: told.stem)
def test_every_cell_is_read_as_it_is_meant(
    told: Path, ledger_of: Callable[[str], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "reading", parsed_here)
    case = contact.made(told)
    path = case.save(tmp_path)
    report = flow.imported(ledger_of(case.county), [path], Options(), dry_run=True)
    assert list(contact.wrong(case, as_json(report)["files"][0])) == []  # type: ignore[index]
