"""What a file really is, by its first bytes and its parts; the extension is never asked."""

import codecs
import io
import re
import zipfile
import zlib
from enum import Enum, auto
from xml.etree import ElementTree as ET

from app.models.refusal import Refusal
from app.services.workbook.read.advice import COPY_AGAIN, SAVE_AS, SAVE_AS_DOCUMENT, TAKE_TABLE_OUT
from app.services.workbook.read.package import USUAL_WORKBOOK, Package, local
from app.services.workbook.read.preflight import part_name, refuse_hostile
from app.services.workbook.read.unlock import is_locked

MOST_BYTES = 50 * 2**20


class Format(Enum):
    """The formats that are read."""

    OOXML = auto()
    XLSB = auto()
    ODS = auto()
    BIFF = auto()
    LOCKED = auto()
    HTML = auto()
    MHTML = auto()
    XML2003 = auto()
    TEXT = auto()


_RTF = b"{\\rtf"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STARTS = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_FROM_SENDER = "请向发送人要 Excel 表格，或把内容录入表格后再导入"
_FOREIGN = {
    b"%PDF": "PDF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"II*\x00": "扫描图片",
    b"MM\x00*": "扫描图片",
    b"%!PS": "打印文件",
    b"AC10": "CAD 图纸",
}
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_DATABASES = {b"SQLite format 3\0": "数据库文件（可能是一本台账）", b"\0\1\0\0Standard ": "用 Access 做的数据库"}
_PICTURE_BOXES = {b"WEBP": (8, 12), b"ftypheic": (4, 12), b"ftypmif1": (4, 12)}
_OWNER_MARK, _OWNER_BYTES = "~$", 1024
_PACKAGES = {
    re.compile(r"^(word|ppt)/"): ("Word 或演示文稿，不是表格", TAKE_TABLE_OUT),
    re.compile(r"^ofd\.xml$"): ("版式文件（OFD），不是表格", _FROM_SENDER),
    re.compile(r"^index/.+\.iwa$"): ("苹果电脑的表格", "请发送人导出为 Excel 格式（.xlsx）后再导入"),
}
_START = 2048
_ARCHIVED_PAGE = re.compile(r"^mime-version:", re.MULTILINE)
_PAGE = re.compile(r"<(!doctype html|html|head|meta|body|style|table|tr|div|center)\b")
_DATA = re.compile(r"""<\?xml\b|\{\s*"|\[\s*\{""")
_SPREADSHEET_2003 = ("mso-application", "urn:schemas-microsoft-com:office:spreadsheet")


def sniff(data: bytes, name: str) -> Format:
    """The format of a file's bytes; refuses, by name, what is no readable workbook."""
    if not data:
        raise Refusal(f"“{name}”是空文件，里面没有内容", COPY_AGAIN)
    if len(data) > MOST_BYTES:
        raise Refusal(f"“{name}”超过 {MOST_BYTES // 2**20} MB，太大了", "请删去图片和无关的表，或拆成几个文件后再导入")
    if name.startswith(_OWNER_MARK) and len(data) <= _OWNER_BYTES:
        raise Refusal(f"“{name}”不是表格，是 WPS 或 Excel 打开文件时留下的记号", "请选择名字前面没有“~$”的那个文件")
    if data.startswith(b"PK"):
        return _package(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if data.startswith(_BIFF_STARTS) and data[2:4] in (b"\x04\x00", b"\x06\x00", b"\x08\x00", b"\x10\x00"):
        return Format.BIFF
    _refuse_foreign(data, name)
    return _text(data, name)


def _refuse_foreign(data: bytes, name: str) -> None:
    if data.startswith(_RTF):
        raise _old_document(name)
    what = next((word for start, word in _FOREIGN.items() if data.startswith(start)), None)
    if any(data[first:last] == sign for sign, (first, last) in _PICTURE_BOXES.items()):
        what = "图片"
    if what:
        raise Refusal(f"“{name}”是{what}，不是表格", _FROM_SENDER)
    database = next((word for start, word in _DATABASES.items() if data.startswith(start)), None)
    if database:
        raise Refusal(
            f"“{name}”是{database}，不是表格", "请先导出为 Excel 表格再导入；如果它是一本台账，请用“打开台账”打开"
        )
    if data.startswith(_ARCHIVES):
        raise Refusal(f"“{name}”是压缩包", "请先解压，再导入里面的表格")


def _text(data: bytes, name: str) -> Format:
    """The format of what is written in plain signs, told by how it begins."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    start = data[:_START].removeprefix(codecs.BOM_UTF8).decode("utf-16" if wide else "latin-1", "ignore")
    start = start.lstrip().lower()
    if _ARCHIVED_PAGE.search(start):
        return Format.MHTML
    if start.startswith("<") and any(word in start for word in _SPREADSHEET_2003):
        return Format.XML2003
    if start.startswith("<") and _PAGE.search(start):
        return Format.HTML
    if _DATA.match(start):
        raise Refusal(f"“{name}”是程序之间交换的数据（XML 或 JSON），不是表格", "请从原来的系统导出 Excel 表格后再导入")
    return Format.TEXT


def _package(data: bytes, name: str) -> Format:
    """The format of a zip package, after the checks that keep a hostile one from the readers."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            mimetype = package.read("mimetype") if "mimetype" in package.namelist() else b""
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise Refusal(f"“{name}”不完整或已损坏", COPY_AGAIN) from None
    refuse_hostile(parts, name)
    names = {part_name(part.filename) for part in parts}
    if b"opendocument.spreadsheet" in mimetype:
        return Format.ODS
    if "xl/workbook.bin" in names:
        return Format.XLSB
    if USUAL_WORKBOOK in names or _lists_sheets(data):
        return Format.OOXML
    if any(part.startswith("xl/") for part in names):
        raise Refusal(f"“{name}”的格式不能直接读取", SAVE_AS)
    for pattern, (what, step) in _PACKAGES.items():
        if any(map(pattern.search, names)):
            raise Refusal(f"“{name}”是{what}", step)
    raise Refusal(f"“{name}”是压缩包", "请先解压，再导入里面的表格")


def _lists_sheets(data: bytes) -> bool:
    """Whether what the package says it is about is the list of a workbook's sheets."""
    try:
        with Package(data) as package:
            workbook = package.workbook()
            return workbook is not None and local(package.tree(workbook).tag) == "workbook"
    except (ET.ParseError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        return False


def _compound(data: bytes, name: str) -> Format:
    """The format inside an OLE container, told by the names of its streams."""
    if _stream("EncryptedPackage") in data or is_locked(data):
        return Format.LOCKED
    if _stream("Workbook") in data or _stream("Book") in data:
        return Format.BIFF
    if _stream("WordDocument") in data:
        raise _old_document(name)
    raise Refusal(f"“{name}”不是能识别的表格", SAVE_AS)


def _old_document(name: str) -> Refusal:
    return Refusal(f"“{name}”是 Word 的旧格式（.doc 或 .rtf），不能直接读取", SAVE_AS_DOCUMENT)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le") + b"\0\0"
