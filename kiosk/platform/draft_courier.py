"""Tells the hall of unfinished forms from a thread of its own; without the hall they wait here."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from kiosk.platform.client import HallClient, Unreachable
from kiosk.platform.draft_protocol import KeepDraft

log = logging.getLogger(__name__)


class UntoldForm(Protocol):
    """A form as it was left; empty text was submitted or given up."""

    @property
    def owner(self) -> str:
        """Whose it is."""

    @property
    def text(self) -> str:
        """What was filled in."""

    @property
    def kept_at(self) -> datetime:
        """When."""


Form = TypeVar("Form", bound=UntoldForm)


class DraftCourier:
    """Tells at once when woken, and again after a growing pause while the hall is away."""

    def __init__(
        self,
        client: HallClient,
        untold: Callable[[], Sequence[Form]],
        mark_told: Callable[[Form], None],
        first_pause_s: float = 2.0,
        longest_pause_s: float = 60.0,
    ) -> None:
        self._deliver: Callable[[], bool] = partial(_deliver, client, untold, mark_told)
        self._first_pause_s = first_pause_s
        self._longest_pause_s = longest_pause_s
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run left behind."""
        self._thread.start()

    def wake(self) -> None:
        """Tell now: something changed."""
        self._woken.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End after what is in hand; the rest is told after the next start."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        pause_s = self._first_pause_s
        while not self._stopping.is_set():
            self._woken.clear()
            done = self.deliver_once()
            pause_s = self._first_pause_s if done else min(pause_s * 2, self._longest_pause_s)
            if not self._stopping.is_set():
                self._woken.wait(None if done else pause_s)

    def deliver_once(self) -> bool:
        """Tell what the hall does not know; return whether nothing waits any more."""
        try:
            return self._deliver()
        except Exception:
            log.exception("unfinished forms could not be told")
            return False


def _deliver(
    client: HallClient,
    untold: Callable[[], Sequence[Form]],
    mark_told: Callable[[Form], None],
) -> bool:
    for one in untold():
        given = KeepDraft(number=one.owner, shown="card", text=one.text, kept_at=one.kept_at)
        if isinstance(client.keep_draft(given), Unreachable):
            return False
        # A form the hall refuses would be refused again: it stays on this terminal.
        mark_told(one)
    return True
