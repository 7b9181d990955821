"""What is wrong with a county's own form file that only the other forms and its name can show."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.models.refusal import Refusal
from app.services.reporting.forms.form import COUNT, Form
from app.services.reporting.forms.section import refusal

_MISNAMED = (".yml", ".yaml.txt", ".txt")


def misnamed(own: Path) -> Iterator[tuple[Path, Refusal]]:
    """Files that Notepad or a download named so that they are no form files."""
    for path in sorted(own.glob("*")):
        if path.name.lower().endswith(_MISNAMED):
            wanted = path.name.partition(".")[0] + ".yaml"
            yield path, Refusal(f"报表格式文件“{path.name}”没有用上：文件名应当以 .yaml 结尾", f"请改名为“{wanted}”")


def require_own_id(path: Path, form: Form, shipped: Mapping[str, Form], own: Mapping[str, Path]) -> None:
    """Refuse an own form whose id another own form has, or that is not the form its file is named after."""
    same = next((file.name for name, file in own.items() if name.upper() == form.id.upper()), None)
    if same is not None:
        raise Refusal(f"报表格式文件“{path.name}”的代号 {form.id} 与“{same}”的相同", "请改成另一个代号，或停用其中一个")
    differs = {name.upper(): name for name in shipped}.get(form.id.upper(), form.id)
    if differs != form.id:
        raise Refusal(f"报表格式文件“{path.name}”的代号写成了 {form.id}", f"请改成 {differs}，与自带的一样")
    if path.stem in shipped and form.id != path.stem:
        raise Refusal(
            f"报表格式文件“{path.name}”里的代号是 {form.id}，与文件名不是同一张报表",
            f"请把代号改回 {path.stem}，或把文件改名为“{form.id}.yaml”",
        )


def astray(path: Path, form: Form, known: Mapping[str, Form]) -> Refusal | None:
    """What a check of a form names in other forms and is not there."""
    for one in (one for sheet in form.sheets for one in sheet.checks):
        for other, number in one.foreign():
            if missing := lacking(known.get(other), other, number):
                return refusal(path.name, one.line, f"的审核关系“{one.id}”用到的{missing}")
    return None


def lacking(other: Form | None, name: str, number: str) -> str:
    """What is said of a column of another form that is not there; empty where it is."""
    if other is None:
        return f"报表“{name}”没有"
    there = number == COUNT or number in {column.number for column in other.columns}
    return "" if there else f"{other.name}({name})没有 {number} 栏"
