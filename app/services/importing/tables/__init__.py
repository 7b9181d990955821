"""A book -> its tables: where each begins and ends, its headings, and the rows that are none."""
