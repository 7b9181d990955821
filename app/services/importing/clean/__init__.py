"""One cell -> a stored value or a named issue, by what its field is."""
