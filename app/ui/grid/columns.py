"""The grid's columns, each read from its field: order, heading, how a value is shown and which way it leans."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.project import Project
from app.services.masking import masked
from app.ui.figures import grouped

_LEAD = ("code", "name", "town_code", "village", "stage")
_YES_NO = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, and what its heading says on two lines; personal numbers are masked where ``covered``."""

    field: Field
    covered: bool = False

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def title(self) -> str:
        """The first line of the heading."""
        return self.field.label

    @property
    def unit(self) -> str:
        """The second line of the heading: the unit of a figure, else nothing."""
        return self.field.unit if self.field.numeric and self.field.unit != "年" else ""

    @property
    def right(self) -> bool:
        """Whether the column leans right, as figures do; a year is read like a date."""
        return self.field.numeric and self.field.unit != "年"

    def text(self, value: Stored | None) -> str:
        """A stored value as a clerk reads it; blank is the empty text."""
        return self.cover(shown(self.field, value))

    def typed(self, value: Stored | None) -> str:
        """A stored value as it is put into an editor: like ``text``, without separators."""
        return self.cover(self.field.show(value) if self.field.numeric else shown(self.field, value))

    def cover(self, said: str) -> str:
        """What is said of the field, its numbers masked where they are to be."""
        return masked(said) if self.covered and self.field.personal else said


def columns_of(kind: str) -> list[Column]:
    """Every field of a ledger as a column: what tells a record, its main figures, its own fields, the common rest."""
    fields = fields_of(kind)
    own = [name for name in fields if name not in vars(Project)]
    order = dict.fromkeys([*_LEAD, *_main(fields), *own, *fields])
    return [Column(fields[name]) for name in order]


def _main(fields: Mapping[str, Field]) -> Iterator[str]:
    """Who and how much: what a record begins with, and the dated quantities each before its date."""
    begins = [field for field in fields.values() if field.required_at == "create" and field.unit != "年"]
    yield from (field.name for field in begins if field.type is FieldType.TEXT or field.numeric)
    for field in fields.values():
        if field.dated_by:
            yield from (field.name, field.dated_by)


def shown(field: Field, value: Stored | None) -> str:
    """A stored value on the screen: thousands separated, names for codes, 是 and 否 for flags."""
    if value is None:
        return ""
    if field.numeric:
        return field.show(value) if field.unit == "年" else grouped(field.show(value))
    match field.type:
        case FieldType.REGION:
            return region.name_of(str(value))
        case FieldType.FLAG:
            return _YES_NO[bool(value)]
        case FieldType.MULTICHOICE:
            return str(value).replace("|", "、")
    return str(value)
