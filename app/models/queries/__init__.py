"""Every SELECT of the program, a named function each; none of them writes."""

from app.models.session import Session

__all__ = ["Session"]
