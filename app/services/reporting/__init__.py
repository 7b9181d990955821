"""Reports out: the forms of ``resources/reports`` filled from the ledger, checked and written."""

from app.services.reporting.check import CheckResult
from app.services.reporting.export import ALL, Exported, Extent, FormInfo, available, check, explain, export
from app.services.reporting.form import Level

__all__ = ["ALL", "CheckResult", "Exported", "Extent", "FormInfo", "Level", "available", "check", "explain", "export"]
