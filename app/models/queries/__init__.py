"""Every SELECT of the program, a named function each; none of them writes."""

from sqlalchemy.orm import Session

__all__ = ["Session"]
