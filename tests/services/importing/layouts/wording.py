"""How counties head their columns: wordings that the program's own lists do not hold, and the noise around them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from app.models.field import FieldType
from app.models.ledger import fields_of
from app.models.resources import listed, rows

_FILE = Path(__file__).parents[3] / "data" / "headings.csv"
GROUPS: Mapping[str, Sequence[str]] = {
    "立项": ("立项", "立项情况", "项目立项", "立项批复", "立项信息"),
    "实施": ("实施情况", "项目实施", "实施进度", "施工情况", "工程实施情况"),
    "初验": ("初验", "县级初验", "初验情况"),
    "验收": ("验收", "验收情况", "竣工验收", "项目验收", "验收信息"),
    "备案": ("备案", "备案入库", "系统备案情况", "备案情况"),
    "违建": ("违建情况", "违法建筑情况", "违建概况"),
    "发现": ("发现", "发现情况", "违建发现"),
    "认定": ("认定", "认定情况", "违建认定"),
    "拆除": ("拆除", "拆除情况", "实际拆除情况", "拆违情况"),
    "拆后": ("拆后利用", "拆后利用情况", "拆后情况"),
    "销号": ("销号", "处置销号", "销号情况"),
    "计划": ("计划", "年度计划", "计划任务"),
    "设计": ("作业设计", "设计情况", "作业设计情况"),
    "施工": ("施工", "施工情况", "造林施工", "完成情况"),
    "上图": ("上图", "落地上图", "上图入库情况"),
}
UNITS: Mapping[str, Sequence[str]] = {
    "亩": ("亩",),
    "公顷": ("公顷", "hm²", "hm2", "ha"),
    "㎡": ("㎡", "m²", "平方米", "m2", "平米"),
    "万㎡": ("万㎡", "万平方米", "万m²"),
    "万元": ("万元",),
    "元": ("元",),
    "株": ("株", "棵"),
}
EXTRAS: Sequence[tuple[str, Sequence[object]]] = (
    ("备注（市局）", ("", "", "已核", "请补材料")),
    ("完成率", ("85.3%", "100%", 0.92)),
    ("全县排名", (1, 2, 3, 4)),
    ("图幅号", ("H51G048", "H51G049")),
    ("档案盒号", ("A-01", "A-02", "B-07")),
    ("村支书签字", ("", "")),
    ("本月完成面积", (3.2, 1.1, 0)),
    ("上年结转面积", (12.5, 0, 3)),
    ("剩余面积（亩）", (2.5, 0.3)),
    ("是否纳入考核", ("是", "否")),
    ("经办科室", ("耕保科", "修复科", "执法队")),
    ("市局核定面积", (10.2, 33.1)),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a field is headed by itself, and shortly under a group of its own."""

    flat: tuple[str, ...]
    group: str
    leaf: tuple[str, ...]


@cache
def wordings(kind: str) -> Mapping[str, Wording]:
    """The wordings of a ledger's fields."""
    with _FILE.open(encoding="utf-8") as file:
        return {
            row["field"]: Wording(listed(row["flat"]), row["group"], listed(row["leaf"]))
            for row in csv.DictReader(file)
            if row["kind"] in ("", kind)
        }


def flat(kind: str, name: str, random: Random) -> str:
    """A heading that needs no parents: one seen nowhere, the declared label or one of its aliases."""
    own = wordings(kind)[name].flat
    field = fields_of(kind)[name]
    return random.choice(own) if random.random() < 0.75 else random.choice((field.label, *own))


def spelled(text: str, random: Random) -> str:
    """The heading as hasty hands type it: blanks, line breaks, traditional signs, a bracket that is lost."""
    sort = random.random()
    if sort < 0.08 and len(text) > 2:
        place = random.randint(1, len(text) - 1)
        return text[:place] + random.choice(("\n", " ", "\u3000", "\n\n")) + text[place:]
    if sort < 0.11:
        return text.translate(_traditional())
    if sort < 0.13 and text.endswith(("）", ")")):
        return text[:-1]
    if sort < 0.15 and len(text) == 2:
        return text[0] + random.choice(("  ", "\u3000")) + text[1]
    return text


@cache
def _traditional() -> dict[int, int]:
    return {ord(row["simplified"]): ord(row["traditional"]) for row in rows("importing/traditional.csv")}


def with_unit(text: str, unit: str, random: Random) -> str:
    """A heading with its unit behind it, in one of the many ways."""
    said = random.choice(UNITS.get(unit, (unit,)))
    return random.choice(
        ("{}（{}）", "{}({})", "{}（{}）", "{}\n（{}）", "{}【{}】", "{}/{}", "{}{{{}}}", "{}（单位：{}）")
    ).format(text, said)


def choosable(kind: str) -> list[str]:
    """The fields that have wordings and whose cells say enough to be told apart."""
    fields = fields_of(kind)
    return [name for name in wordings(kind) if fields[name].type is not FieldType.LONGTEXT]
