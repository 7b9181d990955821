"""Seeing and changing what is set in a ledger."""

from dataclasses import dataclass

from app.models.queries import settings as choices
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.unit import Setting

_FIXED = ("unit",)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting with its present value; ``choices`` are the values it may have, empty where any number may be.

    A ``fixed`` one was chosen for good when the ledger was made.
    """

    key: str
    label: str
    value: str
    description: str
    choices: tuple[str, ...] = ()
    fixed: bool = False


def listed(store: Store, key: str | None = None) -> list[Shown]:
    """The settings of a ledger, or the one named."""
    with store.read() as session:
        now = choices.settings(session)
    wanted = [_known(key)] if key else list(choices.known().values())
    return [
        Shown(one.key, one.label, now[one.key], one.description, tuple(one.choices), one.key in _FIXED)
        for one in wanted
    ]


def change(store: Store, key: str, value: str) -> None:
    """Set one thing; raises ``Refusal`` for a key or value there is none of."""
    choice = _known(key)
    if key in _FIXED:
        raise Refusal(f"{choice.label}在建立台账时选定，不能更改", "要换单位请新建一本台账")
    if choice.choices and value not in choice.choices:
        offered = "".join(f"“{one}”" for one in choice.choices)
        raise Refusal(f"{choice.label}不能设为“{value}”", f"请从{offered}里选一个")
    if not choice.choices:
        value = _whole_number(choice, value)
    with store.read() as session:
        held = key in choices.settings(session).values
    with store.write(f"设置 {choice.label}") as work:
        if held:
            work.update(Setting, [(key, {"value": value})])
        else:
            work.insert(Setting, [{"id": key, "value": value}])


def _known(key: str) -> choices.Choice:
    found = choices.known().get(key)
    if found is None:
        raise Refusal(f"没有“{key}”这个设置项", "请用 settings 查看有哪些设置项")
    return found


_RANGES = {"cutoff_day": (1, 31), "year": (2000, 2100)}


def _whole_number(choice: choices.Choice, value: str) -> str:
    """A number in range in plain digits, also where it was typed full-width."""
    low, high = _RANGES.get(choice.key, (0, 100))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise Refusal(f"{choice.label}不能设为“{value}”", f"请填 {low} 到 {high} 之间的整数")
    return str(int(value))
