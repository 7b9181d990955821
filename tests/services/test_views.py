"""Views under a name: kept, found again as they were, and each step of theirs taken back."""

import pytest
from sqlalchemy import true

from app.models.ledger import fields_of
from app.models.queries.grid import Between, By, Contains, Filter, OneOf, Those, Waiting
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, views
from app.services.arrangement import arranged
from app.services.views import Sight

KIND = "demolition"
USUAL = tuple(fields_of(KIND))
FILTERS: tuple[Filter, ...] = (
    Contains("party_name", "公司"),
    OneOf("stage", frozenset({"拆除", None})),
    OneOf("is_precise", frozenset({True})),
    Between("illegal_area", 100, None),
    Waiting(),
)


def sight(*filters: Filter) -> Sight:
    columns = arranged({"hidden": ["remark"], "widths": {"code": 120}, "frozen": 2}, USUAL)
    return Sight(filters, (By("town_code"), By("illegal_area", descending=True)), columns)


def names(store: Store) -> list[str]:
    return [one.name for one in views.views(store, KIND, USUAL)]


def test_a_view_is_found_again_as_it_was(file_store: Store) -> None:
    views.save(file_store, KIND, "  大户  未拆 ", sight(*FILTERS))
    (found,) = views.views(file_store, KIND, USUAL)
    assert (found.name, found.sight, found.first) == ("大户 未拆", sight(*FILTERS), False)
    assert views.views(file_store, "greening", USUAL) == []
    views.save(file_store, KIND, "大户 未拆", sight())
    assert [one.sight for one in views.views(file_store, KIND, USUAL)] == [sight()], "the same name, another sight"
    passing = Those("指标背后的行", true())
    views.save(file_store, KIND, "别处来的", sight(passing, FILTERS[0]))
    assert views.views(file_store, KIND, USUAL)[1].sight == sight(FILTERS[0])


def test_every_step_is_named_and_taken_back(file_store: Store) -> None:
    for name in ("甲", "乙"):
        views.save(file_store, KIND, name, sight())
    views.put_first(file_store, KIND, "乙")
    renaming = views.rename(file_store, KIND, "甲", "丙")
    removing = views.remove(file_store, KIND, "乙")
    assert names(file_store) == ["丙"]
    assert [one.label for one in history.history(file_store)][:3] == [
        "删除视图“乙”",
        "视图“甲”改名为“丙”",
        "打开台账时先看“乙”",
    ]
    history.undo(file_store, removing.batch or 0)
    assert [(one.name, one.first) for one in views.views(file_store, KIND, USUAL)] == [("丙", False), ("乙", True)]
    views.save(file_store, KIND, "甲", sight())
    with pytest.raises(Refusal, match="又改过"):
        history.undo(file_store, renaming.batch or 0)
    views.remove(file_store, KIND, "甲")
    history.undo(file_store, renaming.batch or 0)
    assert names(file_store) == ["甲", "乙"]
    views.put_first(file_store, KIND, None)
    assert not any(one.first for one in views.views(file_store, KIND, USUAL))


def test_names_that_will_not_do(file_store: Store) -> None:
    views.save(file_store, KIND, "甲", sight())
    views.save(file_store, KIND, "乙", sight())
    for name in (" ", "长" * 21):
        with pytest.raises(Refusal):
            views.save(file_store, KIND, name, sight())
    with pytest.raises(Refusal, match="已经有叫“乙”的视图"):
        views.rename(file_store, KIND, "甲", "乙")
    for act in (views.remove, views.put_first):
        with pytest.raises(Refusal, match="没有叫“丙”的视图"):
            act(file_store, KIND, "丙")


def test_what_a_view_names_and_the_ledger_no_longer_has_is_left_out() -> None:
    kept = {"filters": [{"field": "gone", "contains": "x"}, {"what": 1}], "order": [["gone", True], ["code", False]]}
    found = views._view(KIND, 1, "旧", kept, USUAL)
    assert (found.sight.filters, found.sight.order) == ((), (By("code"),))
    assert views._read("{") == views._read("[]") == {}
