"""What a person has once confirmed about workbooks: how a form's columns are read, what a word of a code list means."""

from sqlalchemy import Index, UniqueConstraint

from app.models.base import Base, Mapped

HEADING = "heading."


class LearnedForm(Base):
    """One form by its fingerprint, and what each of its columns is (JSON); a newer ``version`` is a form that moved.

    ``kind`` is the ledger it fills or null, ``report`` the standard report it is laid out like or null,
    ``template`` the name of the blank form in the archive of originals where one was given.
    """

    __tablename__ = "learned_form"
    __table_args__ = (Index(None, "fingerprint"), UniqueConstraint("name", "version"))

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str]
    name: Mapped[str]
    version: Mapped[int]
    kind: Mapped[str | None]
    report: Mapped[str | None]
    columns: Mapped[str]
    template: Mapped[str | None]
    learned_at: Mapped[str]


class LearnedWord(Base):
    """What a text stands for in a field of a code list: ``raw`` as a workbook says it, ``value`` as the ledger does.

    Where ``field`` is ``HEADING`` and a kind of ledger, ``raw`` is a column's heading and ``value`` the field it names.
    """

    __tablename__ = "learned_word"
    __table_args__ = (UniqueConstraint("field", "raw"),)

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    field: Mapped[str]
    raw: Mapped[str]
    value: Mapped[str]
