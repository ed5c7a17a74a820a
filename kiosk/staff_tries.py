"""Failed tries of staff to get in: a few are free, then each waits longer, also over a restart."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

FREE_TRIES = 5
FIRST_DELAY_S = 30
LONGEST_DELAY_S = 3600


def delay_after(failures: int) -> int:
    """Return how many seconds nothing is looked at after so many failed tries."""
    beyond = failures - FREE_TRIES
    # Beyond the longest delay the power would grow without end.
    return 0 if beyond < 0 else min(FIRST_DELAY_S * 2 ** min(beyond, 16), LONGEST_DELAY_S)


class StaffTries:
    """Counts failed tries in one small file."""

    def __init__(self, path: Path, now_s: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now_s = now_s
        self._unsaved: tuple[int, float] = (0, 0.0)
        """Failures and the end of the wait that a full disk did not take."""

    def wait_s(self) -> int:
        """Return how many seconds no try is looked at."""
        _, until_s = self._kept()
        # A clock set back must not lock anybody out for longer than the longest delay.
        left_s = min(until_s - self._now_s(), LONGEST_DELAY_S)
        return max(1, round(left_s)) if left_s > 0 else 0

    def note_failure(self) -> int:
        """Count a failed try; return how long the next one has to wait."""
        failures = self._kept()[0] + 1
        delay_s = delay_after(failures)
        self._note(failures, self._now_s() + delay_s)
        return delay_s

    def clear(self) -> None:
        """Forget the failed tries: somebody got in."""
        if self._kept() != (0, 0.0):
            self._note(0, 0.0)

    def _kept(self) -> tuple[int, float]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            failures, until_s = int(kept["failures"]), float(kept["until_s"])
        except (OSError, ValueError, KeyError, TypeError):
            failures, until_s = 0, 0.0
        return max(failures, self._unsaved[0]), max(until_s, self._unsaved[1])

    def _note(self, failures: int, until_s: float) -> None:
        try:
            write_private(self._path, {"failures": failures, "until_s": until_s})
            self._unsaved = (0, 0.0)
        except OSError:
            # Whoever comes to clear a full disk must get in, and nobody else.
            self._unsaved = (failures, until_s)


def write_private(path: Path, content: Mapping[str, object]) -> None:
    """Put a small JSON file, readable for its owner alone, in place at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
