"""The headless commands that make what others read: the month's bulletin."""

import argparse
from pathlib import Path

from app.services import bulletin
from app.ui.answer import opened, say


def brief(arguments: argparse.Namespace) -> int:
    """``brief``: the period's bulletin as a document."""
    with opened(arguments) as store:
        made = bulletin.brief(store, arguments.period, Path(arguments.out))
    answer = {"path": str(made.path), "title": made.title, "reports": made.reports}
    say(arguments, answer, [f"已生成《{made.title}》：{made.path}"])
    return 0
