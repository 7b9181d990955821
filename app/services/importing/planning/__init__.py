"""A mapped table and the ledger -> what would happen to every row, and why; nothing is written."""
