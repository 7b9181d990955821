"""A file is there whole or not at all, and the clerk is told what to do."""

import errno
import os
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook.atomic import replacing


def write(target: Path, content: bytes = b"new") -> None:
    with replacing(target) as stream:
        stream.write(content)


def test_the_new_file_takes_the_old_one_s_place(tmp_path: Path) -> None:
    target = tmp_path / "月报.xlsx"
    target.write_bytes(b"old")
    write(target)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("月报.xlsx", b"new")]


def test_a_failure_halfway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "月报.xlsx"
    target.write_bytes(b"old")

    def broken() -> None:
        with replacing(target) as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_file_open_elsewhere_is_a_sentence_with_a_retry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace a file that is open; elsewhere it has to be made to."""

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(errno.EACCES, "sharing violation")

    target = tmp_path / "月报.xlsx"
    target.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(Refusal, match=r"“月报\.xlsx”正被 WPS 或 Excel 打开.*重试"):
        write(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "月报.xlsx").mkdir()
    with pytest.raises(Refusal, match="没有写入"):
        write(tmp_path / "月报.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["月报.xlsx"]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="不存在"):
        write(tmp_path / "没有" / "月报.xlsx")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(Refusal, match="不能写入"):
        write(tmp_path / "文件" / "月报.xlsx")


def test_a_name_the_disk_does_not_take_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"不能写入.*文件名"):
        write(tmp_path / f"{'长' * 200}.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "磁盘已满"), (errno.EIO, "不能写入")])
def test_a_disk_that_fails_is_refused_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, "disk")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Refusal, match=words):
        write(tmp_path / "月报.xlsx")
    assert list(tmp_path.iterdir()) == []
