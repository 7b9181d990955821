"""The headless commands that make what others read: the month's bulletin, a report merged of lower units'."""

import argparse
import sys
from pathlib import Path

from app.services import rollup
from app.services.bulletin import brief as bulletin
from app.ui.headless.answer import opened, say


def brief(arguments: argparse.Namespace) -> int:
    """``brief``: the period's bulletin as a document."""
    with opened(arguments) as store:
        made = bulletin.brief(store, arguments.period, Path(arguments.out))
    answer = {"path": str(made.path), "title": made.title, "reports": made.reports}
    say(arguments, answer, [f"已生成《{made.title}》：{made.path}"])
    return 0


def roll_up(arguments: argparse.Namespace) -> int:
    """``rollup``: lower units' workbooks as one report; what does not add up on standard error."""
    with opened(arguments) as store:
        files = [Path(name) for name in arguments.files]
        made = rollup.rollup(store, files, Path(arguments.out), arguments.nodes or ())
    answer = {
        "path": str(made.path),
        "title": made.title,
        "rows": made.rows,
        "missing": made.missing,
        "sent": [
            {"unit": one.name, "state": one.state, "file": str(one.part.path) if one.part else None}
            for one in made.sent
        ],
        "gaps": [
            {"unit": gap.unit, "column": gap.column.number, "total": str(gap.total), "parts": str(gap.parts)}
            for gap in made.gaps
        ],
        "checks": [{"level": one.level.value, "text": one.sentence} for one in made.found],
    }
    say(arguments, answer, [f"已汇总{made.title}（{len(made.rows)} 行）：{made.path}"])
    for sentence in made.sentences:
        print(sentence, file=sys.stderr)
    return 0
