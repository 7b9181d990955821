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
    "learn": "form_commands.learn",
    "returns": "reviews.listed",
    "reply": "reviews.answer",
    "figures": "figure_commands.told",
    "records": "ledger_commands.records",
    "targets": "target_commands.listed",
    "enter": "figure_commands.enter",
    "texts": "text_commands.texts",
    "settings": "ledger_commands.settings",
    "history": "ledger_commands.steps",
    "undo": "ledger_commands.undo",
    "redo": "ledger_commands.undo",
    "verify": "ledger_commands.verify",
    "backup": "keeping.back_up",
    "restore": "keeping.restore",
    "rebuild": "keeping.rebuild",
    "seats": "seat_commands.seats",
    "move": "seat_commands.move",
    "pack": "keeping.pack",
    "unpack": "keeping.unpack",
}


def command(name: str) -> Command:
    """The function that answers a command, its module loaded."""
    module, _, function = COMMANDS[name].partition(".")
    found: Command = getattr(import_module(f"app.ui.{module}"), function)
    return found


def run(arguments: argparse.Namespace) -> int:
    """Run the command of parsed arguments; the exit status."""
    return command(arguments.command)(arguments)
