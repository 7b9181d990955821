"""Proof that an installation works: ``main.py --self-test DIR`` makes, fills, exports, reads back, draws, says so.

It is also what support asks a county to run: ``result.json`` says what worked and how long it took, beside it lie the
workbooks and a picture of every page. Nothing of the user's own ledgers is touched.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import __version__
from app.models.engine import engine_version
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.services import crash, ledger, manual, starting
from app.services.demo import fill
from app.services.importing import flow
from app.services.importing.planning.plan import Options
from app.services.keeping import parcel
from app.services.reporting.export import export

_PROJECTS = 60
DONE, FAILED = 0, 1


@dataclass(slots=True)
class _Trial:
    """The folder of a self-test, and what was found so far."""

    folder: Path
    checks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        """The ledger that is made for it."""
        return self.folder / "自检.db"

    def check(self, name: str, work: Callable[["_Trial"], str]) -> None:
        """Do one thing; what came of it is noted whatever happens."""
        began = time.perf_counter()
        try:
            found, sound = work(self), True
        except Exception as error:  # noqa: BLE001 - each thing is tried, whatever another came to
            found, sound = str(error) if isinstance(error, Refusal) else crash.text(error), False
        self.checks.append(
            {"check": name, "ok": sound, "found": found, "seconds": round(time.perf_counter() - began, 2)}
        )


def _make(trial: _Trial) -> str:
    with ledger.create(str(trial.ledger), starting.example().code, ledger.latest_year()) as store:
        filled = fill.fill(store, _PROJECTS)
    return f"{sum(filled.records.values())} 条记录"


def _export(trial: _Trial) -> str:
    with Store.open(str(trial.ledger)) as store:
        made = [*export(store, "R4", f"{ledger.latest_year()}-06", trial.folder)]
        for kind in ("reclamation", "demolition", "greening"):
            made += export(store, kind, None, trial.folder)
    return "、".join(one.path.name for one in made)


def _read_back(trial: _Trial) -> str:
    """The ledgers that were just written hold what the ledger holds: importing them would change nothing."""
    books = sorted(trial.folder.glob("*台账*.xlsx"))
    with Store.open(str(trial.ledger)) as store:
        report = flow.imported(store, books, Options(), dry_run=True)
    rows = [row for file in report.files for table in file.tables for row in table.rows]
    different = [row for row in rows if row.action != "same"]
    if report.refused or different or len(rows) != _PROJECTS:
        raise Refusal(f"导出的台账读回来有 {len(different)} 行不同，共 {len(rows)} 行", "请把这个文件夹交给维护人员")
    return f"{len(rows)} 行读回，全部一致"


def _prove(trial: _Trial) -> str:
    with Store.open(str(trial.ledger)) as store:
        found = last(store.faults(thorough=True))
        if found:
            raise Refusal(found[0], "请把这个文件夹交给维护人员")
        contents = parcel.write(store, trial.folder / "交接包.zip", "自检口令")
    return f"校验无误，交接包 {len(contents.files)} 个文件"


def _draw(trial: _Trial) -> str:
    from app.ui import shots
    from app.ui.application import application
    from app.ui.window import Window

    application(sys.argv)
    window = Window(str(trial.ledger))
    window.resize(1366, 768)
    try:
        drawn = list(shots.take(window, trial.folder / "页面"))
    finally:
        window.close()
        window.deleteLater()
    return f"{len(drawn)} 页"


def _look_up(_: _Trial) -> str:
    """The manual is there, with its pictures."""
    missing = manual.missing_pictures()
    if missing:
        raise Refusal(f"手册里的图不见了：{'、'.join(missing)}", "请重新安装本程序")
    return f"{len(manual.chapters())} 章"


CHECKS = (
    ("新建并填入", _make),
    ("导出", _export),
    ("读回", _read_back),
    ("校验与交接包", _prove),
    ("画出各页", _draw),
    ("手册", _look_up),
)


def main(argv: Sequence[str]) -> int:
    """Try the whole program in a folder; the exit status says whether everything worked."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="main.py")
    parser.add_argument("--self-test", type=Path, required=True)
    trial = _Trial(parser.parse_args(argv).self_test)
    trial.folder.mkdir(parents=True, exist_ok=True)
    trial.ledger.unlink(missing_ok=True)
    for name, work in CHECKS:
        trial.check(name, work)
    ok = all(check["ok"] for check in trial.checks)
    result = {
        "ok": ok,
        "version": __version__,
        "python": platform.python_version(),
        "sqlite": engine_version(),
        "system": platform.platform(),
        "network_modules": sorted(name for name in ("ssl", "PySide6.QtNetwork") if name in sys.modules),
        "checks": trial.checks,
    }
    path = trial.folder / "result.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{'自检通过' if ok else '自检没有通过'}：{path}\n")
    return DONE if ok else FAILED
