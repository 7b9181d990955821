"""What an import says of a table of indicators, in the shape of its JSON document."""

from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.report_table import Json, column, described, unmapped


def table(plan: FigurePlan) -> Json:
    """The table but for its issues and totals, which look the same in every table."""
    columns = [column(one.column.letter, one.column.text, one.field, one.unit, one.confidence) for one in plan.columns]
    found = described(plan.table, plan.kind, rows=plan.table.records, unit_line=plan.unit_line, columns=columns)
    return {**found, "unmapped": unmapped(plan.unmapped)}


def row(one: FigureRow) -> Json:
    """A row but for its issues."""
    targets = [
        {
            "column": aim.column,
            "indicator": aim.indicator,
            "region": aim.region,
            "value": aim.value,
            "unit": aim.unit,
        }
        for aim in one.targets
    ]
    return {
        "row": one.row,
        "action": one.action.value,
        "id": None,
        "values": dict(one.values),
        "changes": {
            name: {"sent": None, "returned": returned, "ledger": held} for name, (held, returned) in one.changes.items()
        },
        **({"targets": targets} if targets else {}),
    }
