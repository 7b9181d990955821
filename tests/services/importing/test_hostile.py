"""Workbooks from other projects' test suites that break readers: values or a sentence, and the ledger as it was.

They are not ours to copy, so these tests run only where they are kept beside the project.
"""

import hashlib
from pathlib import Path

import pytest

from app.models.store import Store
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import summary

HOSTILE = Path(__file__).parents[4] / "shared" / "samples" / "hostile"
FILES = sorted(path for path in HOSTILE.glob("*") if path.suffix != ".md")

pytestmark = pytest.mark.skipif(not FILES, reason=f"这些文件属于别的项目，不随本项目分发；需要放在 {HOSTILE}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_hostile_file_ends_as_one_sentence_and_changes_nothing(store: Store, path: Path) -> None:
    assert store.path is not None
    before = hashlib.sha256(store.path.read_bytes()).hexdigest()
    report = imported(store, [path], Options(), dry_run=True)
    assert len(report.files) == 1
    assert all(sentence.endswith("。") for sentence in summary(report))
    assert hashlib.sha256(store.path.read_bytes()).hexdigest() == before
