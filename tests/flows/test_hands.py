"""七件事各要动多少次手：真窗口、真键盘、真鼠标，一下一下地数；目标就是 tests/bench/hands.py 里写的。"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme
from tests.bench import hands
from tests.bench.hands import JOBS, Job

pytestmark = pytest.mark.no_cover  # each way that is gone here has its own tests under tests/ui

_FEW = 100  # projects: how many there are changes no count


@pytest.fixture(scope="module")
def full_ledger(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a year's work in it, made once."""
    theme.apply(qapp)
    return hands.filled(tmp_path_factory.mktemp("full"), _FEW)


@pytest.mark.parametrize("job", JOBS, ids=[f"job{place}" for place in range(len(JOBS))])
def test_a_job_takes_no_more_hands_than_it_may(job: Job, full_ledger: Path, tmp_path: Path) -> None:
    clerk = hands.done(job, full_ledger, tmp_path)
    assert clerk.actions <= job.aim
