"""A county's ledger with a year of work in it that has sent all nine reports, and what it sent."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services.reporting.export import export
from tests.services.importing.returned import FIRST, REPORTS, copied, filled_ledger

Sent = tuple[Path, dict[str, Path]]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger before it sent anything."""
    return filled_ledger(tmp_path_factory.mktemp("满"))


@pytest.fixture(scope="session")
def sent(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """The ledger, and the nine reports by their names; nothing of it may be written to."""
    folder = tmp_path_factory.mktemp("报送")
    path = copied(filled, folder)
    with Store.open(str(path), writing=True) as store:
        return path, {name: export(store, name, period, folder)[0].path for name, period in REPORTS.items()}


@pytest.fixture
def store(sent: Sent, tmp_path: Path) -> Iterator[Store]:
    """A copy of the ledger to work on."""
    with Store.open(str(copied(sent[0], tmp_path)), writing=True) as opened:
        yield opened


@pytest.fixture
def r4(sent: Sent) -> Path:
    """The monthly sums of demolition."""
    return sent[1]["R4"]


@pytest.fixture
def r5(sent: Sent) -> Path:
    """The list of demolition points."""
    return sent[1]["R5"]


@pytest.fixture
def codes(r5: Path) -> Sequence[str]:
    """The codes of the points, in their order on the sheet."""
    sheet = openpyxl.load_workbook(r5).worksheets[0]
    return [str(cell.value) for (cell,) in sheet.iter_rows(FIRST, FIRST + 15, 2, 2)]
