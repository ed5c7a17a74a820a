"""Calling the staff."""

from __future__ import annotations

import logging

from kiosk.events import CallStaff, Effect
from kiosk.runner import Post

log = logging.getLogger(__name__)


class StaffBell:
    """Writes every call to the log, where the technician's monitoring picks it up."""

    handles: tuple[type, ...] = (CallStaff,)
    urgent: tuple[type, ...] = ()

    def start(self, post: Post) -> None:
        """Nothing to open."""

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Note the call."""
        if isinstance(effect, CallStaff):
            log.warning("staff called: %s", effect.reason)
