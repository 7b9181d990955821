"""Reports out: the forms of ``resources/reports`` filled from the ledger, checked and written."""
