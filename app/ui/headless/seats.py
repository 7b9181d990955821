"""The headless commands for a ledger that several people work on: who sits where, moving a ledger there and back."""

import argparse

from app.models.ledger import LEDGERS
from app.models.queries import records
from app.models.server import is_server, shown
from app.models.store import Store
from app.services import seating
from app.ui.headless.answer import opened, say
from app.ui.headless.table import lines
from app.ui.words import KINDS


def seats(arguments: argparse.Namespace) -> int:
    """``seats``: who has a seat; with a name, give one or take it away."""
    with opened(arguments, writing=True) as store:
        if arguments.name and arguments.remove:
            seating.rise(store, arguments.name)
        elif arguments.name:
            seating.sit(store, arguments.name, arguments.role, arguments.password)
        found = seating.seated(store)
    answer = [{"name": one.name, "seat": one.seat.value.removeprefix("zgtz_")} for one in found]
    rows = [(one.name, one.seat.title) for one in found]
    say(arguments, answer, lines(("账号", "席位"), rows) if found else ["还没有分配席位；建库的账号可以办一切。"])
    return 0


def move(arguments: argparse.Namespace) -> int:
    """``move``: all that a ledger holds into a new one elsewhere, file or server, proved there."""
    with opened(arguments) as store, Store.create(arguments.to, like=store) as moved:
        head = moved.head()
        with moved.read() as session:
            held = {kind: records.count(session, kind) for kind in LEDGERS}
    told = "，".join(f"{KINDS[kind].title}{KINDS[kind].record} {count:,} 个" for kind, count in held.items())
    sentences = [
        f"已搬到 {shown(arguments.to)}，逐行核对无误：{told}",
        f"修改历史的最后一环：{head[:16]}",
        "原来的台账没有动；以后请只在新的地方办理，两边都改会分成两本。",
    ]
    if is_server(arguments.to) and store.path:
        sentences.append("附件、导入原件和报送件仍在原台账旁边的文件夹里，请一并保管。")
    say(arguments, {"ledger": shown(arguments.to), "head": head, "records": held}, sentences)
    return 0
