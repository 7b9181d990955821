"""A report into the bureau's own workbook, filled in place."""
