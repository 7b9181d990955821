"""The headless commands that keep a ledger: copies, putting one back, and the package that takes it elsewhere."""

import argparse
from pathlib import Path

from app.models import copies, dump
from app.models.refusal import Refusal
from app.models.server import is_server
from app.models.store import Store
from app.services.keeping import parcel, second
from app.services.keeping import rebuild as rebuilding
from app.services.keeping.parcel import Contents
from app.ui.headless.answer import location, opened, say
from app.ui.headless.table import lines
from app.ui.words import held


def back_up(arguments: argparse.Namespace) -> int:
    """``backup``: a verified copy beside the ledger, one in a second place, or a list of those there are."""
    if arguments.list:
        return _listed(arguments)
    with opened(arguments) as store:
        made = _made(store, arguments)
    say(arguments, {"backup": str(made)}, [f"已备份并检验：{made}"])
    return 0


def _made(store: Store, arguments: argparse.Namespace) -> Path | None:
    """Where it is asked for, a copy is made or refused; there is no going without."""
    if arguments.second:
        return second.make(store, Path(arguments.second), arguments.passphrase, plain=arguments.plain)
    return store.back_up("手工", Path(arguments.out) if arguments.out else None, asked=True)


def _listed(arguments: argparse.Namespace) -> int:
    if is_server(location(arguments)):
        return _listed_of_server(arguments)
    found = copies.copies(_file(arguments))
    answer = [
        {"file": str(one.path), "made": one.made.isoformat(), "reason": one.reason, "records": one.inside.records}
        for one in found
    ]
    rows = [(f"{one.made:%Y-%m-%d %H:%M}", one.reason, held(one.inside.records), one.path.name) for one in found]
    say(arguments, answer, lines(("时间", "缘由", "内容", "文件"), rows) if found else ["还没有备份。"])
    return 0


def _listed_of_server(arguments: argparse.Namespace) -> int:
    found = dump.dumps(location(arguments))
    answer = [
        {"file": str(one.path), "made": one.made.isoformat(), "reason": one.reason, "bytes": one.size} for one in found
    ]
    rows = [(f"{one.made:%Y-%m-%d %H:%M}", one.reason, f"{one.size / 2**20:,.1f} MB", str(one.path)) for one in found]
    listed = [*lines(("时间", "缘由", "大小", "文件"), rows), "要恢复：请管理员用 pg_restore 放进一个新建的空数据库。"]
    told = listed if found else ["还没有在这台电脑上留过备份；服务器上的备份请问管理员。"]
    say(arguments, answer, told)
    return 0


_ON_A_SERVER = "要恢复请管理员用 pg_restore 恢复到一个新数据库；要搬动请用 move"
_UNPACKED_FIRST = "请先解成一个台账文件（--ledger 文件名），再用 move 搬到服务器"


def _file(arguments: argparse.Namespace, else_: str = _ON_A_SERVER) -> Path:
    """The ledger file that is meant; refused where it is on a server, whose copies only the server can put back."""
    where = location(arguments)
    if is_server(where):
        raise Refusal("服务器上的台账不能这样办", else_)
    return Path(where)


def restore(arguments: argparse.Namespace) -> int:
    """``restore``: look into a copy, or put it in the ledger's place."""
    file = Path(arguments.file)
    if arguments.look:
        return _look_inside(arguments, file)
    ledger = _file(arguments)
    kept = parcel.put_back(file, ledger, arguments.passphrase) if parcel.is_one(file) else copies.restore(ledger, file)
    told = [f"已恢复：{location(arguments)}", *([f"原来的台账留在：{kept}"] if kept else [])]
    say(arguments, {"ledger": location(arguments), "kept": str(kept) if kept else None}, told)
    return 0


def _look_inside(arguments: argparse.Namespace, file: Path) -> int:
    if parcel.is_one(file):
        contents = parcel.look(file, arguments.passphrase)
        say(arguments, parcel.listed(contents), [_summary(contents)])
        return 0
    one = copies.examined(file)
    answer = {"version": one.version, "records": one.records, "batch": one.batch, "label": one.label, "at": one.at}
    say(arguments, answer, [f"备份完好：{held(one.records)}；最后一步是“{one.label}”（{one.at}）"])
    return 0


def rebuild(arguments: argparse.Namespace) -> int:
    """``rebuild``: a damaged ledger without a good copy, told over from its journal and its imports' originals."""
    done = rebuilding.rebuild(_file(arguments), arguments.unit, arguments.year)
    told = done.salvaged
    answer = {
        "kept": str(done.kept) if done.kept else None,
        "steps": told.steps,
        "proved": told.proved,
        "unproved": told.unproved,
        "lost": told.lost,
        "imported": done.imported,
        "refused": done.refused,
    }
    say(arguments, answer, [f"{sentence}。" for sentence in done.said()])
    return 0


def pack(arguments: argparse.Namespace) -> int:
    """``pack``: the ledger and all that lies beside it in one file."""
    with opened(arguments) as store:
        contents = parcel.write(store, Path(arguments.out), arguments.passphrase, plain=arguments.plain)
    say(arguments, parcel.listed(contents), [f"已做好交接包并检验：{arguments.out}", _summary(contents)])
    return 0


def unpack(arguments: argparse.Namespace) -> int:
    """``unpack``: look into a package, or open it as the ledger that is meant."""
    file, ledger = Path(arguments.file), _file(arguments, _UNPACKED_FIRST)
    if arguments.look:
        contents, told = parcel.look(file, arguments.passphrase), []
    else:
        contents, told = parcel.unpack(file, ledger, arguments.passphrase), [f"已打开为：{ledger}"]
    say(arguments, parcel.listed(contents), [*told, _summary(contents)])
    return 0


def _summary(contents: Contents) -> str:
    return f"{contents.name}，{contents.made_at[:10]} 由 {contents.made_by} 做成：{held(contents.records)}"
