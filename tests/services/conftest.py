"""The ledgers that these tests work on."""

from tests.stores import file_store, ledger_file, location, new_ledger_file, postgresql_template, store

__all__ = ["file_store", "ledger_file", "location", "new_ledger_file", "postgresql_template", "store"]
