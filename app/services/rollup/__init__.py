"""Lower units' workbooks of one form merged into one report, with what does not add up and who has not sent."""

from app.services.rollup.run import RolledUp, rollup

__all__ = ["RolledUp", "rollup"]
