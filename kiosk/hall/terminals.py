"""The terminals of a hall: enrolled by a one-time code, known by their signatures."""

from __future__ import annotations

import math
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.hall.database import Database, stored
from kiosk.hall.rejection import Rejection
from kiosk.hall.tables import MAIN, enrolments, nonces, terminals
from kiosk.platform.signing import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TERMINAL_HEADER,
    TIME_HEADER,
    SignedRequest,
)

CODE_AGE = timedelta(minutes=30)
MOST_SKEW = timedelta(minutes=5)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
_CODE_LENGTH = 12
_TIDY_S = 60.0
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,32}")
_UNKNOWN = Rejection(HTTPStatus.UNAUTHORIZED, "unknown_terminal", "不认识这台终端")
_BAD_CODE = Rejection(
    HTTPStatus.FORBIDDEN, "bad_code", "登记码不对、已用过或已过期，请在大厅重新生成一个"
)
_REPLAYED = Rejection(HTTPStatus.UNAUTHORIZED, "replayed", "这个请求已经收到过")


@dataclass(frozen=True)
class Terminal:
    """An enrolled terminal."""

    terminal: str
    hall: str
    name: str


class Terminals:
    """Enrols terminals and checks what they sign."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._tidied_s = -math.inf
        self._heard: dict[str, float] = {}

    def make_code(self, name: str, hall: str = MAIN) -> str:
        """Return a code with which one terminal enrols, within half an hour."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        with self._database.write() as connection:
            connection.execute(
                delete(enrolments)
                .where(enrolments.c.terminal == "")
                .where(enrolments.c.expires_at < stored(self._clock()))
            )
            connection.execute(
                insert(enrolments).values(
                    code_digest=_digest(code),
                    hall=hall,
                    name=name,
                    expires_at=stored(self._clock() + CODE_AGE),
                )
            )
        return code

    def enrol(self, code: str, public_key: bytes) -> Terminal | Rejection:
        """Use up a code and remember the terminal's public key."""
        now = stored(self._clock())
        terminal = secrets.token_hex(8)
        with self._database.write() as connection:
            row = connection.execute(
                update(enrolments)
                .where(enrolments.c.code_digest == _digest(code))
                .where(enrolments.c.terminal == "", enrolments.c.expires_at > now)
                .values(terminal=terminal)
                .returning(enrolments)
            ).one_or_none()
            if row is None:
                return _BAD_CODE
            connection.execute(
                insert(terminals).values(
                    terminal=terminal,
                    hall=row.hall,
                    name=row.name,
                    public_key=public_key,
                    enrolled_at=now,
                )
            )
        return Terminal(terminal, row.hall, row.name)

    def knows(self, terminal: str) -> bool:
        """Tell whether a terminal of this name may be heard; whether it is that one is not said."""
        if not terminal:
            return False
        with self._database.read() as connection:
            found = connection.scalar(
                select(terminals.c.terminal)
                .where(terminals.c.terminal == terminal)
                .where(terminals.c.revoked_at.is_(None))
            )
        if found is not None:
            self._heard[terminal] = time.monotonic()
        return found is not None

    def has_heard(self, terminal: str) -> bool:
        """Tell without asking the database whether it knew the terminal within this minute.

        The signature is looked at each time all the same.
        """
        return self._heard.get(terminal, -math.inf) > time.monotonic() - _TIDY_S

    def revoke(self, terminal: str) -> None:
        """Take nothing from this terminal any more."""
        with self._database.write() as connection:
            connection.execute(
                update(terminals)
                .where(terminals.c.terminal == terminal)
                .values(revoked_at=stored(self._clock()))
            )

    def check(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Terminal | Rejection:
        """Tell whose request this is, or why it is not taken."""
        at, nonce = headers.get(TIME_HEADER, ""), headers.get(NONCE_HEADER, "")
        if not (re.fullmatch(r"\d{1,12}", at) and _NONCE.fullmatch(nonce)):
            return _UNKNOWN
        with self._database.read() as connection:
            row = connection.execute(
                select(terminals)
                .where(terminals.c.terminal == headers.get(TERMINAL_HEADER, ""))
                .where(terminals.c.revoked_at.is_(None))
            ).one_or_none()
        request = SignedRequest(method, path, sha256(body).hexdigest(), int(at), nonce)
        if row is None or not request.is_signed_by(
            row.public_key, headers.get(SIGNATURE_HEADER, "")
        ):
            return _UNKNOWN
        # Only who holds the key is told of the clock: to others the hall says nothing of itself.
        skew_s = int(at) - self._clock().timestamp()
        if abs(skew_s) > MOST_SKEW.total_seconds():
            return _skewed(skew_s)
        if not self._is_first(row.terminal, nonce):
            return _REPLAYED
        return Terminal(row.terminal, row.hall, row.name)

    def _is_first(self, terminal: str, nonce: str) -> bool:
        now = self._clock()
        try:
            with self._database.write() as connection:
                self._forget_old_nonces(connection, now)
                connection.execute(
                    insert(nonces).values(terminal=terminal, nonce=nonce, at=stored(now))
                )
        except IntegrityError:
            return False
        return True

    def _forget_old_nonces(self, connection: Connection, now: datetime) -> None:
        """Delete, once a minute, those whose requests are refused for their time already."""
        if time.monotonic() - self._tidied_s > _TIDY_S:
            self._tidied_s = time.monotonic()
            connection.execute(delete(nonces).where(nonces.c.at < stored(now - 2 * MOST_SKEW)))


def _skewed(skew_s: float) -> Rejection:
    minutes = max(1, round(abs(skew_s) / 60))
    which = "快" if skew_s > 0 else "慢"
    reason = f"终端的时钟比大厅{which}了约 {minutes} 分钟，请技术人员校准时间"
    return Rejection(HTTPStatus.UNAUTHORIZED, "clock_skew", reason)


def _digest(code: str) -> str:
    return sha256(code.upper().replace("-", "").encode()).hexdigest()
