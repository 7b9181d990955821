"""The ledgers that these tests work on, and how they read workbooks."""

from tests.reading import books_are_read_here
from tests.stores import file_store, ledger_file, location, new_ledger_file, postgresql_template, store

__all__ = [
    "books_are_read_here",
    "file_store",
    "ledger_file",
    "location",
    "new_ledger_file",
    "postgresql_template",
    "store",
]
