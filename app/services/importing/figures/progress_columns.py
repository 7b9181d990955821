"""The one indicator that a table of progress by town is about, and which of its columns hold its figures.

``镇（街道）| 年度任务 | 本月拆除 | 累计拆除`` under ``8月拆违工作进度表``: nothing but the title says of what.
"""

from collections.abc import Iterator, Sequence

from app.services.importing import lexicon
from app.services.importing.figures.column import Role, role_of, unit_of, was_before
from app.services.importing.figures.indicator_names import Hit, IndicatorNames, measures
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import half_width


def subject(columns: Sequence[Column], title: str, sheet: str, names: IndicatorNames) -> Hit | None:
    """The indicator that the columns, the title, or the sheet's name speak of; None where none or several."""
    named = {hit.indicator.code: hit for column in columns if (hit := _named(column, names))}
    if len(named) == 1:
        return next(iter(named.values()))
    if named:
        return None
    hit = names.in_title(title) or names.in_title(sheet) or _spoken_of(columns, names)
    return hit if hit and not _aims_otherwise(hit, columns) else None


def _spoken_of(columns: Sequence[Column], names: IndicatorNames) -> Hit | None:
    """The one indicator that headings speak of among other words; None where they speak of several."""
    found = {hit.indicator.code: hit for column in columns if (hit := names.in_title(column.text))}
    return next(iter(found.values())) if len(found) == 1 else None


def _aims_otherwise(hit: Hit, columns: Sequence[Column]) -> bool:
    """Whether what is aimed at is measured in another unit than an indicator that only the title speaks of."""
    aims = [one for one in columns if one.units and role_of(one) is Role.TARGET]
    return bool(aims) and not any(measures(hit.indicator, one.units[0]) for one in aims)


def subjects(columns: Sequence[Column], names: IndicatorNames) -> list[tuple[Hit, tuple[Column, ...]]]:
    """The indicators that stand side by side, each with its columns; one that names none goes with the first.

    Empty where they are not at least two, or where one of them has no column of what was reached.
    """
    found: dict[str, tuple[Hit, list[Column]]] = {}
    loose: list[Column] = []
    for column in columns:
        hit = _named(column, names)
        if hit is not None:
            found.setdefault(hit.indicator.code, (hit, []))[1].append(column)
        else:
            loose.append(column)
    groups = [(hit, tuple(own)) for hit, own in found.values()]
    if len(groups) < 2 or not all(any(role_of(one) is Role.ACTUAL for one in own) for _, own in groups):
        return []
    hit, own = groups[0]
    return [(hit, (*own, *loose)), *groups[1:]]


def _named(column: Column, names: IndicatorNames) -> Hit | None:
    whole = names.known(half_width("".join(column.path)))
    said = (half_width(text) for text in reversed(column.path))
    return whole or next((hit for text in said if (hit := names.known(text) or names.known(_thing(text)))), None)


def _thing(heading: str) -> str:
    """What a heading is about, without the words at its end for how much of it was done: 造林绿化累计完成."""
    words = [word for sort in ("actual", "cumulative") for word in lexicon.words(sort)]
    while tail := next((word for word in words if heading.endswith(word) and len(heading) > len(word) + 1), ""):
        heading = heading.removesuffix(tail)
    return heading


def figures_of(table: Table, columns: Sequence[Column], role: Role, hit: Hit, names: IndicatorNames) -> Column | None:
    """The one column with a role that holds the indicator's own figures; None where none or several may."""
    found = [one for one in columns if role_of(one) is role and _may_hold(table, one, hit)]
    for narrowed in _narrowed(found, hit, names):
        if len(narrowed) == 1:
            return narrowed[0]
    return None


def _narrowed(found: list[Column], hit: Hit, names: IndicatorNames) -> Iterator[list[Column]]:
    """The candidates, then fewer and fewer of them: what counts now, what accumulates, what names the indicator."""
    yield found
    now = [one for one in found if not was_before(one)] or found
    yield now
    whole = [one for one in now if lexicon.has("cumulative", one.text)] or now
    yield whole
    yield [one for one in whole if any(lexicon.has("year_long", text) for text in one.path)]
    yield [one for one in whole if (said := names.find(one.path[-1])) and said.indicator.code == hit.indicator.code]
    yield [one for one in whole if (said := _named(one, names)) and said.indicator.code == hit.indicator.code]


def _may_hold(table: Table, column: Column, hit: Hit) -> bool:
    """Whether a column's figures can be the indicator's: not a part of it, not of another measure, not a change."""
    said, indicator = half_width(column.text), hit.indicator
    if lexicon.has("set_change", said) or not lexicon.parts_in(said) <= lexicon.parts_in(indicator.name):
        return False
    unit = unit_of(table, column)
    if unit is not None:
        return measures(indicator, unit)
    return lexicon.has("count_heading", said) <= (indicator.unit in lexicon.words("counting"))
