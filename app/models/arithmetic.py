"""The four operations on exact figures that may be blank, as measures and report forms both use them."""

from fractions import Fraction


def operated(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    """Two figures joined by ``+ - * /``; blank where either is. Raises ``ZeroDivisionError``."""
    if left is None or right is None:
        return None
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right
