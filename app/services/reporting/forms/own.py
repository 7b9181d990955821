"""The county's own report forms: a folder of YAML files that stand among the shipped ones and in place of them."""

from dataclasses import dataclass
from pathlib import Path

from app.models import home, resources
from app.models.refusal import Refusal
from app.services.reporting.forms.catalogue import shelf

_OUT_OF_USE = ".停用"


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form and where it comes from; ``own`` is the county's file, ``fault`` what is wrong with that file."""

    name: str
    id: str
    table_code: str
    version: str
    periods: tuple[str, ...]
    own: Path | None = None
    fault: str = ""


def folder() -> Path:
    """The folder of the county's own forms, made where it is not there yet."""
    place = home.forms_folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refusal(f"不能建立文件夹“{place}”", "请检查磁盘空间和文件夹权限") from None
    return place


def listed() -> list[FormFile]:
    """The county's files that cannot be used, then every form that can."""
    found = shelf()
    broken = [FormFile(path.name, "", "", "", (), path, str(fault)) for path, fault in found.faults.items()]
    return broken + [
        FormFile(form.name, form.id, form.table_code, form.version, form.periods, found.own.get(form.id))
        for form in found.forms
    ]


def copy(form: str) -> Path:
    """Lay a copy of a shipped form into the county's folder, to be changed there; raises ``Refusal`` for a second."""
    shipped, target = resources.root() / "reports" / f"{form}.yaml", folder() / f"{form}.yaml"
    if not shipped.is_file():
        raise Refusal("这张报表本来就是本单位自己的", "请直接改它的文件")
    if target.exists():
        raise Refusal(f"“报表格式”文件夹里已经有“{target.name}”", "请直接改它，或先停用再复制")
    try:
        target.write_bytes(shipped.read_bytes())
    except OSError:
        raise Refusal(f"“{target}”没有写成", "请检查磁盘空间和文件夹权限") from None
    return target


def retire(own: Path) -> Path:
    """Take a county's file out of use; it stays beside the others under another name, the newest in place of older."""
    kept = own.with_suffix(_OUT_OF_USE)
    try:
        own.replace(kept)
    except OSError:
        raise Refusal(f"“{own.name}”没能停用", "请关闭正在打开它的程序，再试一次") from None
    return kept
