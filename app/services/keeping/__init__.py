"""Keeping a ledger: copies in a second place, and the package that takes it to another computer."""
