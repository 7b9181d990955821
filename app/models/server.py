"""A ledger on a PostgreSQL server: how one gets there, and what its troubles mean to a clerk.

The address is a ``postgresql://`` URL. Unless it says otherwise the connection is encrypted (``sslmode=require``),
except to this very computer. A password need not stand in it: the driver also reads ``PGPASSWORD`` and ``~/.pgpass``.
"""

from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.models.refusal import Refusal

WRITER_LOCK = 0x5A475459
"""The advisory lock's number ("ZGTY"): who holds it writes, the others wait for their turn."""
_PATIENCE = {
    "connect_timeout": "10",
    "application_name": "zgtz",
    # A cable that is pulled says nothing: what has no answer for so long is known to be cut, not waited for.
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
_TURN = "SET LOCAL lock_timeout = '20s'"
_SECRET = ("password", "sslpassword")
_NOWHERE = "postgresql://"
_HERE = {"", "localhost", "127.0.0.1", "::1"}
_DRIVER = "postgresql+psycopg"

GONE = ("与台账服务器的连接断了", "这一步没有保存；请检查网络后再试")
FOLLOWER = ("连的是只供查询的副本", "要修改请改连主服务器的地址")
FOLLOWER_LIMITS = f"{FOLLOWER[0]}：可以查看，不能修改。{FOLLOWER[1]}。"
NOT_LET_IN = ("账号或密码不对", "请核对账号和密码；忘了请管理员用 seats 重设")
_BY_STATE = {
    "55P03": ("另一个席位正在写入（可能在导入大表），等了 20 秒还没轮到", "这一步没有保存；请稍后再试"),
    "57014": ("服务器取消了这一步", "这一步没有保存；请稍后再试"),
    "40P01": ("与另一个席位的写入撞在一起", "这一步没有保存；请再试一次"),
    "40001": ("与另一个席位的写入撞在一起", "这一步没有保存；请再试一次"),
    "42501": ("您的账号没有办这一步的权限", "请由经办人办理；改席位请用建库的管理员账号"),
    "25006": FOLLOWER,
    "53100": ("服务器的磁盘已满，这一步没有保存", "请联系管理服务器的同事清出空间"),
    "53200": ("服务器的内存不够，这一步没有保存", "请稍后再试，或联系管理服务器的同事"),
    "53300": ("服务器的席位已坐满", "请稍后再试，或请管理员调大 max_connections"),
    "57P01": GONE,
    "57P02": GONE,
    "57P03": ("台账服务器正在启动", "请过一分钟再试"),
}
_BY_WORDS = (
    (
        ("does not support SSL", "SSL was required"),
        "台账服务器没有开启加密连接",
        "请管理员给服务器装上证书；确知网络可信时可在地址后加 ?sslmode=prefer",
    ),
    (("certificate",), "台账服务器的证书核对不上", "不要继续；请向管理员要服务器的证书，或核对地址是否写错"),
    (("SSL error", "SSL connection"), "与台账服务器的加密连接没有建立", "请检查网络，并请管理员查看服务器证书"),
    (
        ("password authentication failed", "no password supplied", "密码认证", "Password 认证", "口令认证"),
        *NOT_LET_IN,
    ),
    (
        ("no pg_hba.conf entry", "没有用于", "pg_hba.conf"),
        "服务器不许这个账号从这台电脑连接",
        "请管理员在 pg_hba.conf 里加上这个网段",
    ),
    (
        ("permission denied for database", "CONNECT privilege", "CONNECT 权限", "权限不够"),
        "您在这本台账没有席位",
        "请核对地址最后一段，或请管理员用 seats 给您席位",
    ),
    (('role "', "角色"), "服务器上没有这个账号", "请核对账号，或请管理员用 seats 建立"),
    (('database "', "数据库"), "服务器上没有这个数据库", "请核对地址最后一段，或请管理员建立"),
    (("too many", "remaining connection slots"), *_BY_STATE["53300"]),
    (("starting up",), *_BY_STATE["57P03"]),
    (
        ("could not translate host name", "Name or service not known", "No such host", "getaddrinfo", "resolve"),
        "找不到台账服务器",
        "请核对服务器的名字或地址",
    ),
    (("timeout", "timed out"), "台账服务器没有回应", "请检查网络，或问管理员服务器是否开着"),
    (("refused",), "台账服务器没有开，或端口不对", "请核对地址和端口，或问管理员服务器是否开着"),
)
_UNREACHED = ("连不上台账服务器", "请检查地址、账号和网络后再试")


def is_server(location: str) -> bool:
    """Whether the ledger lives on a PostgreSQL server rather than in a file."""
    return location.startswith(("postgresql://", "postgres://"))


def address(location: str) -> URL:
    """The address with what it leaves unsaid; refused where it is none or the driver is not installed."""
    if find_spec("psycopg") is None:
        raise Refusal("本版本不含多人服务器支持", "请改用本机台账文件，或安装带服务器支持的版本（psycopg）")
    try:
        url = make_url(location).set(drivername=_DRIVER)
    except (ArgumentError, ValueError) as error:
        raise Refusal("台账服务器的地址写法不对", "请写成 postgresql://账号@服务器:5432/数据库 的样子") from error
    if not url.database:
        raise Refusal("台账服务器的地址里没有数据库", "请写成 postgresql://账号@服务器:5432/数据库 的样子")
    secure = {} if _is_here(url) else {"sslmode": "require"}
    return url.set(query={**_PATIENCE, **secure, **url.query})


def _is_here(url: URL) -> bool:
    """Whether the server is this very computer, by a socket or by its own address."""
    host = str(url.query.get("host", url.host or ""))
    return host in _HERE or host.startswith("/")


def shown(location: str) -> str:
    """An address as it may be shown: without its password, names as they are written."""
    if not is_server(location):
        return location
    try:
        return unquote(make_url(location).difference_update_query(_SECRET).render_as_string(hide_password=True))
    except (ArgumentError, ValueError):  # no address: what in it is a password nobody knows
        return _NOWHERE


def without_password(location: str) -> str:
    """An address as it may be kept: whoever opens it is asked for the password anew."""
    if not is_server(location):
        return location
    try:
        url = make_url(location).difference_update_query(_SECRET)
    except (ArgumentError, ValueError):
        return _NOWHERE
    open_ = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return open_.render_as_string(hide_password=False)


def has_password(location: str) -> bool:
    """Whether an address says a password."""
    return make_url(location).password is not None


def with_password(location: str, password: str) -> str:
    """An address that also says the password, for as long as the ledger is open."""
    return make_url(without_password(location)).set(password=password).render_as_string(hide_password=False)


def server_engine(location: str, *, writing: bool) -> Engine:
    """An engine over a PostgreSQL database; refused where its driver is not installed."""
    engine = create_engine(address(location), pool_pre_ping=True)
    event.listen(engine, "begin", _take_turn if writing else _read_only)
    return engine


def _take_turn(connection: Connection) -> None:
    """Wait for this seat's turn to write; what is read afterwards is what the seat before left."""
    connection.exec_driver_sql(_TURN)
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})


def _read_only(connection: Connection) -> None:
    """One consistent state of the ledger, however long it is read."""
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def follows(connection: Connection) -> bool:
    """Whether the server only follows another (a hot standby), so that nothing can be written there."""
    return bool(connection.scalar(text("SELECT pg_is_in_recovery()")))


def size(connection: Connection) -> int:
    """How many bytes the database takes."""
    return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def engine_note(connection: Connection) -> str:
    """What the server runs."""
    return f"存储引擎 PostgreSQL {connection.scalar(text('SHOW server_version'))}"


def answer(error: DBAPIError) -> tuple[str, str] | None:
    """What a clerk can do about a server's trouble: a sentence and the next step; None where it is a bug of ours."""
    if error.connection_invalidated:
        return GONE
    said: Any = error.orig
    state = getattr(said, "sqlstate", None)
    if state in _BY_STATE:
        return _BY_STATE[state]
    if state is None and type(said).__name__ == "OperationalError":  # no statement came so far: the way there is shut
        return _by_words(str(said))
    return None


def _by_words(said: str) -> tuple[str, str]:
    """A failed connection has no code, only words."""
    for words, sentence, step in _BY_WORDS:
        if any(word in said for word in words):
            return sentence, step
    return _UNREACHED
