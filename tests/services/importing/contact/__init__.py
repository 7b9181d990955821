"""Workbooks written by hand as clerks write them, each with its truth; none was written with the program's words in view."""
