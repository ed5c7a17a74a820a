"""A terminal's line to a hall in a process of its own."""

from __future__ import annotations

from pathlib import Path

from kiosk.hall.embedded import EmbeddedHall
from kiosk.hall_link import enrol_beside, introduce
from kiosk.platform.client import HallClient, Refused, Unreachable


def line_to(hall: EmbeddedHall, folder: Path, timeout_s: float = 5.0) -> HallClient:
    """Return the line of a terminal that has enrolled with the hall beside it."""
    assert not isinstance(enrol_beside(hall, folder), Unreachable | Refused)
    client = HallClient(hall.url, timeout_s)
    introduce(client, folder)
    return client
