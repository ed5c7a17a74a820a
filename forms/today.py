"""The day on which a form is filled, in the one zone of the country."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today_in_china() -> date:
    """Return the clock's date where the halls are."""
    return datetime.now(SHANGHAI).date()
