"""The line to the hall: the configured one, or one of the terminal's own."""

from __future__ import annotations

import logging
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from kiosk.hall.embedded import EmbeddedHall
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import Enrolled, HallState
from kiosk.platform.signing import TerminalKey
from kiosk.settings import HallLink as HallLinkSettings

_KEY, _NAME, _HALL_KEY = Path("keys", "terminal.key"), "terminal.id", "terminal.hall"
NOT_YET_OPEN = "http://127.0.0.1:0"

log = logging.getLogger(__name__)


class HallLink:
    """Knows where the hall answers; starts it when the terminal brings its own."""

    def __init__(self, settings: HallLinkSettings, folder: Path) -> None:
        self._embedded = (
            EmbeddedHall(folder / "hall", settings.name, module="kiosk.hall_with_voice")
            if settings.is_embedded
            else None
        )
        # Known to a hall of its own by another name than to the one of its district.
        self._folder = folder / "hall" if self._embedded else folder
        self.client = HallClient(settings.url or NOT_YET_OPEN, settings.timeout_s)
        introduce(self.client, self._folder)

    @property
    def staff_url(self) -> str:
        """The address that signs a member of staff in at the terminal's own hall, once."""
        return self._embedded.staff_url if self._embedded is not None else ""

    def start(self) -> None:
        """Start the terminal's own hall; takes a second or two, so never on the UI thread."""
        if self._embedded is None:
            return
        url = self._embedded.start()
        outcome = enrol_beside(self._embedded, self._folder)
        if not isinstance(outcome, HallState | Enrolled):
            log.error("the terminal could not enrol with its own hall: %s", outcome.reason)
        introduce(self.client, self._folder)
        self.client.base_url = url

    def stop(self) -> None:
        """Stop the terminal's own hall."""
        if self._embedded is not None:
            self._embedded.stop()

    def kill(self) -> None:
        """Let the terminal's own hall die without a word, for rehearsals and tests."""
        if self._embedded is not None and self._embedded.pid is not None:
            os.kill(self._embedded.pid, signal.SIGKILL)
            self._embedded.stop()


def enrol_beside(hall: EmbeddedHall, folder: Path) -> HallState | Enrolled | Unreachable | Refused:
    """Enrol with a hall of the terminal's own, unless it knows the terminal already."""
    client = HallClient(hall.url)
    introduce(client, folder)
    # A new hall's database knows nobody, whatever the terminal remembers.
    known = client.hall_state() if client.sign is not None else None
    if isinstance(known, HallState):
        return known
    return enrol(hall.url, folder, hall.enrolment_code)


def enrol(
    url: str, folder: Path, code: str, timeout_s: float = 5.0
) -> Enrolled | Unreachable | Refused:
    """Make this terminal known to its hall; from then on it signs what it asks."""
    key = TerminalKey(folder / _KEY)
    outcome = HallClient(url, timeout_s).enrol(code, key.public)
    if isinstance(outcome, Enrolled):
        (folder / _HALL_KEY).write_text(outcome.hall_key.hex())
        (folder / _NAME).write_text(outcome.terminal)
    return outcome


def introduce(client: HallClient, folder: Path) -> None:
    """Let a client sign for the terminal of this folder and know its hall, once it has enrolled."""
    if not (folder / _NAME).exists():
        return
    name = (folder / _NAME).read_text().strip()
    key = TerminalKey(folder / _KEY)
    client.sign = lambda method, path, body: key.headers(
        name, method, path, body, datetime.now(UTC)
    )
    hall_key = folder / _HALL_KEY
    # Who enrolled before halls had keys knows none, and takes no catalogue until it enrols again.
    client.hall_key = bytes.fromhex(hall_key.read_text()) if hall_key.exists() else b""
