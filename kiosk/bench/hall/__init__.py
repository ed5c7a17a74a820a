"""How much a hall on PostgreSQL bears: rates, latencies, listeners, a year of a city, kills."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from kiosk.bench.hall.kills import kill_workers
from kiosk.bench.hall.listeners import listen_all
from kiosk.bench.hall.rates import measure_rates
from kiosk.bench.hall.terminals import work_terminals
from kiosk.bench.hall.year import look_up
from kiosk.bench.postgresql import PostgresqlServer

ALL = "YIMEN_BENCH_ALL"
"""Set to 1, it means the same as `--all`."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything is measured."""

    rate_s: float
    terminals_s: float
    calls: int
    cases: int
    kills: int
    restarts: int


QUICK = Sizes(rate_s=4, terminals_s=15, calls=20, cases=100_000, kills=20, restarts=2)
"""Some four minutes."""
WHOLE = Sizes(rate_s=10, terminals_s=60, calls=60, cases=1_000_000, kills=200, restarts=5)
"""Some twenty minutes, and ten gigabytes on the disk for the time being."""
LISTENERS = 2600


def measure() -> dict[str, Any]:
    """Measure on a PostgreSQL of the bench's own; prints what it does, returns the figures."""
    return _measure(WHOLE if os.environ.get(ALL) == "1" else QUICK)


def measure_everything() -> dict[str, Any]:
    """Measure with a whole year of a city and two hundred kills."""
    return _measure(WHOLE)


def _measure(sizes: Sizes) -> dict[str, Any]:
    console = Console()
    whole = (
        "everything" if sizes is WHOLE else f"the quick part; --all or {ALL}=1 measures the rest"
    )
    console.print(f"bench hall: {whole}")
    steps: tuple[tuple[str, Callable[[PostgresqlServer], dict[str, Any]]], ...] = (
        ("tickets and applications a second", lambda s: measure_rates(s, console, sizes.rate_s)),
        ("fifty terminals", lambda s: work_terminals(s, console, sizes.terminals_s)),
        (f"{LISTENERS} listeners", lambda s: listen_all(s, console, LISTENERS, sizes.calls)),
        (f"a year of {sizes.cases:,} cases", lambda s: look_up(s, console, sizes.cases)),
        (
            f"{sizes.kills} workers killed",
            lambda s: kill_workers(s, console, sizes.kills, sizes.restarts),
        ),
    )
    figures: dict[str, Any] = {}
    start_s = time.monotonic()
    server = PostgresqlServer({"max_wal_size": "4GB"})
    try:
        server.start()
        for place, (title, work) in enumerate(steps, start=1):
            console.print(f"[{place}/{len(steps)}] {title}, at {time.monotonic() - start_s:.0f} s")
            figures |= work(server)
    finally:
        server.remove()
    console.print(f"done in {time.monotonic() - start_s:.0f} s")
    return figures
