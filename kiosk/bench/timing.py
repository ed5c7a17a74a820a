"""How long a piece of work takes."""

from __future__ import annotations

import time
from collections.abc import Callable


def ms_of(work: Callable[[], object]) -> float:
    """Do the work once and return how many milliseconds it took."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
