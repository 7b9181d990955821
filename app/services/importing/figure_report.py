"""What an import says of a table of indicators, in the shape of its JSON document."""

from app.services.importing.figure_plan import FigurePlan, FigureRow


def table(plan: FigurePlan) -> dict[str, object]:
    """The table but for its issues and totals, which look the same in every table."""
    records = plan.table.records
    return {
        "sheet": plan.table.sheet.name,
        "kind": plan.kind,
        "title": plan.table.title,
        "header_rows": [plan.table.top, plan.table.bottom],
        "data_rows": [records[0], records[-1]] if records else None,
        "unit_line": plan.unit_line,
        "columns": [
            {
                "column": one.column.letter,
                "path": one.column.text,
                "field": one.field,
                "unit": one.unit,
                "confidence": one.confidence,
            }
            for one in plan.columns
        ],
        "unmapped": [{"column": one.column.letter, "path": one.column.text, "why": one.why} for one in plan.unmapped],
    }


def row(one: FigureRow) -> dict[str, object]:
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
