"""A table -> which ledger it is, which column is which field, and in which unit its figures stand."""
