"""The restore drill: the newest copy taken to a computer that never saw the ledger, by the program's own commands."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models import copies
from app.models.integrity import ContentSum
from app.models.store import Store
from app.services import attachments, ledger
from app.services.demo import fill
from app.services.keeping import second
from tests.faults.table import Counted, Record
from tests.models.records import everything, put

ROOT = Path(__file__).parents[2]
PHRASE = "演练口令2022"


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a year of records and a photo, and its copies: one beside it and one on a U盘."""
    path = tmp_path_factory.mktemp("旧电脑") / "台账.db"
    photo = path.with_name("拆前.png")
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"picture" * 100)
    with ledger.create(str(path), "330421", 2022) as store:
        fill.fill(store, 40, 2022, 1)
        [record] = put(store, "demolition", {"code": "CW-1", "phone": "13905730000"})
        attachments.add(store, "demolition", record, "拆前", [photo])
        store.back_up("手工")
        second.make(store, path.parent / "U盘", PHRASE)
    return path


def run(user: Path, *arguments: str) -> dict[str, Any]:
    """What the program answers a user who has just got his computer."""
    named = {"HOME": str(user), "USER": "xinren", "LOGNAME": "xinren", "USERPROFILE": str(user)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [sys.executable, str(ROOT / "main.py"), *arguments, "--json"]
    done = subprocess.run(command, env=kept | named, stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def whole(path: Path) -> tuple[str, dict[str, tuple[int, str]], dict[str, list[dict[str, Any]]]]:
    """A ledger's newest link, the sums of its tables, and every row."""
    with Store.open(str(path)) as store:
        with store.read() as session:
            sums = {one.id: (one.row_count, one.total) for one in session.objects(ContentSum, select(ContentSum))}
        return store.head(), sums, everything(store)


def newest(path: Path) -> Path:
    return copies.copies(path)[0].path


@pytest.mark.parametrize("way", ["unpack", "restore"])
def test_the_newest_copy_gives_the_same_ledger_to_a_new_user(
    at_home: Path, tmp_path: Path, way: str, record_property: Record
) -> None:
    user, ledger_there = tmp_path / "新电脑", tmp_path / "新电脑" / "台账" / "我的台账.db"
    user.mkdir()
    copy, phrase = {
        "unpack": (next((at_home.parent / "U盘").iterdir()), ["--passphrase", PHRASE]),
        "restore": (newest(at_home), []),
    }[way]
    run(user, way, str(copy), "--ledger", str(ledger_there), *phrase)
    proved = run(user, "verify", "--ledger", str(ledger_there))
    counted = Counted(18, "在新电脑、新用户名下恢复最新一份")
    counted.note(f"{way} 内容散列一致", bad=not proved["sound"] or whole(ledger_there) != whole(at_home))
    assert bool(proved["astray"]) == (way == "restore"), "only the parcel brings the photos along; else they are named"
    counted.keep(record_property)
