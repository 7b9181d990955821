"""What a returned workbook answers, as far as it could be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # few files are an answer, and to know all the report forms takes long
    from app.services.reporting.forms.form import Form
    from app.services.reporting.sent.frozen import Frozen
    from app.services.reporting.sent.worn import Worn


@dataclass(frozen=True, slots=True)
class Answer:
    """What a returned workbook answers.

    ``form`` is None for lists of the reviewers' own making; ``frozen`` is what went out, None where nobody knows;
    ``ids`` are the records that went out by their codes; ``submission`` the number of the submission it was;
    ``doubts`` what the clerk should know of it before she weighs what came back.
    """

    form: "Form | None" = None
    period: str | None = None
    frozen: "Frozen | None" = None
    ids: Mapping[str, int] = field(default_factory=dict)
    submission: int | None = None
    doubts: tuple[str, ...] = ()

    @property
    def worn(self) -> "frozenset[Worn]":
        """The marks that went out with a bureau's form."""
        return self.frozen.worn if self.frozen else frozenset()
