"""What was sent can be had again: the very file, and where it is gone every figure of it, whatever changed since."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models import backup, home, resources
from app.models.store import Store
from app.services import setting
from app.services.demo import fill
from app.services.keeping.beside import astray
from app.services.reporting.export import ALL, export
from app.services.reporting.sent.difference import difference
from app.services.reporting.sent.file import KIND, give_out
from app.services.reporting.sent.proof import Verdict, proof
from app.services.reporting.sent.submit import submissions, submit
from tests.stores import new_ledger

PERIODS = dict.fromkeys(("R1", "R2", "R3", "R4", "R5"), "2022-12") | {"R6": "2022-Q4", "R7": "2022-Q4", "R8": "2022-12"}


@pytest.fixture(scope="module")
def sent_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose last month, quarter and year went out, in every form that had no fault."""
    folder = tmp_path_factory.mktemp("报出")
    with new_ledger(str(folder / "台账.db"), "330421", 2022) as store:
        fill.fill(store, 20, 2022, 1)
        for one in export(store, ALL, "2022-12", folder / "报表"):
            if one.id != ALL and not one.draft:
                submit(store, one.id, PERIODS.get(one.id, "2022"))
    return folder / "台账.db"


@pytest.fixture
def elsewhere(sent_year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """That ledger moved to another folder without its exports, under other settings and forms."""
    monkeypatch.setattr(home, "folder", lambda: tmp_path / "家")
    home.forms_folder().mkdir(parents=True)
    form = (resources.root() / "reports" / "R4.yaml").read_text("utf-8")
    (home.forms_folder() / "R4.yaml").write_text(form.replace('version: "1"', 'version: "2"'), "utf-8")
    target = tmp_path / "搬到这里" / "账.db"
    target.parent.mkdir()
    shutil.copy(sent_year, target)
    shutil.copytree(backup.beside(sent_year, KIND), backup.beside(target, KIND))
    shutil.move(sent_year.parent / "报表", tmp_path / "收起")
    with Store.open(str(target), writing=True) as store:
        for key, value in (("rounding", "GB/T 8170"), ("cutoff_day", "20"), ("zones", "计入所在县")):
            setting.change(store, key, value)
        yield store
    shutil.move(tmp_path / "收起", sent_year.parent / "报表")


def test_the_file_that_was_sent_comes_back_byte_for_byte(elsewhere: Store, tmp_path: Path) -> None:
    known = submissions(elsewhere)
    assert {"R3", "R4", "R5", "R8", "R9"} <= {sent.report for sent in known}
    for sent in known:
        made = give_out(elsewhere, sent, tmp_path / "取出")
        assert made.exact
        assert hashlib.sha256(made.path.read_bytes()).hexdigest() == sent.sha256


def test_without_the_file_every_figure_comes_back(elsewhere: Store, tmp_path: Path) -> None:
    assert elsewhere.path is not None
    shutil.rmtree(backup.beside(elsewhere.path, KIND))
    for sent in submissions(elsewhere):
        made = give_out(elsewhere, sent, tmp_path / "取出")
        assert not made.exact
        found = proof(elsewhere, made.path)
        assert (sent.report, found.touched, found.verdict) == (sent.report, (), Verdict.SAME)
        assert found.sent == sent
    assert list(_told(elsewhere)) == []


def test_a_kept_file_that_was_changed_is_named_and_not_given_out(elsewhere: Store, tmp_path: Path) -> None:
    assert elsewhere.path is not None
    sent = submissions(elsewhere)[0]
    (kept,) = backup.beside(elsewhere.path, KIND).glob(f"{sent.sha256}*")
    kept.write_bytes(kept.read_bytes() + b" ")
    assert not give_out(elsewhere, sent, tmp_path / "取出").exact
    (told,) = _told(elsewhere)
    assert told == f"报送件“{sent.number}”与存入时不同，请用原来的文件换回"


def test_a_closed_month_is_still_compared_when_its_form_is_gone(elsewhere: Store) -> None:
    sent = next(one for one in submissions(elsewhere) if one.report == "R4")
    assert difference(elsewhere, str(sent.id), str(sent.id)).cells == ()


def _told(store: Store) -> list[str]:
    steps = astray(store)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return list(end.value)
