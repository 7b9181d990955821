"""The month's 通报: an official document of the reports' own figures, with charts, and what lags and why."""

from app.services.bulletin.brief import Brief, brief

__all__ = ["Brief", "brief"]
