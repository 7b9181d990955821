"""The way to a server: encrypted unless it is this computer, and a sentence for whatever stands in it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.models import server
from app.models.refusal import Refusal
from app.models.store import Store
from tests.postgresql import Server, server_programs, start_server
from tests.seats.conftest import OpenSeat
from tests.services.reporting.county import WEITANG, add, point

_GUARDED = (
    "host all 外人 127.0.0.1/32 scram-sha-256\nhost all 远客 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 trust\n"
)


def _with_certificate(data: Path) -> None:
    """A certificate of its own making, as an office's server has, and a password for one account."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "another.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    written = {
        "server.crt": made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        "server.key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        "pg_hba.conf": _GUARDED.encode(),
        "postgresql.auto.conf": b"ssl = on\n",
    }
    owner = data.stat()
    for file, content in written.items():
        path = data / file
        path.write_bytes(content)
        path.chmod(0o600)
        os.chown(path, owner.st_uid, owner.st_gid)  # the server reads no key that is another's


@pytest.fixture(scope="module")
def strict_server() -> Iterator[Server]:
    programs = server_programs()
    if programs is None:
        pytest.skip("需要 PostgreSQL：apt-get install postgresql")
    with start_server(programs, _with_certificate) as running:
        with psycopg.connect(running.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE \"外人\" LOGIN PASSWORD '对的'")
        yield running


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("postgres@", "外人:错的@"), "账号或密码不对"),
        (("postgres@", "外人@"), "账号或密码不对"),
        (("postgres@", "远客@"), "服务器不许这个账号从这台电脑连接"),
        (("postgres@", "没有的人@"), "服务器上没有这个账号"),
        (("/postgres", "/没有的库"), "服务器上没有这个数据库"),
        (("/postgres", "/postgres?sslmode=verify-full&sslrootcert=system"), "台账服务器的证书核对不上"),
        (("/postgres", "/postgres?sslmode=verify-ca"), "台账服务器的证书核对不上"),
        (("/postgres", "/postgres?sslmode=require"), "这个数据库里还没有台账"),
        (("postgres@", "外人:对的@"), "这个数据库里还没有台账"),
    ],
)
def test_what_stands_in_the_way_is_a_sentence(strict_server: Server, change: tuple[str, str], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        Store.open(change[1].join(strict_server.url("postgres").rsplit(change[0], 1)))


def test_a_server_without_encryption_is_refused_where_it_must_be(postgresql_server: Server) -> None:
    with pytest.raises(Refusal, match="没有开启加密连接"):
        Store.open(postgresql_server.url("postgres") + "?sslmode=require")


@pytest.mark.parametrize(
    ("location", "mode"),
    [
        ("postgresql://clerk@10.1.2.3/ledger", "require"),
        ("postgres://clerk@ledger.example:5433/ledger", "require"),
        ("postgresql://clerk@ledger.example/ledger?sslmode=verify-full", "verify-full"),
        ("postgresql://clerk@localhost/ledger", None),
        ("postgresql://clerk@/ledger?host=/var/run/postgresql", None),
    ],
)
def test_the_way_is_encrypted_unless_it_is_this_computer(location: str, mode: str | None) -> None:
    assert server.address(location).query.get("sslmode") == mode


@pytest.mark.parametrize("location", ["postgresql://", "postgresql://clerk@host", "postgresql://clerk@host:x/y"])
def test_an_address_that_is_none_is_refused(location: str) -> None:
    with pytest.raises(Refusal, match="台账服务器的地址"):
        Store.open(location)


def test_a_password_is_shown_nowhere() -> None:
    assert server.shown("postgresql://张三:secret@host/台账") == "postgresql://张三:***@host/台账"


def test_a_turn_is_not_waited_for_without_end(sit: OpenSeat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_TURN", "SET LOCAL lock_timeout = '200ms'")
    first, second = sit(), sit()
    with first.write("导入大表"), pytest.raises(Refusal, match="另一个席位正在写入"):
        add(second, point(1, WEITANG))
    add(second, point(1, WEITANG))


def test_a_server_that_goes_away_is_said_and_the_seat_goes_on_after_it(sit: OpenSeat) -> None:
    store, other = sit(), sit()
    with other.read() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    add(store, point(1, WEITANG))  # a connection that died at rest is made anew
    with pytest.raises(Refusal, match="与台账服务器的连接断了"):
        lose_the_server(store, other)
    assert store.news() is None


def lose_the_server(store: Store, other: Store) -> None:
    """In the midst of a write."""
    with store.write("改") as work:
        pid = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with other.read() as session:
            session.connection().exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
        work.connection.exec_driver_sql("SELECT 1")
