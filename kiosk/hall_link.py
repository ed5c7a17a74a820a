"""The line to the hall: the configured one, or one of the terminal's own."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from kiosk.hall.embedded import EmbeddedHall
from kiosk.platform.client import HallClient, Refused, Sign, Unreachable
from kiosk.platform.protocol import Enrolled
from kiosk.platform.signing import TerminalKey
from kiosk.settings import HallLink as HallLinkSettings
from kiosk.vault import load_token

_KEY, _NAME = Path("keys", "terminal.key"), "terminal.id"
NOT_YET_OPEN = "http://127.0.0.1:0"


class HallLink:
    """Knows where the hall answers; starts it when the terminal brings its own."""

    def __init__(self, settings: HallLinkSettings, folder: Path) -> None:
        self._embedded = (
            EmbeddedHall(folder / "hall", settings.name, module="kiosk.hall_with_voice")
            if settings.is_embedded
            else None
        )
        token = self._embedded.token if self._embedded else load_token(folder / "terminal.token")
        url = settings.url or NOT_YET_OPEN
        self.client = HallClient(url, token, settings.timeout_s)
        if self._embedded is None:
            self.client.sign = signer(folder)

    @property
    def staff_url(self) -> str:
        """The address that signs a member of staff in at the terminal's own hall, once."""
        return self._embedded.staff_url if self._embedded is not None else ""

    def start(self) -> None:
        """Start the terminal's own hall; takes a second or two, so never on the UI thread."""
        if self._embedded is not None:
            self.client.base_url = self._embedded.start()

    def stop(self) -> None:
        """Stop the terminal's own hall."""
        if self._embedded is not None:
            self._embedded.stop()

    def kill(self) -> None:
        """Let the terminal's own hall die without a word, for rehearsals and tests."""
        if self._embedded is not None and self._embedded.pid is not None:
            os.kill(self._embedded.pid, signal.SIGKILL)
            self._embedded.stop()


def enrol(settings: HallLinkSettings, folder: Path, code: str) -> Enrolled | Unreachable | Refused:
    """Make this terminal known to its hall; from then on it signs what it asks."""
    key = TerminalKey(folder / _KEY)
    outcome = HallClient(settings.url, "", settings.timeout_s).enrol(code, key.public)
    if isinstance(outcome, Enrolled):
        (folder / _NAME).write_text(outcome.terminal)
    return outcome


def signer(folder: Path) -> Sign | None:
    """Return what signs this terminal's requests, or None before it has enrolled."""
    if not (folder / _NAME).exists():
        return None
    name = (folder / _NAME).read_text().strip()
    key = TerminalKey(folder / _KEY)
    return lambda method, path, body: key.headers(name, method, path, body, datetime.now(UTC))
