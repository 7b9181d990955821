"""The headless commands about workbooks that others made: filled in place, learned, handed back with their errors."""

import argparse
import sys
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting import Exported
from app.services.reporting.template_export import export_to_form


def into_forms(store: Store, arguments: argparse.Namespace) -> list[Exported]:
    """``export --template``: the bureau's own workbook filled; what to look at in it goes to standard error."""
    made = export_to_form(
        store,
        arguments.report,
        arguments.period,
        Path(arguments.template),
        Path(arguments.out),
        decided(arguments),
        unmasked=arguments.unmasked,
    )
    for remark in made.note.split("；") if made.note else []:
        print(f"请看：{remark}", file=sys.stderr)
    return [made]


def decided(arguments: argparse.Namespace) -> dict[str, str]:
    """What ``--blank`` and ``--column`` say of the form's columns; an empty text means 留空."""
    said = dict.fromkeys(arguments.blank, "")
    for text in arguments.column:
        name, sign, meant = text.rpartition("=")
        if not (sign and name.strip() and meant.strip()):
            raise Refusal(f"--column 写成了“{text}”", "请写成 列名=栏次，例如 拆除面积=6")
        said[name.strip()] = meant.strip().removesuffix("栏")
    return said
