"""A period of days: two ISO dates with a stroke between (ISO 8601), or without an end (长期)."""

from __future__ import annotations

OPEN_END = "长期"
SEPARATOR = "/"


def ends_of(text: str) -> tuple[str, str]:
    """Return the first and the last day of a period as they are kept; empty where missing."""
    start, _, end = text.partition(SEPARATOR)
    return start, end


def period(start: str, end: str) -> str:
    """Return a period as a field keeps it."""
    return f"{start}{SEPARATOR}{end}"
