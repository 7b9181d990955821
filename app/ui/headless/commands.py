"""Which function answers each headless command; only the one asked is loaded, for the others may be slow to come."""

import argparse
from collections.abc import Callable
from importlib import import_module

Command = Callable[[argparse.Namespace], int]

COMMANDS = {
    "new": "beginning.new",
    "demo": "beginning.fill",
    "import": "taking_in.take_in",
    "export": "exchange.give_out",
    "check": "exchange.check",
    "brief": "publishing.brief",
    "rollup": "publishing.roll_up",
    "submit": "submitting.submit",
    "submissions": "submitting.submissions",
    "reports": "exchange.listed",
    "learn": "forms.learn",
    "returns": "reviews.listed",
    "reply": "reviews.answer",
    "figures": "figures.told",
    "records": "ledger.records",
    "targets": "targets.listed",
    "enter": "figures.enter",
    "texts": "texts.texts",
    "settings": "ledger.settings",
    "history": "ledger.steps",
    "undo": "ledger.undo",
    "redo": "ledger.undo",
    "verify": "ledger.verify",
    "backup": "keeping.back_up",
    "restore": "keeping.restore",
    "rebuild": "keeping.rebuild",
    "seats": "seats.seats",
    "move": "seats.move",
    "pack": "keeping.pack",
    "unpack": "keeping.unpack",
}


def command(name: str) -> Command:
    """The function that answers a command, its module loaded."""
    module, _, function = COMMANDS[name].partition(".")
    found: Command = getattr(import_module(f"app.ui.headless.{module}"), function)
    return found


def run(arguments: argparse.Namespace) -> int:
    """Run the command of parsed arguments; the exit status."""
    return command(arguments.command)(arguments)
