"""A difference as a table prints it: always with its sign."""


def signed(text: str) -> str:
    """``+1.50``, ``-0.20``, ``0`` of a number's text."""
    return text if text.startswith("-") or not text.strip("0.") else f"+{text}"
