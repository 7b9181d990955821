"""What a ledger can hold, for Hypothesis to draw from."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from app.models.field import LARGEST, Field, FieldType
from app.models.quantity import decimal

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1)


def iso_dates() -> st.SearchStrategy[str]:
    """ISO dates at each of the three precisions."""
    return st.builds(lambda day, places: day.isoformat()[:places], DAYS, st.sampled_from([4, 7, 10]))


def stored(field: Field) -> st.SearchStrategy[Any]:
    """The stored values a field can hold, blank among them."""
    if field.numeric:
        values: st.SearchStrategy[Any] = st.integers(-LARGEST, LARGEST)
    elif field.type is FieldType.FLAG:
        values = st.booleans()
    elif field.type is FieldType.DATE:
        values = iso_dates()
    elif field.type is FieldType.CHOICE and field.choices:
        values = st.sampled_from(field.choices)
    elif field.type is FieldType.MULTICHOICE:
        values = st.lists(st.sampled_from(field.choices), min_size=1, unique=True).map("|".join)
    else:
        values = TEXTS
    return st.none() | values


def decimals(places: int, most: int = 10**12) -> st.SearchStrategy[Decimal]:
    """Decimals of so many places, of either sign."""
    return st.integers(-most, most).map(lambda scaled: decimal(scaled, places))
