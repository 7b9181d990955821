"""The classes that declare the ledger's tables: naming of constraints, and text that sorts the same on every store.

A class is a table and no more: what is asked and written goes through Core, so nothing watches its objects. Declaring
a table so costs a fraction of what mapping a class does, at every start.
"""

from collections.abc import Iterator
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_args, overload

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

# Byte order on PostgreSQL too, so that ISO dates compare there as they do in SQLite.
PLAIN_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

PACKED = "packed"
"""Says of a column that its texts may be handed over as bytes, which SQLite takes for a text where it is told to."""

_TYPES: dict[type, TypeEngine[Any]] = {str: PLAIN_TEXT, int: Integer(), bool: Boolean(), bytes: LargeBinary()}

Value = TypeVar("Value")


class Mapped(Generic[Value]):
    """A column as a class declares it; of the class it is the table's ``Column``, of an object the row's value.

    Its annotation says what it holds and whether it may be blank (``Mapped[str | None]``), ``sql_type`` how the store
    keeps that where it is not the usual way; ``refers_to`` is the column, or its name, that a value must stand in.
    """

    def __init__(
        self,
        sql_type: TypeEngine[Any] | None = None,
        *,
        primary_key: bool = False,
        autoincrement: bool = True,
        default: object = None,
        refers_to: "Column[Any] | str | None" = None,
        info: dict[Any, Any] | None = None,
    ) -> None:
        self._type, self._refers_to = sql_type, refers_to
        self._primary_key, self._default, self._info = primary_key, default, info or {}
        self._autoincrement = autoincrement

    def column(self, name: str, annotation: object) -> Column[Any]:
        """The column of one table."""
        (held,) = get_args(annotation)
        kinds = [kind for kind in get_args(held) or (held,) if kind is not NoneType]
        return Column(
            name,
            self._type or _TYPES[kinds[0]],
            *([] if self._refers_to is None else [ForeignKey(self._refers_to)]),
            primary_key=self._primary_key,
            autoincrement="auto" if self._autoincrement else False,
            default=self._default,
            nullable=NoneType in get_args(held),
            info=self._info,
        )

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> Column[Value]: ...

        @overload
        def __get__(self, instance: object, owner: Any) -> Value: ...

        def __get__(self, instance: object, owner: Any) -> Any: ...


class Base:
    """Every table of the ledger; constraints have names so that a migration can find them.

    An object is a row that was read, to be looked at; ``__table_args__`` are what ``Table`` takes beside its columns.
    """

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    __tablename__: ClassVar[str]
    __table_args__: ClassVar[Any] = ()
    __table__: ClassVar[Table]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        args = cls.__table_args__ if isinstance(cls.__table_args__, tuple) else (cls.__table_args__,)
        items: list[SchemaItem] = [one for one in args if not isinstance(one, dict)]
        options = next((one for one in args if isinstance(one, dict)), {})
        columns = [declared.column(name, annotation) for name, annotation, declared in _declared(cls)]
        cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns, *items, **options)
        for column in columns:
            setattr(cls, column.name, column)

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(dict.fromkeys(self.__table__.c.keys()), **values)

    @classmethod
    def __clause_element__(cls) -> Table:
        """What a statement takes the class for."""
        return cls.__table__


def _declared(table: type[Base]) -> Iterator[tuple[str, object, Mapped[Any]]]:
    """The columns of a class with their names and annotations: its own, then those it inherits."""
    for base in table.__mro__:
        if base is not Base:
            for name, annotation in vars(base).get("__annotations__", {}).items():
                yield name, annotation, vars(base).get(name) or Mapped()


def table_of(mapped: type[Base]) -> Table:
    """The table that a class declares."""
    return mapped.__table__


def journaled() -> dict[str, Table]:
    """The tables whose changes are changes of the ledger: recorded, undoable, replayable; in order of dependence."""
    return {table.name: table for table in Base.metadata.sorted_tables if table.info.get("journaled", True)}
