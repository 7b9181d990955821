"""What a report has to say to a bureau's form, whatever kind of report it is."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.models import region
from app.models.quantity import Rounding
from app.models.queries import Session, records, targets, wording
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.store import Store
from app.services.importing.figures.indicator_names import names_of
from app.services.importing.regions import regions
from app.services.importing.text import half_width, key
from app.services.importing.view import view
from app.services.reporting.build import build
from app.services.reporting.forms.form import Fact, Form, OfField, OfIndicator, Rows
from app.services.reporting.ledger_sheet import ledger_sheet
from app.services.reporting.sheet import sheet_of
from app.services.reporting.table import Table
from app.services.reporting.template.groups import Groups
from app.services.reporting.template.match import Offered
from app.services.reporting.total import CLOSED, SUM_OF_PARTS
from app.services.workbook.layout import FillRow, SheetFill

KeyOf = Callable[[str], str | None]
"""The key of the report's row that a label names; empty for a name of nothing in it, None for no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A report's columns and rows for a form.

    ``key_of`` finds the row of a label where the form names its rows; None where rows simply follow one another.
    ``fields`` are the columns that show a field of the ``ledger`` the rows are records of.
    ``called`` finds the column of an indicator by any of its names, where the columns are indicators.
    ``names_asked`` says that a form which names rows asks for no others: of indicators the bureau wants its own.
    ``name`` is the column of the rows' names, ``whole`` the key that names the unit as a whole.
    ``measured`` is the column of the units that the rows' figures have each of their own.
    ``groups`` are the sums of some of the rows, where such are certain.
    ``words`` fill the open places of the form's texts; ``written`` is what a clerk wrote for the report, by the key of
    the row and the heading.
    """

    fill: SheetFill
    rows: Sequence[FillRow]
    ledger: str = ""
    fields: Mapping[str, int] = field(default_factory=dict)
    called: Callable[[str], int | None] | None = None
    key_of: KeyOf | None = None
    names_asked: bool = False
    name: int | None = None
    unit: str
    whole: str = ""
    measured: int | None = None
    groups: Groups | None = None
    words: dict[str, str] = field(default_factory=dict)
    written: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rounding: Rounding = Rounding.HALF_UP

    def names(self, text: str) -> bool:
        """Whether a text names one of the rows."""
        return self.key_of is not None and self.key_of(text) in {row.key for row in self.rows}

    @property
    def offered(self) -> Offered:
        """The columns for a form to choose from."""
        layout = self.fill.layout
        return Offered(layout.columns, self.ledger, self.fields, self.called, layout.title)


def content_of(store: Store, report: Form, period: str | None, *, unmasked: bool) -> Content:
    """The content of a report's first sheet for a period, or of a whole ledger."""
    if report.rows is not Rows.LEDGER:
        return table_content(store, build(store, report, period, unmasked=unmasked))
    with store.read() as session:
        return ledger_content(session, report, unmasked=unmasked)


def table_content(store: Store, table: Table) -> Content:
    """The content of one sheet of a report that was built."""
    fill = sheet_of(table)
    name = next((index for index, one in enumerate(table.form.columns) if one.source == Fact("name")), None)
    rows = list(fill.rows)
    return Content(
        fill=SheetFill.of(fill.layout, rows, fill.total),
        rows=rows,
        ledger=table.form.ledger if table.form.rows is Rows.RECORDS else "",
        fields={
            one.source.name: index for index, one in enumerate(table.form.columns) if isinstance(one.source, OfField)
        },
        called=_called(store, table) if table.form.hands_down else None,
        key_of=row_key(store, table, rows),
        names_asked=table.form.rows is Rows.INDICATORS,
        name=name,
        unit=table.scope.unit,
        whole=table.scope.unit if table.form.rows is Rows.TOWNS else "",
        measured=next((index for index, one in enumerate(table.form.columns) if one.source == Fact("unit")), None),
        groups=_groups(store, table),
        words={**table.words, "city": region.name_of(table.scope.city)},
        written=_written(store, table),
        rounding=table.rounding,
    )


def _groups(store: Store, table: Table) -> Groups | None:
    """The sums of towns; where totals are summed up before they are rounded, what is printed does not tell them."""
    with store.read() as session:
        mode = choices.settings(session)["total_mode"]
    return Groups(table) if table.form.rows is Rows.TOWNS and mode in (SUM_OF_PARTS, CLOSED) else None


def _written(store: Store, table: Table) -> dict[tuple[str, str], str]:
    with store.read() as session:
        found = wording.texts(session, table.form.id, table.span.own.text)
    return {place: row.text for place, row in found.items()}


def ledger_content(session: Session, form: Form, *, unmasked: bool, only: Sequence[records.Condition] = ()) -> Content:
    """The content of a whole ledger, or of the records that meet the conditions ``only``."""
    chosen = choices.settings(session)
    scope = scopes.scope(session, chosen)
    fill = ledger_sheet(session, form, {"unit": scope.name}, unmasked=unmasked, only=only)
    rows = list(fill.rows)
    return Content(
        fill=SheetFill.of(fill.layout, rows),
        rows=rows,
        unit=scope.unit,
        ledger=form.ledger,
        fields={column.key: index for index, column in enumerate(fill.layout.columns)},
        words={"unit": scope.name, "city": region.name_of(scope.city)},
        rounding=chosen.rounding,
    )


def row_key(store: Store, table: Table, rows: Sequence[FillRow]) -> KeyOf | None:
    """What finds the row of a report that a label names; None where its rows have no names."""
    match table.form.rows:
        case Rows.TOWNS:
            return _region_key(store, {row.key for row in rows} | {table.scope.unit})
        case Rows.INDICATORS:
            return _indicator_key(store, table)
    return None


def _region_key(store: Store, keys: set[str]) -> KeyOf:
    known = regions(view(store))

    def key_of(label: str) -> str | None:
        if not half_width(label):
            return None
        found = known.find(label)
        return found.code if found and found.code in keys else ""

    return key_of


def _called(store: Store, table: Table) -> Callable[[str], int | None]:
    """The columns of a form of targets by what their indicators are called anywhere."""
    with store.read() as session:
        known = names_of(targets.indicators(session, table.span.asked.year))
    columns = enumerate(table.form.columns)
    places = {one.source.indicator: index for index, one in columns if isinstance(one.source, OfIndicator)}

    def called(heading: str) -> int | None:
        hit = known.known(heading)
        return places.get(hit.indicator.code) if hit else None

    return called


def _indicator_key(store: Store, table: Table) -> KeyOf:
    """By what an indicator is called anywhere; a name that several of them have tells none of them."""
    with store.read() as session:
        known = names_of(targets.indicators(session, table.span.asked.year))
    count = Counter(key(line.name) for line in table.lines)
    own = {key(line.name): line.key for line in table.lines}
    codes = set(own.values())

    def key_of(label: str) -> str | None:
        said = key(label).removeprefix("其中")
        if not said or count[said] == 1:
            return own[said] if said else None
        hit = known.known(label) if said not in count else None
        return hit.indicator.code if hit and hit.indicator.code in codes else ""

    return key_of
