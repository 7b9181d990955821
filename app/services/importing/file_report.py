"""What became of the files of an import: their plans, and the batch that applied them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan

if TYPE_CHECKING:  # few files are a document or an answer
    from app.services.importing.proposal.plan import ProposalPlan, ProposalRow
    from app.services.importing.returns.figures import CellPlan, CellRow


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's answer; ``batch`` is the batch it was applied by.

    ``taken_as`` is ``ledger``, ``targets``, ``indicators``, ``return`` or ``refused``; ``figures`` are its tables of
    indicators, ``proposal`` what a document of running text proposes, ``reports`` returned reports of sums, ``tables``
    all others. ``earlier`` is the batch these very bytes were applied by before. ``gone`` names what went out and did
    not come back.
    """

    file: str
    sha256: str | None
    taken_as: str
    reason: str | None = None
    tables: Sequence[TablePlan] = ()
    figures: Sequence[FigurePlan] = ()
    proposal: "ProposalPlan | None" = None
    reports: "Sequence[CellPlan]" = ()
    absent: Sequence[int] = ()
    gone: Sequence[str] = ()
    remarks: Sequence[str] = ()
    batch: int | None = None
    earlier: int | None = None
    decided: int = 0
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether nothing of the file was taken; ``reason`` says why."""
        return self.reason is not None

    @property
    def returned(self) -> bool:
        """Whether it is an answer to one of our reports."""
        return self.taken_as == "return"

    @property
    def pictures(self) -> int:
        """How many pictures come along with its rows."""
        taken = (Action.CREATE, Action.UPDATE)
        return sum(len(row.pictures) for row in self._apart if row.action in taken)

    @property
    def remarked(self) -> int:
        """How many remarks the reviewers of a returned workbook made."""
        in_lists = sum(len(row.remarks) for row in self._apart)
        in_sums = sum(len(row.remarks) for report in self.reports for row in report.rows)
        on_wholes = [table.remarks for table in self.tables] + [report.remarks for report in self.reports]
        return in_lists + in_sums + sum(map(len, on_wholes))

    @property
    def _apart(self) -> Iterator[RowPlan]:
        """The rows of its ledgers that are more than plain new records."""
        return (row for table in self.tables for row in table.rows.apart.values())

    @property
    def counts(self) -> Counter[Action]:
        """How many of its rows each action is taken with."""
        others = Counter(row.action for row in self._others)
        return sum((table.rows.counts for table in self.tables), others)

    @property
    def rows(self) -> "Iterator[RowPlan | FigureRow | ProposalRow | CellRow]":
        """The rows of all tables."""
        yield from (row for table in self.tables for row in table.rows)
        yield from self._others

    @property
    def _others(self) -> "Iterator[FigureRow | ProposalRow | CellRow]":
        """The rows of what is no table of a ledger."""
        yield from self.proposal.rows if self.proposal else ()
        yield from (row for table in self.figures for row in table.rows)
        yield from (row for table in self.reports for row in table.rows)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The answers of several files, in the order they were given."""

    files: Sequence[FileReport] = field(default=())

    @property
    def refused(self) -> bool:
        """Whether any file was refused."""
        return any(file.refused for file in self.files)
