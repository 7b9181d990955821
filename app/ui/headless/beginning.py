"""The commands that begin a ledger: an empty one, and a year of data to try the program with."""

import argparse

from app.models.server import shown
from app.services import ledger
from app.services.demo import fill as demo
from app.ui.headless.answer import location, opened, say
from app.ui.words import KINDS


def new(arguments: argparse.Namespace) -> int:
    """Create an empty ledger for a reporting unit."""
    where = location(arguments)
    year = arguments.year or ledger.latest_year()
    with ledger.create(where, arguments.unit, year) as store:
        name = ledger.unit_name(store)
    where = shown(where)
    answer = {"ledger": where, "unit": arguments.unit, "name": name, "year": year}
    say(arguments, answer, [f"已为{name}建立 {year} 年台账：{where}"])
    return 0


def fill(arguments: argparse.Namespace) -> int:
    """Fill an empty ledger with a year of data."""
    with opened(arguments, writing=True) as store:
        filled = demo.fill(store, arguments.projects, arguments.year, arguments.seed)
    told = "，".join(f"{KINDS[kind].title}{KINDS[kind].record} {count} 个" for kind, count in filled.records.items())
    answer = {"year": filled.year, "records": filled.records, "batch": filled.batch}
    say(arguments, answer, [f"已填入 {filled.year} 年的演示数据：{told}"])
    return 0
