"""What is being done when a program is killed: each job works on one ledger and says when a step of it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.models import copies
from app.models.store import Store
from app.services import records
from app.services.importing.apply import apply
from app.services.importing.flow import FilePlan, plan_file
from app.services.importing.planning.plan import Options
from app.services.importing.view import view
from app.services.records import Addition, Edit
from app.services.workbook.read.book import read

SAMPLE = Path(__file__).parent.parent / "data" / "samples" / "01-复垦台账-合并表头.xlsx"
OPTIONS = Options(as_of="2022-06-25")
Said = Callable[[], None]
PER_STEP = 20


@dataclass
class Job:
    """Something that is done to a ledger; what it needs to know of it is found out before."""

    base: Path
    plan: FilePlan | None = None

    def imports(self, ledger: Path, said: Said) -> None:
        """A workbook into the ledger: backup, original, one transaction."""
        plan = self.planned()
        with Store.open(str(ledger), writing=True) as store:
            assert apply(store, plan.book, plan.path, plan.tables, plan.figures, OPTIONS).batch
            said()

    def planned(self) -> FilePlan:
        """The workbook laid beside the ledger, once."""
        if self.plan is None:
            with Store.open(str(self.base)) as store:
                self.plan = plan_file(SAMPLE, read(SAMPLE), view(store), OPTIONS)
        return self.plan

    def saves(self, ledger: Path, said: Said) -> None:
        """Steps as a clerk makes them, every third followed by a copy."""
        with Store.open(str(ledger), writing=True) as store:
            for step in range(6):
                with store.write(f"第{step}步") as work:
                    values = [{"code": f"CW-{step}-{n}", "demolished_area": 100} for n in range(PER_STEP)]
                    rows = [Addition(one, "2022-03-01") for one in values]
                    ids = records.add(work, "demolition", rows)
                    records.change(work, "demolition", [Edit(ids[0], {"remark": f"改{step}"})])
                said()
                if step % 3 == 2:
                    store.back_up("定时")

    def migrates(self, ledger: Path, said: Said) -> None:
        """A ledger of an older version opened for writing."""
        Store.open(str(ledger), writing=True).close()
        said()

    def backs_up(self, ledger: Path, said: Said) -> None:
        """Copies, one after the other."""
        with Store.open(str(ledger), writing=True) as store:
            for _ in range(3):
                store.back_up("手工")
                said()

    def restores(self, ledger: Path, said: Said) -> None:
        """The copy put in the ledger's place."""
        copies.restore(ledger, next(one.path for one in copies.copies(ledger) if one.reason == "手工"))
        said()
