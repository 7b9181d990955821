"""A form and a ledger -> a filled table: every source asked, rounded once, then what is computed from the printed."""

from dataclasses import replace
from datetime import date

from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.scope import Scope
from app.models.queries.settings import Settings, known
from app.models.store import Store
from app.services.reporting import indicator_lines, town_lines
from app.services.reporting.form import Form, Rows, under
from app.services.reporting.printed import printed, ranked
from app.services.reporting.span import Covered, covered
from app.services.reporting.table import Table
from app.services.reporting.total import with_total


def build(store: Store, form: Form, period: str | None) -> Table:
    """The table of a form for a period. Raises ``Refusal`` for a period the form does not have."""
    with store.read() as session:
        chosen = choices.settings(session)
        span = covered(form, period, chosen.cutoff_day)
        return _table(store, session, settled(form, chosen), span, chosen)


def settled(form: Form, chosen: Settings) -> Form:
    """The form with the sources that the ledger's settings choose."""
    return replace(form, columns=tuple(replace(one, source=under(one.source, chosen)) for one in form.columns))


def _table(store: Store, session: Session, form: Form, span: Covered, chosen: Settings) -> Table:
    scope = scopes.scope(session, chosen)
    exact, whole = (
        town_lines.lines(session, form, scope, span, chosen)
        if form.rows is Rows.TOWNS
        else (indicator_lines.lines(store, session, scope, span, chosen), None)
    )
    lines = ranked(form, [printed(form, one, chosen.rounding) for one in exact])
    table = Table(
        form=form,
        scope=scope,
        span=span,
        words=words(scope, span, chosen),
        rounding=chosen.rounding,
        lines=tuple(lines),
    )
    return table if whole is None else with_total(table, whole, chosen["total_mode"])


def words(scope: Scope, span: Covered, chosen: Settings) -> dict[str, str]:
    """What the open places of a form's texts are filled with."""
    own = {
        "unit": scope.name,
        "places": "县(市、区)" if scope.is_city else "镇(街道)",
        "period": span.asked.label,
        "cutoff": written(span.asked.end),
        "year": f"{span.asked.year}",
    }
    return {**{key: chosen[key] for key in known()}, **own}


def written(day: date) -> str:
    """A day as an official table prints it."""
    return f"{day.year}年{day.month}月{day.day}日"
