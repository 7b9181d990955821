"""What is wrong with a declaration that cannot be read at all: said so that a clerk finds it in Notepad."""

from pathlib import Path

import yaml

from app.models.refusal import Refusal

_NO_TEXT = {
    b"PK\x03\x04": "Excel、Word 或压缩文件",
    b"\xd0\xcf\x11\xe0": "旧格式的 Excel、Word 文件",
    b"%PDF": "PDF 文件",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_PROBLEMS = (
    ("tab character", "行首用了制表符（Tab）：请改用空格"),
    ("could not find expected ':'", "没有冒号：名称后面要写半角冒号和一个空格"),
    ("mapping values are not allowed", "的缩进或冒号不对：同一层的名称要左边对齐，内容里有冒号的要加半角引号"),
    ("expected '-'", "的缩进不对：这一项的“-”要与上面各项对齐"),
    ("expected ',' or", "的括号没有配对，或者两项之间没有半角逗号"),
    ("expected <block end>", "的缩进不对：同一层的要左边对齐"),
    ("end of stream", "的引号没有配对"),
    ("another document", "又开始了一份格式（---）：一个文件只写一张报表"),
)
"""What the reader of the declarations says, and how a clerk is told of it."""


def text_of(path: Path) -> str:
    """The text of a declaration. Raises ``Refusal`` where the file cannot be opened or is no text."""
    try:
        raw = path.read_bytes()
    except OSError:
        raise Refusal(f"报表格式文件“{path.name}”打不开", "请看它是不是一个文件，有没有被别的程序占用") from None
    if (kind := next((said for mark, said in _NO_TEXT.items() if raw.startswith(mark)), None)) is not None:
        raise Refusal(
            f"“{path.name}”其实是{kind}，不是报表格式", "请把它移出“报表格式”文件夹，格式文件用“复制一份来改”得到"
        )
    if not raw.strip():
        raise Refusal(f"报表格式文件“{path.name}”是空的", "请重新复制一份来改，或停用它")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 if raw.startswith(_WIDE) else raw[: error.start].count(b"\n") + 1
        raise Refusal(
            f"报表格式文件“{path.name}”第 {line} 行起不是 UTF-8 编码", "请用记事本打开，另存为时编码选 UTF-8"
        ) from None


def misspelt(error: yaml.YAMLError, text: str) -> tuple[int, str]:
    """The line of a mistake in the spelling of a declaration, and what is said behind the line's number."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _unprintable(text), "里有看不见的控制符：请删掉这一行重新打"
    problem, mark = error.problem or "", error.problem_mark
    line = mark.line
    if "expected ':'" in problem and error.context_mark is not None:
        line = error.context_mark.line
    written = text.splitlines()[line] if line < len(text.splitlines()) else ""
    if "cannot start any token" in problem:
        return line + 1, _misplaced(written, mark.column)
    said = next((said for part, said in _PROBLEMS if part in problem), "的写法不对：请看缩进、冒号、引号和括号")
    return line + 1, f"{said}{_opened_above(error, line)}{_full_width(written)}"


def _misplaced(written: str, column: int) -> str:
    sign = written[column : column + 1]
    return _PROBLEMS[0][1] if sign == "\t" else f"的“{sign}”不能写在这里：内容要加半角引号"


def _opened_above(error: yaml.MarkedYAMLError, line: int) -> str:
    mark = error.context_mark if "flow" in (error.context or "") else None
    return f"（从第 {mark.line + 1} 行写起的）" if mark is not None and mark.line < line else ""


def _full_width(written: str) -> str:
    """A full-width sign in a line that cannot be read is likely the reason."""
    found = [sign for sign in "：，｛｝［］" if sign in written]
    return f"（这一行有全角的“{'”“'.join(found)}”）" if found else ""


def _unprintable(text: str) -> int:
    """The line of the first control character."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if not line.replace("\t", "").rstrip("\r").isprintable()), 1)
