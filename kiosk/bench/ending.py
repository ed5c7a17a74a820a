"""Ends a measurement in order when somebody ends the program."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)

WITH_PARENT = ("setpriv", "--pdeathsig", "INT", "--")
"""Before a command: it ends when the program that started it dies, even by kill -9."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Leave every context on SIGTERM and SIGHUP too, as Python does by itself on SIGINT."""
    before = {one: signal.signal(one, _leave) for one in _ENDINGS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    # Whoever is impatient and asks again must not break off the clearing up.
    for one in (*_ENDINGS, signal.SIGINT):
        signal.signal(one, signal.SIG_IGN)
    raise SystemExit(128 + number)
