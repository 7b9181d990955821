"""The report forms as values, read from their files; a mistake in one is shown where it stands."""
