"""The 审核关系 of a form file, each read and held against the columns it names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from app.models import measure as measures
from app.models.ledger import fields_of
from app.models.quantity import number
from app.services.reporting.forms import relation
from app.services.reporting.forms.form import BEFORE, INDICATOR, Blank, Check, Column, Counted, Level, Test
from app.services.reporting.forms.section import Section

_KINDS = ("relation", "total", "children")
_TEST = re.compile(r"(\d+)栏\s*(?:=\s*(.+)|in year)")


def check(section: Section, columns: tuple[Column, ...]) -> Check:
    """One relation, the sum of a column, or an indicator and its parts."""
    level = Level(section.among("level", [one.value for one in Level]))
    found = replace(_read(section, level, columns), line=section.line)
    _columns_there(section, columns, found)
    _texts_there(section, columns, found)
    section.close()
    return found


def _read(section: Section, level: Level, columns: tuple[Column, ...]) -> Check:
    if len([name for name in _KINDS if name in section]) != 1:
        raise section.wrong("level", f"这一条应当写明一样：{'、'.join(_KINDS)}")
    if "total" in section:
        text = section.text("total")
        said = f"合计={text}各行之和"
        total = text.removesuffix("栏")
        return Check(id=_id(section, said), level=level, text=said, total=total, within=_within(section))
    if "children" in section:
        text = section.text("children")
        said = f"{text}不小于其中各项之和"
        return Check(id=_id(section, said), level=level, text=said, children=text.removesuffix("栏"))
    return _relation(section, level, columns)


def _id(section: Section, text: str) -> str:
    return section.text("id", "") or re.sub(r"\s", "", text)


def _relation(section: Section, level: Level, columns: tuple[Column, ...]) -> Check:
    text = section.text("relation")
    try:
        found = relation.relation(text)
    except relation.Unreadable:
        raise section.wrong("relation", f"读不懂：“{text}”") from None
    return Check(
        id=_id(section, text),
        level=level,
        text=text,
        relation=found,
        within=_within(section),
        blank=_blank(section, columns),
        when=_tests(section, "when"),
        details=_details(section, found),
        year_end=section.flag("year_end"),
    )


def _within(section: Section) -> Fraction:
    found = number(section.text("within", "0"))
    if found is None:
        raise section.wrong("within", "应当是数字")
    return Fraction(found)


def _blank(section: Section, columns: tuple[Column, ...]) -> Blank | None:
    found = section.section("blank")
    if found is None:
        return None
    (name,) = found.names if len(found.names) == 1 else ("",)
    source = next((column.source for column in columns if f"{column.number}栏" == name), None)
    if not isinstance(source, Counted):
        raise section.wrong("blank", "应当写成“{5栏: 字段名}”，并且那一栏由台账统计")
    first = measures.aggregates(source.measure)[0]
    return Blank(first, found.among(name, tuple(fields_of(first.kind))))


def _details(section: Section, found: relation.Relation) -> dict[str, tuple[Test, ...]]:
    """The rows that count of each other form the relation names."""
    named = {ref.of for ref in relation.all_refs(found)} - {"", BEFORE, INDICATOR}
    of = section.section("of")
    if of is None:
        return dict.fromkeys(sorted(named), ())
    if unknown := set(of.names) - named:
        raise section.wrong("of", f"里有关系没有用到的表：{'、'.join(sorted(unknown))}")
    return {name: _tests(of, name) if name in of else () for name in sorted(named)}


def _tests(section: Section, key: str) -> tuple[Test, ...]:
    """``4栏=建设用地复垦|垦造耕地 and 12栏 in year``."""
    found = []
    for part in section.text(key, "").split(" and "):
        if not part.strip():
            continue
        match = _TEST.fullmatch(part.strip())
        if match is None:
            raise section.wrong(key, f"读不懂：“{part.strip()}”")
        found.append(Test(match[1], tuple(match[2].split("|")) if match[2] else ()))
    return tuple(found)


def _checked(found: Check) -> Iterator[str]:
    yield from filter(None, (found.total, found.children))
    if found.relation:
        yield from relation.refs(found.relation)
        yield from (ref.number for ref in relation.all_refs(found.relation) if ref.of == BEFORE)


def _columns_there(section: Section, columns: tuple[Column, ...], found: Check) -> None:
    missing = set(_checked(found)) - {column.number for column in columns if column.numeric}
    if missing:
        (key,) = (name for name in _KINDS if name in section)
        raise section.wrong(key, f"用到没有的栏次：{'、'.join(sorted(missing))}")


def _texts_there(section: Section, columns: tuple[Column, ...], found: Check) -> None:
    missing = {test.number for test in found.when} - {column.number for column in columns}
    if missing:
        raise section.wrong("when", f"用到没有的栏次：{'、'.join(sorted(missing))}")
