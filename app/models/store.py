"""The ledger as a whole: made, opened, read, written, closed. The only place that commits."""

import getpass
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from app.models import (
    backup,
    copies,
    dump,
    integrity,
    ledgerfile,
    leftovers,
    migration,
    notice,
    overtaken,
    place,
    rest,
    seats,
    server,
    settling,
    standing,
    tables,
    transfer,
)
from app.models.driver import connect
from app.models.engine import engine_note, file_engine
from app.models.fault import explained
from app.models.gate import Gate
from app.models.latest import Latest, mark
from app.models.lock import WriterLock
from app.models.moment import moment
from app.models.overtaken import News, Watch
from app.models.refusal import Damaged, Refusal
from app.models.seats import Seat
from app.models.server import is_server, server_engine, shown
from app.models.session import Session
from app.models.soundness import adrift, altered, last
from app.models.standing import UNSUMMED
from app.models.unchanged import STEADY
from app.models.upkeep import Upkeep, count_again
from app.models.work import Change, Origin, Work, close_batch, open_batch

_SMALL = 512 * 2**20
"""Bytes up to which a ledger on a server is copied before every import: some seconds, not minutes."""


class Store:
    """An open ledger. ``read()`` gives a session that cannot write, ``write(label)`` the one that can.

    ``proved`` says that it was found to be as it was written, ``changed_outside`` that the file is not byte for byte
    what a program here left it; both once ``faults`` has looked. On a server, ``seat`` is what the database lets this
    seat do, ``follows`` that the server is one that only follows another, and ``seen`` the batch up to which this seat
    was shown what others wrote.
    """

    def __init__(self, location: str, reader: Engine, writer: Engine | None, lock: WriterLock | None) -> None:
        self.location = location
        self.path = None if is_server(location) else Path(location)
        self.account = operator()
        self.operator = self.account
        self.seat = Seat.CLERK
        self.follows = False
        self.seen: int | None = None
        self._own: set[int] = set()
        self.last_change = Change(None, 0, frozenset())
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._awake = False
        self._gate = Gate()
        self._latest: tuple[object, Latest] = (None, Latest())
        self.proved = False
        self.changed_outside = False

    @classmethod
    def create(cls, location: str, like: "Store | None" = None) -> Self:
        """A new ledger, open for writing: empty, or with all that another holds; refused where something is there."""
        if is_server(location):
            return cls._create_on_server(location, like)
        path = Path(location)
        if path.exists():
            raise Refusal(f"“{path}”已经存在", "请换一个文件名，或直接打开它")
        place.require_fit(path)
        part = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            _lay_out(part, like)
            backup.flush(part)
            part.replace(path)
            rest.note(path)
        except (OSError, sqlite3.Error, OperationalError) as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise Refusal(f"不能在“{path.parent}”新建台账", "请换一个可以写入的文件夹，并检查磁盘空间") from error
        return cls.open(location, writing=True)

    @classmethod
    def _create_on_server(cls, url: str, like: "Store | None") -> Self:
        with _reachable(url, writing=True) as connection:
            if migration.server_version(connection):
                raise Refusal("这个数据库里已经有一本台账", "请换一个空数据库，或直接打开它")
            tables.create(connection)
            migration.stamp(connection)
            _fill(connection, like)
        return cls.open(url, writing=True)

    @classmethod
    def open(cls, location: str, *, writing: bool = False) -> Self:
        """An existing ledger; an older one is brought up to date when opened for writing."""
        if is_server(location):
            return cls._open_on_server(location, writing=writing)
        path = Path(location)
        _admit(ledgerfile.header(path).version)
        if writing:
            place.require_fit(path)
        lock = WriterLock(path) if writing else None
        try:
            with explained():
                if writing:
                    ledgerfile.require_writable(path)
                    leftovers.sweep(path)
                    leftovers.roll_back(path)
                else:
                    settling.roll_back(path)
                header = ledgerfile.header(path)  # what was rolled back may have been the header itself
                if header.version < migration.newest():
                    _require_writing(writing=writing)
                    migration.migrate(path)
                opened = cls(location, *_file_engines(path, writing=writing), lock)
                opened._awake = header.logged
                opened._make_complete()
                return opened
        except BaseException:
            if lock:
                lock.release()
            raise

    @classmethod
    def _open_on_server(cls, url: str, *, writing: bool) -> Self:
        with _reachable(url, writing=False) as connection:
            version = migration.server_version(connection)
            if not version:
                raise Refusal("这个数据库里还没有台账", "请用 new --unit 新建一本")
            _admit(version)
            who, seat = seats.mine(connection)
            follows = server.follows(connection)
            seen = overtaken.newest(connection)
        if version < migration.newest():
            _require_writing(writing=writing)
            _bring_up_to_date(url)
        seat = Seat.READER if follows else seat
        may_write = writing and seat is not Seat.READER
        opened = cls(
            url, server_engine(url, writing=False), server_engine(url, writing=True) if may_write else None, None
        )
        opened.account = opened.operator = who
        opened.seat, opened.follows, opened.seen = seat, follows, seen
        opened._make_complete()
        return opened

    def _make_complete(self) -> None:
        """A ledger that lacks proofs or standing sums of this edition gets them before anything is changed in it."""
        if self._writer is None:
            return
        with self._reader.connect() as connection:
            complete = integrity.is_sealed(connection) and standing.are_ready(connection)
        if not complete:
            self.wake()
            with self._writer.begin() as connection:
                _complete(connection)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session over one consistent state of the ledger; it cannot write."""
        with self._gate.inside(), explained(), Session(self._reader, info={STEADY: True}) as session:
            yield session

    @contextmanager
    def write(self, label: str, origin: Origin | None = None, *, watched: bool = True) -> Iterator[Work]:
        """One named, undoable step: all of it is kept, or nothing. ``last_change`` says what it was.

        Raises ``Overtaken`` where it would go over what another seat changed after this one looked, unless it looks
        itself (``watched``).
        """
        with (
            self._writing("修改") as writer,
            Session(writer, info={UNSUMMED: True}) as session,
            session.begin(),
        ):
            connection = session.connection()
            marked, latest = self._take_latest(connection)
            watch = Watch(connection, self.seen if watched else None, self._own)
            with watch.blaming():
                work = Work(session, watch=watch, latest=latest)
                open_batch(work, label, (self.operator, moment()), origin)
                yield work
                change = close_batch(work)
            self._tell(connection, change)
        self._latest = marked, latest
        self.last_change = change

    @contextmanager
    def _writing(self, what: str) -> Iterator[Engine]:
        """The engine that writes, while the ledger is kept open for it; refused where this seat only reads."""
        with self._gate.inside(), explained():
            if self._writer is None:
                raise self._reading_only(f"请关闭后重新打开再{what}")
            self.wake()
            yield self._writer

    def _take_latest(self, connection: Connection) -> tuple[object, Latest]:
        """What the last write left, unless somebody else wrote since; what this one leaves is put in its place."""
        (known, latest), marked = self._latest, mark(connection)
        self._latest = None, Latest()
        return marked, latest if marked is not None and marked == known else Latest()

    def _tell(self, connection: Connection, change: Change) -> None:
        """Let the other seats hear of a step once it is kept."""
        if self.path is None and change.batch is not None:
            self._own.add(change.batch)
            notice.send(connection, change.batch)

    @property
    def shown(self) -> str:
        """Where the ledger is, as it may be shown on the screen."""
        seat = "只供查询的副本" if self.follows else f"{self.seat.title}席"
        return f"台账文件 {self.location}" if self.path else f"服务器台账 {shown(self.location)}（{seat}）"

    @property
    def limits(self) -> str:
        """What this seat may not do, as a sentence; empty where it may do everything."""
        return server.FOLLOWER_LIMITS if self.follows else self.seat.limits

    def _reading_only(self, next_step: str) -> Refusal:
        if self.follows:
            return Refusal(*server.FOLLOWER)
        if self.seat is Seat.READER:
            return Refusal("您的席位是只读的，可以查看，不能修改", "要修改请由经办人办理，或请管理员用 seats 改席位")
        return Refusal("台账是以只读方式打开的", next_step)

    def news(self) -> News | None:
        """What other seats wrote that this one was not shown; None where they wrote nothing."""
        if self.seen is None:
            return None
        with self.read() as session:
            found = overtaken.news(session.connection(), self.seen, self._own)
        return found if found.steps else None

    def see(self, news: News) -> None:
        """This seat was shown what others wrote: it may write over it from now on."""
        self.seen = max(self.seen or 0, news.head)

    @contextmanager
    def rehearse(self, label: str) -> Iterator[Work]:
        """A step that is carried out to see what it would do, and taken back whole; nothing of it is ever kept."""
        with self._writing("试算") as writer, Session(writer, info={UNSUMMED: True}) as session:
            work = Work(session)
            open_batch(work, label, (self.operator, moment()), None)
            yield work
            session.rollback()

    @contextmanager
    def register(self) -> Iterator[Work]:
        """A transaction for ``Work.register``, which is no step of anyone's work.

        A ledger that is open for reading is opened for writing just so long; refused where that cannot be.
        """
        if self.follows:
            raise Refusal(*server.FOLLOWER)
        if self.seat is Seat.READER:
            raise Refusal("您的席位是只读的", "需要登记时请由经办人导出")
        if self._writer is None:
            self._reader.dispose()  # an idle connection would keep the ledger from resting as one file
            with Store.open(self.location, writing=True) as briefly:
                briefly.proved = self.proved  # the same file a moment ago: it need not be read through again
                with briefly.register() as work:
                    yield work
            return
        with self._writing("登记") as writer, Session(writer) as session, session.begin():
            self._latest = None, Latest()
            work = Work(session)
            yield work
            work.keep_proofs()

    def wake(self) -> None:
        """Begin to keep a write-ahead log, so that readers and the writer do not wait for each other.

        The first write does it; an opened but unchanged file stays as it is, byte for byte.
        """
        if self.path and not self._awake:
            self._recognise()
            rest.forget(self.path)
            with explained(), closing(connect(self.path, "rw")) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            self._awake = True

    def faults(self, *, thorough: bool = False) -> Generator[None, None, list[str]]:
        """What is wrong with the ledger, in words. It yields while it looks, so that it can be shown and stopped.

        Unless it is to be ``thorough``, it looks once while the ledger is open, and not inside where every byte of
        the file is as it was left.
        """
        self._recognise()
        if self.proved and not thorough:
            return []
        with self._gate.inside():
            found = backup.damage(self.path) if self.path else []
        if not found:
            with self.read() as session:
                found = yield from altered(session.connection())
            found = found or (yield from self._adrift())
        self.proved = not found
        if self.proved and self.path and not self._awake:
            rest.note(self.path)
        return found

    def _adrift(self) -> Generator[None, None, list[str]]:
        """Standing sums that do not fit the records, in words; whoever may write counts them again instead."""
        with self.read() as session:
            if not (yield from adrift(session.connection())):
                return []
        if self._writer is None:
            return ["“常备合计”与台账里的记录不符，用窗口打开台账即会重算"]
        with self._writing("重算") as writer, writer.begin() as connection:
            self._latest = None, Latest()
            count_again(connection)
        return []

    def _recognise(self) -> None:
        """Believe a file that is byte for byte as it was left, while nothing has been written to it yet."""
        if self.path and not self._awake and not self.proved:
            known = rest.unchanged(self.path)
            self.changed_outside = known is False
            self.proved = known is True

    def engine_note(self) -> str:
        """What keeps the ledger, and what its version means for whoever uses it."""
        if self.path:
            return engine_note()
        with self.read() as session:
            return server.engine_note(session.connection())

    def head(self) -> str:
        """The newest link of the journal's chain: what an export or a copy names to say which state it is of."""
        with self.read() as session:
            return integrity.head(session.connection())

    def require_sound(self) -> None:
        """Refuse to hand on anything of a ledger that is not as it was written."""
        found = last(self.faults())
        if found:
            raise Damaged(f"台账有损坏：{found[0]}", "请从最近的备份恢复，损坏的文件请保留")

    def back_up(self, reason: str, into: Path | None = None, *, asked: bool = False) -> Path | None:
        """A verified copy, before something large or because it was ``asked`` for.

        A ledger on a server is the server's to copy: one too large to be copied for every import, or from a computer
        that cannot, goes without unless asked; None then.
        """
        if self.path is None:
            return self._back_up_server(reason, into, asked=asked)
        self.require_sound()
        with self._gate.inside():
            made = backup.back_up(self.path, reason, into)
        if into is None:
            copies.thin(self.path)
        return made

    def _back_up_server(self, reason: str, into: Path | None, *, asked: bool) -> Path | None:
        if asked:
            return dump.back_up(self.location, reason, into)
        with self.read() as session:
            small = server.size(session.connection()) <= _SMALL
        with suppress(Refusal):
            return dump.back_up(self.location, reason, into) if small else None
        return None

    @contextmanager
    def administer(self) -> Iterator[Connection]:
        """A transaction on a server that changes who may do what; nothing of it is in the journal."""
        if self.path is not None:
            raise Refusal("本机的台账文件只有一个席位", "多人共用请先用 move 把台账搬到服务器")
        with self._writing("办") as writer, writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Leave the ledger as one file at rest."""
        self._gate.shut()
        self._reader.dispose()
        writer, self._writer = self._writer, None
        if writer is None:  # only read, or closed before
            if self.path:
                settling.fold_left(self.path)
            return
        writer.dispose()
        if self.path and self._awake:
            settling.settle(self.path)
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lay_out(part: Path, like: Store | None) -> None:
    engine = file_engine(part, writing=True, mode="rwc")
    try:
        with engine.begin() as connection:
            tables.create(connection)
            migration.stamp(connection)
            _fill(connection, like)
    finally:
        engine.dispose()


def _fill(connection: Connection, like: Store | None) -> None:
    if like is None:
        _complete(connection)
    else:
        like.require_sound()
        with like.read() as session:
            transfer.bring(session.connection(), connection)


def _complete(connection: Connection) -> None:
    """Give a ledger what follows from its rows: the proofs, and the sums that stand ready."""
    integrity.seal(connection)
    Upkeep(connection).keep(())


def operator() -> str:
    """Who is at the keyboard, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知"


def _admit(version: int) -> None:
    if version > migration.newest():
        raise Refusal("这本台账是更新版本的程序建立的", "请升级本程序后再打开；文件没有改动")


def _require_writing(*, writing: bool) -> None:
    """Only who may write brings an older ledger up to date."""
    if not writing:
        raise Refusal("这本台账是旧版本的", "请先用窗口打开一次，或做一次备份（backup），台账会自动升级")


def _bring_up_to_date(url: str) -> None:
    """Take the schema on a server to the newest version, unless another seat has just done it."""
    with _reachable(url, writing=True) as connection:
        if migration.server_version(connection) < migration.newest():
            migration.run_steps(connection)
            _complete(connection)
            seats.grant_again(connection)


def _file_engines(path: Path, *, writing: bool) -> tuple[Engine, Engine | None]:
    writer = file_engine(path, writing=True, mode="rw") if writing else None
    return file_engine(path, writing=False, mode="ro"), writer


@contextmanager
def _reachable(url: str, *, writing: bool) -> Iterator[Connection]:
    """One transaction on a server, over a connection that is closed again."""
    engine = server_engine(url, writing=writing)
    try:
        with explained(), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
