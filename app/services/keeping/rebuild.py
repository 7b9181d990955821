"""A damaged ledger without a good copy: told over again from its own journal, and from the originals of its imports."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.models import backup, copies, leftovers
from app.models.queries import kept
from app.models.refusal import Refusal
from app.models.salvage import Salvaged, salvage
from app.models.store import Store
from app.services import ledger as ledgers
from app.services.importing import flow
from app.services.importing.planning.plan import Options


class UnitUnknown(Refusal):
    """Not even whose ledger it was can be read."""

    def __init__(self) -> None:
        super().__init__(
            "台账里已经什么都读不出来，只能从导入原件重建",
            "请写明是哪个单位的（命令行用 rebuild --unit 六位代码 --year 年度），或先找一份备份",
        )


@dataclass(slots=True)
class Rebuilt:
    """What became of a ledger: where the damaged file is kept, what was told over, which originals were taken again."""

    kept: Path | None
    salvaged: Salvaged
    imported: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def said(self) -> Iterator[str]:
        """All of it in sentences."""
        told = self.salvaged
        yield f"已重建：从修改历史找回 {told.steps} 步，其中 {told.proved} 步核对无误"
        if told.unproved:
            yield f"有内容与写入时不同，已照现有内容取回，请核对：{_listed(told.unproved)}"
        if told.lost:
            yield f"没能找回：{_listed(told.lost)}"
        if self.imported:
            yield f"按导入原件重新导入：{_listed(self.imported)}；导入以后手工改过的，请再核对"
        yield from self.refused
        if not told.steps and not self.imported:
            yield "修改历史和导入原件都没有能用的内容，现在是一本空台账"
        if self.kept:
            yield f"损坏的文件留在：{self.kept}"


def _listed(labels: list[str]) -> str:
    more = f"等 {len(labels)} 步" if len(labels) > 5 else ""
    return "、".join(f"“{one}”" for one in labels[:5]) + more


def rebuild(ledger: Path, unit: str | None = None, year: int | None = None) -> Rebuilt:
    """Put a new ledger in a damaged one's place, which is kept.

    ``unit`` and ``year`` are needed only where nothing of the ledger can be read any more. Raises ``UnitUnknown`` then,
    and ``Refusal`` where the ledger is in use, and where there is no room; the damaged file is as it was then.
    """
    with tempfile.TemporaryDirectory(prefix=leftovers.ROOM, dir=ledger.parent) as folder:
        fresh = Path(folder) / ledger.name
        with Store.create(str(fresh)) as store:
            told = salvage(ledger, store)
        if not told.steps:
            fresh.unlink()
            _begin(fresh, unit, year)
        result = Rebuilt(copies.restore(ledger, fresh), told)
        if told.lost or not told.steps:
            _import_again(ledger, result, Path(folder))
    return result


def _begin(fresh: Path, unit: str | None, year: int | None) -> None:
    if unit is None:
        raise UnitUnknown
    ledgers.create(str(fresh), unit, year or ledgers.latest_year()).close()


def _import_again(ledger: Path, result: Rebuilt, folder: Path) -> None:
    """The originals of imports that were not told over, in the order in which they came."""
    with Store.open(str(ledger), writing=True) as store:
        with store.read() as session:
            known = kept.workbooks(session)
        for original in sorted(backup.beside(ledger, "原件").glob("*"), key=lambda path: path.stat().st_mtime):
            if original.stem not in known and original.is_file():
                named = folder / result.salvaged.files.get(original.stem, original.name)
                shutil.copyfile(original, named)
                _import(store, named, result)


def _import(store: Store, workbook: Path, result: Rebuilt) -> None:
    (report,) = flow.imported(store, [workbook], Options()).files
    if report.batch is not None:
        result.imported.append(f"导入 {workbook.name}")
    elif report.reason:
        result.refused.append(f"原件没有取用：{report.reason}")
