"""The pictures that rows bring, taken out of their workbook into the ledger's attachments."""

from collections.abc import Iterable
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services import attachments
from app.services.importing.planning.row_plan import Brought


def keep(store: Store, workbook: Path, brought: Iterable[Brought]) -> None:
    """Keep the files of pictures, each once. Raises ``Refusal`` where the workbook is another than was read."""
    wanted = {(one.picture.sha256, one.picture.suffix): one for one in brought}
    if not wanted:
        return
    from app.services.workbook.fill.package_copy import as_package  # most workbooks have no pictures
    from app.services.workbook.read.package import Package
    from app.services.workbook.read.pictures import read_picture

    with Package(as_package(workbook).data) as package:
        for one in wanted.values():
            content = read_picture(package, one.picture)
            if content is None:
                raise Refusal(f"“{workbook.name}”在核对之后有改动", "请重新导入；台账没有改动")
            attachments.keep(store, content, one.name)
