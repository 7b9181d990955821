"""What went out: noted, kept, compared, proved."""
