"""The day on which a form is filled."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_AHEAD_OF_UTC = timedelta(hours=8)


def today_in_china() -> date:
    """Return the clock's date in Asia/Shanghai, which has had no summer time since 1991."""
    return (datetime.now(UTC) + _AHEAD_OF_UTC).date()
