"""What is kept of 总览 for the next start is what the ledger would answer then, or it is nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.models import home
from app.models.store import Store
from app.services import glance, ledger, overview, screen_lock, setting
from app.services.demo.fill import fill
from app.services.glance import Read
from app.services.keeping import last_copy
from app.services.needs import Group

UNIT, YEAR = "330421", date.today().year
TODAY = date.today()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of this year with invented records, made once."""
    path = tmp_path_factory.mktemp("ledger") / "台账.db"
    with ledger.create(str(path), UNIT, YEAR) as store:
        fill(store, 40)
    return path


@pytest.fixture
def book(filled: Path, tmp_path: Path) -> Path:
    """A ledger of the test's own, closed after what it shows was kept."""
    path = Path(shutil.copy(filled, tmp_path / "台账.db"))
    leave(path)
    return path


def leave(path: Path) -> None:
    """Open a ledger for writing and close it as the window does."""
    with Store.open(str(path), writing=True) as store:
        store.wake()
        coming = overview.coming(store)
    glance.keep(path, coming)


def kept_file(book: Path) -> Path:
    return home.note_of(book, "速览")


def asked(book: Path, day: date) -> Read:
    """What the ledger itself says of a day, as far as it is kept: where a need leads to is not."""
    with Store.open(str(book)) as store:
        read = overview.of_day(store, day, UNIT)
    return replace(read, needs=[replace(one, goal=None) for one in read.needs])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], date]:
    """Sets the day, counted from today, on which what was kept is asked for."""

    def set_to(days: int) -> date:
        class Day(date):
            @classmethod
            def today(cls) -> "Day":
                return cls.fromordinal((TODAY + timedelta(days=days)).toordinal())

        monkeypatch.setattr(glance, "date", Day)
        return TODAY + timedelta(days=days)

    return set_to


@pytest.mark.parametrize("days", [0, 1, 3])
def test_the_next_days_show_exactly_what_the_ledger_says_of_them(
    book: Path, clock: Callable[[int], date], days: int
) -> None:
    day = clock(days)
    found = glance.recall(str(book))
    assert found is not None
    expected = min(day, date(YEAR, 12, 31))
    assert (found.day, found.year, found.towns > 1) == (expected, YEAR, True)
    assert found.read == asked(book, expected)


@pytest.mark.parametrize("days", [-1, 4, 400])
def test_on_any_other_day_the_ledger_is_asked(book: Path, clock: Callable[[int], date], days: int) -> None:
    clock(days)
    assert glance.recall(str(book)) is None


def write(book: Path) -> None:
    with Store.open(str(book), writing=True) as store:
        setting.change(store, "signal.behind", "7")


def write_at_the_same_time(book: Path) -> None:
    before = book.stat()
    write(book)
    os.utime(book, ns=(before.st_atime_ns, before.st_mtime_ns))


def touch(book: Path) -> None:
    os.utime(book, ns=(1, 1))


def replace_by_another(book: Path) -> None:
    book.unlink()
    ledger.create(str(book), UNIT, YEAR).close()


def leave_a_log(book: Path) -> None:
    Path(f"{book}-wal").touch()


def alter_a_figure(book: Path) -> None:
    text = kept_file(book).read_text("utf-8")
    place = text.index('"figures"') + next(
        at for at, sign in enumerate(text[text.index('"figures"') :]) if sign.isdigit()
    )
    kept_file(book).write_text(text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :], "utf-8")


def cut_short(book: Path) -> None:
    kept_file(book).write_bytes(kept_file(book).read_bytes()[:-9])


def fill_with_noise(book: Path) -> None:
    kept_file(book).write_bytes(bytes(range(256)))


def keep_a_form_of_our_own(_: Path) -> None:
    home.forms_folder().mkdir(parents=True)
    (home.forms_folder() / "R1.yaml").touch()


def lock_the_screen(_: Path) -> None:
    screen_lock.set_up("王五", "1234", 0)


@pytest.mark.parametrize(
    "happens",
    [
        write,
        write_at_the_same_time,
        touch,
        replace_by_another,
        leave_a_log,
        Path.unlink,
        alter_a_figure,
        cut_short,
        fill_with_noise,
        keep_a_form_of_our_own,
        lock_the_screen,
    ],
)
def test_whatever_changed_since_what_was_kept_is_nothing(book: Path, happens: Callable[[Path], None]) -> None:
    assert glance.recall(str(book)) is not None
    happens(book)
    assert glance.recall(str(book)) is None


def test_a_ledger_that_is_open_for_writing_shows_nothing_before_it_is_opened(book: Path) -> None:
    with Store.open(str(book), writing=True) as store:
        store.wake()
        assert glance.recall(str(book)) is None


def test_another_edition_of_the_program_asks_the_ledger(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "__version__", "0.0")
    assert glance.recall(str(book)) is None


def test_another_ledger_and_one_on_a_server_have_nothing_kept(book: Path, tmp_path: Path) -> None:
    copy = shutil.copy2(book, tmp_path / "另一本.db")
    assert glance.recall(str(copy)) is None
    assert glance.recall("postgresql://a@b/c") is None


def test_a_copy_left_elsewhere_is_seen_though_the_ledger_did_not_change(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> tuple[tuple[str, bool], bool]:
        known = glance.recall(str(book))
        assert known is not None
        return known.read.copied, any(one.group is Group.COPY for one in known.read.needs)

    assert found() == (("还没有在别处备份", True), True)
    monkeypatch.setattr(last_copy, "age", lambda _: 2)
    assert found() == (("别处备份：2 天前", False), False)


@pytest.fixture
def locked(book: Path) -> Iterator[Path]:
    screen_lock.set_up("王五", "1234", 0)
    yield book
    screen_lock.take_off("1234")


def test_behind_a_locked_screen_nothing_is_kept_and_what_was_kept_goes(locked: Path) -> None:
    assert kept_file(locked).exists()
    leave(locked)
    assert not kept_file(locked).exists()
