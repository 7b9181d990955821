"""What a database says of the machine's troubles, turned into what a clerk can do about them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.models import server
from app.models.refusal import Damaged, NotLetIn, Refusal

_DAMAGED = ("台账文件已损坏", "请从备份恢复，损坏的文件请保留")
_ANSWERS = {
    sqlite3.SQLITE_READONLY: ("台账文件是只读的", "请去掉文件的只读属性，或把它移到可以写入的文件夹"),
    sqlite3.SQLITE_FULL: ("磁盘已满，这一步没有保存", "请清出空间后再试"),
    sqlite3.SQLITE_BUSY: ("台账正被另一个程序占用", "请稍后再试"),
    sqlite3.SQLITE_IOERR: ("读写台账文件时磁盘出错", "请检查磁盘或U盘是否还在，再试一次"),
    sqlite3.SQLITE_CANTOPEN: ("打不开台账文件", "请检查文件是否还在、所在文件夹能否写入"),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
_KINDS: dict[tuple[str, str], type[Refusal]] = {_DAMAGED: Damaged, server.NOT_LET_IN: NotLetIn}


@contextmanager
def explained() -> Iterator[None]:
    """Raise ``Refusal`` where the trouble is the machine's; what is the program's own fault stays what it is."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        answer = _answer(error)
        if answer is None:
            raise
        raise _KINDS.get(answer, Refusal)(*answer) from error


def _answer(error: sqlite3.DatabaseError | DBAPIError) -> tuple[str, str] | None:
    if isinstance(error, DBAPIError) and not isinstance(error.orig, sqlite3.Error):
        return server.answer(error)
    said = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(said, "sqlite_errorcode", 0)
    if not code and "decode to UTF-8" in str(said):  # Python's own complaint about a text's bytes
        return _DAMAGED
    return _ANSWERS.get(code & 0xFF)  # the low byte is the kind of trouble, the rest its detail
