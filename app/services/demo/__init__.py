"""A year of data to try the program with: invented, deterministic, and as a county's ledger would look."""
