"""Documents of many kinds, issuers and years: every aim with a figure, and no figure that is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.store import Store
from tests.services.importing.document_truth import Score, judged, score, truth_of
from tests.services.importing.documents import proposed
from tests.stores import new_ledger


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ledger that is only read."""
    with new_ledger(str(tmp_path_factory.mktemp("genres") / "本县.ledger"), "330421", 2022) as store:
        yield store


@pytest.mark.parametrize("path", judged(), ids=lambda path: path.stem)
def test_a_document_is_read_as_its_truth_says(county: Store, path: Path) -> None:
    truth = truth_of(path)
    assert score(proposed(county, path), truth) == Score(len(truth), (), (), ())
