"""A column that is hidden beside one for the same field that is seen: the old figures were kept, not deleted."""

from dataclasses import replace

from app.services.importing.mapping.map import Mapping, Unmapped


def without_hidden_twins(mapping: Mapping) -> Mapping:
    """The mapping of a table without the hidden columns of fields that have one that is seen; they are named."""
    hidden = mapping.table.sheet.hidden_columns
    seen = {one.field.name: one.column for one in mapping.mapped if one.column.index not in hidden and not one.choice}
    old = [one for one in mapping.mapped if one.column.index in hidden and one.field.name in seen and not one.choice]
    if not old:
        return mapping
    whys = [f"是隐藏的列，按看得见的 {seen[one.field.name].letter} 列“{seen[one.field.name].text}”导入" for one in old]
    left = [Unmapped(one.column, why) for one, why in zip(old, whys, strict=True)]
    unmapped = sorted([*mapping.unmapped, *left], key=lambda one: one.column.index)
    return replace(mapping, mapped=tuple(one for one in mapping.mapped if one not in old), unmapped=tuple(unmapped))
