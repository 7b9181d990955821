"""Registration cards, label beside value: a book of them is a table, a record a card."""
