"""A form and a ledger -> a filled table: every source asked, rounded once, then what is computed from the printed."""

from dataclasses import replace
from datetime import date

from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.scope import Scope
from app.models.queries.settings import Settings, known
from app.models.store import Store
from app.services.reporting import indicator_lines, record_lines, town_lines
from app.services.reporting.closing import closed
from app.services.reporting.forms.form import Form, Rows, under
from app.services.reporting.printed import printed, ranked
from app.services.reporting.span import Covered, covered
from app.services.reporting.table import Table
from app.services.reporting.tails import of_rates
from app.services.reporting.total import CLOSED, with_sums, with_total


def build(store: Store, form: Form, period: str | None, *, unmasked: bool = False) -> Table:
    """The table of a form for a period, its further sheets in ``also``.

    Raises ``Refusal`` for a period the form does not have. A detailed form masks personal numbers unless ``unmasked``.
    """
    with store.read() as session:
        return table_in(session, form, period, unmasked=unmasked)


def table_in(session: Session, form: Form, period: str | None, *, unmasked: bool = False) -> Table:
    """``build`` within a reading that is under way."""
    chosen = choices.settings(session)
    scope = scopes.scope(session, chosen)
    span = covered(form, period, chosen.cutoff_day)
    first, *others = [_sheet(session, one, scope, span, chosen, unmasked=unmasked) for one in form.sheets]
    return replace(first, also=tuple(others))


def settled(form: Form, chosen: Settings) -> Form:
    """The form with the sources that the ledger's settings choose."""
    return replace(form, columns=tuple(replace(one, source=under(one.source, chosen)) for one in form.columns))


def _sheet(session: Session, form: Form, scope: Scope, span: Covered, chosen: Settings, *, unmasked: bool) -> Table:
    form = settled(form, chosen)
    table = Table(
        form=form, scope=scope, span=span, words=words(scope, span, chosen), rounding=chosen.rounding, lines=()
    )
    match form.rows:
        case Rows.TOWNS:
            return _towns(session, table, chosen)
        case Rows.INDICATORS:
            exact, rule = indicator_lines.lines(session, scope, span, chosen), chosen.rounding
            lines = ranked(form, [printed(form, one, rule) for one in exact])
            return replace(table, lines=tuple(lines), notes=of_rates(form, exact, lines, rule))
    found = record_lines.lines(session, form, scope, span, unmasked=unmasked)
    return with_sums(replace(table, lines=tuple(found)))


def _towns(session: Session, table: Table, chosen: Settings) -> Table:
    form, rule, mode = table.form, chosen.rounding, chosen["total_mode"]
    exact, whole = town_lines.lines(session, form, table.scope, table.span, chosen)
    lines = [printed(form, one, rule) for one in exact]
    if mode == CLOSED:
        lines = closed(form, exact, lines, whole, rule)
    return with_total(replace(table, lines=tuple(ranked(form, lines))), whole, mode)


def words(scope: Scope, span: Covered, chosen: Settings) -> dict[str, str]:
    """What the open places of a form's texts are filled with."""
    own = {
        "unit": scope.name,
        "places": "县(市、区)" if scope.is_city else "镇(街道)",
        "period": span.asked.title,
        "cutoff": written(span.asked.end),
        "year": f"{span.asked.year}",
    }
    return {**{key: chosen[key] for key in known()}, **own}


def written_date(text: str) -> str:
    """A stored date, which may know no more than its year or month, in words."""
    parts = zip(text.split("-"), "年月日", strict=False)
    return "".join(f"{int(number)}{unit}" for number, unit in parts)


def written(day: date) -> str:
    """A day as an official table prints it."""
    return f"{day.year}年{day.month}月{day.day}日"
