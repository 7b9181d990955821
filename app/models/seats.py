"""Who sits at a ledger on a server, and what each seat may do: roles of the database, granted here and nowhere else.

Three group roles, one a kind of seat; a person is a login role that is a member of one of them, the same kind at every
ledger of the server where they sit at all. What a seat may not do the database itself refuses, whatever program asks.
The journal's rows are added by whoever writes and altered by none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Connection, text

from app.models.base import Base
from app.models.ledger import LEDGERS
from app.models.refusal import Refusal


class Seat(Enum):
    """A kind of seat; its value is the name of its group role."""

    CLERK = "zgtz_clerk"
    REVIEWER = "zgtz_reviewer"
    READER = "zgtz_reader"

    @property
    def title(self) -> str:
        """What people call it."""
        return _TITLES[self]

    @property
    def limits(self) -> str:
        """What it may not do, as a sentence; empty where it may do everything."""
        return _LIMITS[self]

    def may_set(self, field: str) -> bool:
        """Whether it may set a field of a record."""
        return self is Seat.CLERK or (self is Seat.REVIEWER and field in REVIEWED)


_LIMITS = {
    Seat.CLERK: "",
    Seat.REVIEWER: "您坐的是复核席：可以查看、签审核意见、办理退回和登记报送，不能修改台账内容。",
    Seat.READER: "您坐的是只读席：可以查看，不能修改。要修改请由经办人办理，或请管理员改席位。",
}
_TITLES = {Seat.CLERK: "经办", Seat.REVIEWER: "复核", Seat.READER: "只读"}
REVIEWED = ("review_verdict", "review_comment")
"""What a reviewer writes into a record."""
_WRITING = "INSERT, UPDATE, DELETE"
_JOURNAL = {
    "batch": "INSERT, DELETE, UPDATE (row_count, chain, reverts, undone)",
    "row_change": "INSERT",
    "counter": "INSERT, UPDATE",
    "content_sum": "INSERT, UPDATE",
    "standing_measure": _WRITING,
    "standing_sum": _WRITING,
    "exported_report": "INSERT",
}
"""What every write does beside its own rows. An empty batch goes again; one with changes is held by them."""
_DECIDED = {"review_remark": _WRITING, "waiver": _WRITING, "submission": "INSERT, UPDATE"}


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person and the kind of seat."""

    name: str
    seat: Seat


def mine(connection: Connection) -> tuple[str, Seat]:
    """Whoever is connected, and the seat that what the database lets them do amounts to."""
    asked = "SELECT session_user, has_table_privilege('demolition', 'INSERT'), has_table_privilege('waiver', 'INSERT')"
    who, edits, decides = connection.execute(text(asked)).one()
    return str(who), Seat.CLERK if edits else Seat.REVIEWER if decides else Seat.READER


def grant(connection: Connection) -> None:
    """Make the group roles where there are none yet, and give each exactly what it may do in this ledger."""
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for seat in Seat:
        if seat.value not in there:
            connection.execute(text(f"CREATE ROLE {seat.value} NOLOGIN"))
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {seat.value}"))
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {seat.value}"))
        connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {seat.value}"))
        for table, rights in _rights(seat):
            connection.execute(text(f'GRANT {rights} ON "{table}" TO {seat.value}'))


def grant_again(connection: Connection) -> None:
    """After a step of the schema: what the seats may do, in the new tables too; nothing where there are no seats."""
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": Seat.CLERK.value}):
        grant(connection)


def _rights(seat: Seat) -> Iterator[tuple[str, str]]:
    """Each table a seat may write into, and how."""
    if seat is Seat.READER:
        return
    yield from _JOURNAL.items()
    if seat is Seat.REVIEWER:
        yield from _DECIDED.items()
        yield from ((kind, f"UPDATE ({', '.join((*REVIEWED, 'version'))})") for kind in LEDGERS)
        return
    yield from ((name, _WRITING) for name in Base.metadata.tables if name not in _JOURNAL)


def sit(connection: Connection, name: str, seat: Seat, password: str | None) -> None:
    """Give a person a seat, in place of the one they had; a new person needs a password, else it stays as it was."""
    grant(connection)
    who = connection.dialect.identifier_preparer.quote_identifier(name)
    known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    if not known and not password:
        raise Refusal(f"服务器上还没有“{name}”这个账号", "请加上 --password 口令 一起建立")
    connection.execute(text(f"{'ALTER' if known else 'CREATE'} ROLE {who} LOGIN"))
    if password:
        connection.exec_driver_sql(f"ALTER ROLE {who} PASSWORD '{_sealed(connection, name, password)}'")
    for one in Seat:
        verb = f"GRANT {one.value} TO" if one is seat else f"REVOKE {one.value} FROM"
        connection.execute(text(f"{verb} {who}"))
    # Roles are the whole server's: which of its ledgers a person sits at is said by which databases let them in.
    ledger = connection.scalar(_DATABASE)
    connection.execute(text(f"REVOKE CONNECT ON DATABASE {ledger} FROM PUBLIC"))
    connection.execute(text(f"GRANT CONNECT ON DATABASE {ledger} TO {who}"))


_DATABASE = text("SELECT quote_ident(current_database())")
_ELSEWHERE = text(
    "SELECT 1 FROM pg_database, aclexplode(datacl) one JOIN pg_roles ON pg_roles.oid = one.grantee "
    "WHERE rolname = :name AND privilege_type = 'CONNECT' AND datname <> current_database()"
)


def _sealed(connection: Connection, name: str, password: str) -> str:
    """A password as the server keeps it, so that it stands readable in no log."""
    driver: Any = connection.connection.driver_connection
    return str(driver.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode())


def rise(connection: Connection, name: str) -> None:
    """Take a person's seat at this ledger away; refused where they have none."""
    if name not in {one.name for one in seated(connection)}:
        raise Refusal(f"“{name}”没有席位", "请用 seats 查看谁有席位")
    who = connection.dialect.identifier_preparer.quote_identifier(name)
    connection.execute(text(f"REVOKE CONNECT ON DATABASE {connection.scalar(_DATABASE)} FROM {who}"))
    if connection.scalar(_ELSEWHERE, {"name": name}):
        return
    for seat in Seat:
        connection.execute(text(f"REVOKE {seat.value} FROM {who}"))
    connection.execute(text(f"ALTER ROLE {who} NOLOGIN"))


def seated(connection: Connection) -> list[Sitting]:
    """Everyone who has a seat at this ledger, by name."""
    asked = (
        "SELECT member.rolname, held.rolname FROM pg_auth_members JOIN pg_roles held ON held.oid = roleid "
        "JOIN pg_roles member ON member.oid = pg_auth_members.member WHERE held.rolname = ANY(:names) "
        "AND has_database_privilege(member.rolname, current_database(), 'CONNECT') ORDER BY 1"
    )
    rows = connection.execute(text(asked), {"names": [seat.value for seat in Seat]})
    return [Sitting(name, Seat(held)) for name, held in rows]
