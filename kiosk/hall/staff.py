"""Who of the staff is signed in: one-time links, the staff secret, and sessions in memory."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

COOKIE = "yimen_staff"
SESSION_HOURS = 10
_LINK_MINUTES = 15
_MOST_LINKS = 100


class StaffDoor:
    """Opens a session for who holds an unused link or the staff secret."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        self._secret = secret.encode()
        self._clock = clock
        self._lock = threading.Lock()
        self._links: dict[str, datetime] = {}
        self._sessions: dict[str, datetime] = {}

    def make_link_code(self) -> str:
        """Return a code that opens one session within a quarter of an hour."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._links[code] = self._clock() + timedelta(minutes=_LINK_MINUTES)
            while len(self._links) > _MOST_LINKS:
                del self._links[next(iter(self._links))]
        return code

    def enter_by_code(self, code: str) -> str | None:
        """Use up a link's code; return the session or None."""
        with self._lock:
            expires = self._links.pop(code, None)
        return None if expires is None or expires < self._clock() else self._open()

    def enter_by_secret(self, secret: str) -> str | None:
        """Check the staff secret; return the session or None."""
        return self._open() if hmac.compare_digest(secret.strip().encode(), self._secret) else None

    def is_open(self, session: str) -> bool:
        """Tell whether this session is signed in."""
        with self._lock:
            expires = self._sessions.get(session)
        return expires is not None and expires > self._clock()

    def leave(self, session: str) -> None:
        """Sign the session out."""
        with self._lock:
            self._sessions.pop(session, None)

    def form_token(self, session: str) -> str:
        """Return what a form of this session must carry, so that no other site can post it."""
        return hmac.new(self._secret, session.encode(), "sha256").hexdigest()

    def is_own_form(self, session: str, token: str) -> bool:
        """Tell whether a posted form came from this session's own page."""
        return hmac.compare_digest(token.encode(), self.form_token(session).encode())

    def _open(self) -> str:
        session = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._sessions = {key: end for key, end in self._sessions.items() if end > now}
            self._sessions[session] = now + timedelta(hours=SESSION_HOURS)
        return session
