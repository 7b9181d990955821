"""资规台账: a county natural-resources bureau's ledgers, reports and returns, with no network."""

__version__ = "0.9.0"
