"""What the ledger remembers of workbooks, to be looked through and put right: forms, words for a choice, headings."""

import json
from dataclasses import dataclass, replace

from app.models.field import Field, FieldType
from app.models.learned import HEADING, LearnedForm, LearnedWord
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import Session, remembered
from app.models.queries.remembered import KnownForm, KnownWord
from app.models.refusal import Refusal
from app.models.stage import stages_of
from app.models.store import Store
from app.models.work import Change
from app.services.importing import lexicon
from app.services.importing.mapping.correction import fields_and_units
from app.services.importing.mapping.remember import remember_word
from app.services.importing.text import compact, key


@dataclass(frozen=True, slots=True)
class Remembered:
    """Forms and words as they are kept; a heading's ``field`` is the kind of ledger, its ``value`` the field."""

    forms: tuple[KnownForm, ...]
    words: tuple[KnownWord, ...]
    headings: tuple[KnownWord, ...] = ()


def everything(store: Store) -> Remembered:
    """All that is remembered."""
    with store.read() as session:
        words = remembered.known_words(session)
        headings = [replace(one, field=one.field.removeprefix(HEADING)) for one in words if _is_heading(one)]
        return Remembered(
            tuple(remembered.known_forms(session)),
            tuple(one for one in words if not _is_heading(one)),
            tuple(headings),
        )


def _is_heading(word: KnownWord) -> bool:
    return word.field.startswith(HEADING)


def columns_of(form: KnownForm) -> dict[str, str]:
    """What each column of a form is, by its heading; empty for one that is left out."""
    told = json.loads(form.columns)
    return {str(path): str(field) for path, field in dict(told).items()} if isinstance(told, dict) else {}


def columns_told(form: KnownForm) -> dict[str, str]:
    """What each column of a form is, in words: its heading -> the field's name and its unit, or that it is left out."""
    fields, units = fields_and_units(columns_of(form))
    known = fields_of(form.kind) if form.kind else {}
    told = {path: known[name].label if name in known else name or "不导入" for path, name in fields.items()}
    return {path.replace("|", " · "): "，".join(filter(None, (said, units.get(path)))) for path, said in told.items()}


def rename(store: Store, form: int, name: str) -> Change:
    """Give a form another name, all its versions with it. Raises ``Refusal`` for a blank name and one that is taken."""
    name = name.strip()
    with store.read() as session:
        known = remembered.known_forms(session)
        old = _named(known, form)
    if not name:
        raise Refusal("没有写新的名称", "请写一个容易认的名称，例如 市局拆违月报")
    if any(one.name == name for one in known) and name != old.name:
        raise Refusal(f"已经有叫“{name}”的表样", "请换一个名称")
    with store.write(f"表样改名：{old.name} → {name}") as work:
        work.update(LearnedForm, [(one.id, {"name": name}) for one in known if one.name == old.name])
    return store.last_change


def forget_form(store: Store, form: int) -> Change:
    """Forget one version of a form; the next workbook of it is recognised by itself again."""
    with store.read() as session:
        old = _named(remembered.known_forms(session), form)
    with store.write(f"不再记住表样：{old.name} 第 {old.version} 版") as work:
        work.delete(LearnedForm, [form])
    return store.last_change


def _named(known: list[KnownForm], form: int) -> KnownForm:
    found = next((one for one in known if one.id == form), None)
    if found is None:
        raise Refusal("这个表样已经不在了", "请刷新后再看")
    return found


def choice_fields() -> dict[str, Field]:
    """The fields whose values are chosen from a list, by name; of several ledgers the first that has it speaks."""
    found: dict[str, Field] = {}
    for kind in LEDGERS:
        for name, field in fields_of(kind).items():
            if name not in found and (field.choices or field.type is FieldType.CHOICE):
                found[name] = field
    return found


def choices_of(field: str) -> list[str]:
    """What a text may stand for in a field."""
    if field == "stage":
        return list(dict.fromkeys(stage for kind in LEDGERS for stage in stages_of(kind)))
    several = (fields_of(kind)[field].choices for kind in LEDGERS if field in fields_of(kind))
    return list(dict.fromkeys(choice for choices in several for choice in choices))


def teach(store: Store, field: str, raw: str, value: str) -> Change:
    """Keep what a text stands for. Raises ``Refusal`` for a blank text and for a value that is no choice."""
    if not raw.strip():
        raise Refusal("没有写表里的说法", "请写表里出现的文字")
    if value not in choices_of(field):
        raise Refusal(f"“{value}”不是可选的值", f"请从{'、'.join(choices_of(field))}里选一个")
    with store.write(f"记住说法：{raw.strip()} = {value}") as work:
        old = [one.id for one in _said(work.session, field) if one.raw == raw.strip()]
        work.delete(LearnedWord, old)
        remember_word(work, field, raw, value)
    return store.last_change


def known_choices(field: str) -> dict[str, list[str]]:
    """How each choice of a field may be written without being taught: choice -> its spellings."""
    found: dict[str, list[str]] = {choice: [] for choice in choices_of(field)}
    for kind in LEDGERS:
        for spelling, choice in lexicon.choice_synonyms(kind, field).items():
            if choice in found and spelling not in found[choice]:
                found[choice].append(spelling)
    return found


def known_headings(kind: str, field: str) -> list[str]:
    """The headings by which a ledger's field is known without being taught, its own name first."""
    known = fields_of(kind)[field]
    return list(dict.fromkeys((known.label, *known.aliases, *lexicon.aliases(kind).get(field, ()))))


def teach_heading(store: Store, kind: str, raw: str, field: str) -> Change:
    """Keep which field a heading names. Raises ``Refusal`` for a blank one and for another field's own name."""
    said, fields = compact(raw), fields_of(kind)
    if not said:
        raise Refusal("没有写表头的写法", "请写表里这一列的表头，例如 拆后面积")
    other = next((one for one in fields.values() if key(one.label) == key(said) and one.name != field), None)
    if other is not None:
        raise Refusal(f"“{said}”就是“{other.label}”一栏的名称", "只有某个文件写错的，请在收件页点“看原表”改那一列")
    with store.write(f"记住表头：{said} = {fields[field].label}") as work:
        name = HEADING + kind
        old = [one.id for one in _said(work.session, name) if key(one.raw) == key(said)]
        work.delete(LearnedWord, old)
        work.insert(LearnedWord, [{"field": name, "raw": said, "value": field}])
    return store.last_change


def forget_word(store: Store, word: int) -> Change:
    """Forget what a text or a heading stands for."""
    with store.write("不再记住一种说法") as work:
        work.delete(LearnedWord, [word])
    return store.last_change


def _said(session: Session, field: str) -> list[KnownWord]:
    return [one for one in remembered.known_words(session) if one.field == field]
