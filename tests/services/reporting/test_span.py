"""Which days a form covers."""

from datetime import date

import pytest

from app.models.refusal import Refusal
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.span import covered

FORMS = {form.id: form for form in forms()}


@pytest.mark.parametrize(
    ("form", "period", "start", "end"),
    [
        ("R4", "2022-06", date(2022, 5, 26), date(2022, 6, 25)),
        ("R4", "2022-01", date(2022, 1, 1), date(2022, 1, 25)),
        ("R4", "2022-12", date(2022, 11, 26), date(2022, 12, 31)),
        ("R4", "2022-06-17", date(2022, 5, 26), date(2022, 6, 17)),
        ("R4", "2022-06b", date(2022, 5, 26), date(2022, 6, 25)),
        ("R4", "2022-W23", date(2022, 5, 26), date(2022, 6, 12)),
        ("R8", "2022-06", date(2022, 5, 26), date(2022, 6, 25)),
        ("R8", "2022-06-17", date(2022, 5, 26), date(2022, 6, 17)),
        ("R8", "2022-Q2", date(2022, 3, 26), date(2022, 6, 25)),
        ("R8", "2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_days_of_a_period(form: str, period: str, start: date, end: date) -> None:
    span = covered(FORMS[form], period, 25)
    assert (span.current.start, span.current.end) == (start, end)
    assert (span.whole_year.start, span.whole_year.end) == (date(2022, 1, 1), end)


@pytest.mark.parametrize(
    ("period", "said"), [("2022-Q2", "按月报送"), ("2022", "按月报送"), ("六月", "报告期"), ("", "没有写明")]
)
def test_what_a_monthly_form_has_no_figures_for(period: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        covered(FORMS["R4"], period, 25)
