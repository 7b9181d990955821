"""What is doubtful of rows that were read, named for the clerk; no value is changed."""
