"""A bureau's form that lies otherwise than one row for one thing: the clerk is told so, and what to make of it."""

from collections.abc import Iterable

from app.models.refusal import Refusal
from app.services.importing.turned import periods_below, things_across
from app.services.reporting.template_content import Content
from app.services.workbook.book import Book, Sheet

_FEWEST = 3
_EXAMPLES = 3


class Turned(Refusal):
    """The form of a report whose rows and columns have changed places, or whose periods stand below each other."""


def stop_at_periods_below(book: Book, sheets: Iterable[Sheet]) -> None:
    """Raise ``Turned`` where each thing has a row for each period: one column cannot hold both."""
    for sheet in sheets:
        if periods := periods_below(sheet):
            raise Turned(
                f"“{book.name}”里一个镇（一项指标）占几行（{'、'.join(periods)}各一行），程序填不了",
                "请把它们改成并排的栏目，一个镇（一项指标）一行，再用作表样",
            )


def stop_at_things_across(book: Book, content: Content) -> None:
    """Raise ``Turned`` where what has a row in the report has a column each in the form."""
    names = {row.key for row in content.rows}
    key_of = content.key_of
    for sheet in book.sheets if key_of else ():
        found = things_across(sheet, lambda text: key_of is not None and key_of(text) in names)
        if len(found) >= min(_FEWEST, len(names)) > 1:
            named = "、".join(found[:_EXAMPLES])
            raise Turned(
                f"“{book.name}”把{named}等横着排，一个占一列，程序填不了",
                "请在表格里用“选择性粘贴—转置”改成一个占一行、栏目在表头，再用作表样",
            )
