"""The staff PIN of a terminal: argon2, five tries, then growing delays that outlive a restart."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.staff_tries import LONGEST_DELAY_S, delay_after, write_private

PATTERN = re.compile(r"\d{6,12}")


@dataclass(frozen=True)
class Verdict:
    """Whether a PIN was right, and how many seconds no other is looked at."""

    ok: bool
    wait_s: int = 0
    is_set: bool = True


class StaffPin:
    """Keeps the PIN's hash and the failed tries in one small file."""

    def __init__(self, path: Path, now_s: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now_s = now_s
        self._hasher = PasswordHasher()
        self._unsaved: tuple[int, float] = (0, 0.0)
        """Failures and the end of the wait that a full disk did not take."""

    def set(self, pin: str) -> None:
        """Set a PIN of 6 to 12 digits, or raise `ValueError`."""
        if not PATTERN.fullmatch(pin) or len(set(pin)) < 3:
            raise ValueError("维护密码要 6 到 12 位数字，并且至少有 3 个不同的数字")
        self._write(self._hasher.hash(pin), 0, 0.0)

    def check(self, pin: str) -> Verdict:
        """Look at a PIN unless too many wrong ones came before."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            hashed, failures, until_s = kept["hash"], int(kept["failures"]), float(kept["until_s"])
        except (OSError, ValueError, KeyError):
            return Verdict(False, is_set=False)
        failures, until_s = max(failures, self._unsaved[0]), max(until_s, self._unsaved[1])
        # A clock set back must not lock the technician out for longer than the longest delay.
        wait_s = min(until_s - self._now_s(), LONGEST_DELAY_S)
        if wait_s > 0:
            return Verdict(False, round(wait_s) or 1)
        try:
            self._hasher.verify(hashed, pin)
        except (VerificationError, InvalidHashError):
            return Verdict(False, self._note_failure(hashed, failures + 1))
        self._note(hashed, 0, 0.0)
        return Verdict(True)

    def _note_failure(self, hashed: str, failures: int) -> int:
        delay_s = delay_after(failures)
        self._note(hashed, failures, self._now_s() + delay_s)
        return delay_s

    def _note(self, hashed: str, failures: int, until_s: float) -> None:
        try:
            self._write(hashed, failures, until_s)
            self._unsaved = (0, 0.0)
        except OSError:
            # The technician who comes to clear a full disk must get in, and nobody else.
            self._unsaved = (failures, until_s)

    def _write(self, hashed: str, failures: int, until_s: float) -> None:
        content = {"hash": hashed, "failures": failures, "until_s": until_s}
        write_private(self._path, content)
