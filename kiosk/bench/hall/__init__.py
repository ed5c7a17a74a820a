"""How much a hall on PostgreSQL bears: rates, latencies, listeners, a year of a city, kills."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from kiosk.bench.hall.kills import Blows, kill_workers
from kiosk.bench.hall.listeners import listen_all
from kiosk.bench.hall.rates import measure_rates
from kiosk.bench.hall.terminals import work_terminals
from kiosk.bench.hall.year import look_up
from kiosk.bench.postgresql import PostgresqlServer


@dataclass(frozen=True)
class Sizes:
    """How much of everything is measured."""

    rate_s: float
    terminals_s: float
    calls: int
    cases: int
    blows: Blows


WHOLE = Sizes(rate_s=8, terminals_s=40, calls=40, cases=1_000_000, blows=Blows(200, 5, 420))
"""Some twelve minutes, and six gigabytes on the disk for the time being."""
QUICK = Sizes(rate_s=4, terminals_s=15, calls=20, cases=100_000, blows=Blows(20, 2, 60))
"""Some three minutes."""
LISTENERS = 2600


def measure() -> dict[str, Any]:
    """Measure on a PostgreSQL of the bench's own; prints what it does, returns the figures."""
    return _measure(WHOLE)


def measure_quickly() -> dict[str, Any]:
    """Measure with a tenth of a year and few kills; the figures' names say so."""
    return _measure(QUICK)


def _measure(sizes: Sizes) -> dict[str, Any]:
    console = Console()
    whole = "everything, some twelve minutes; --quick measures less"
    console.print(f"bench hall: {whole if sizes is WHOLE else 'the quick part'}")
    steps: tuple[tuple[str, Callable[[PostgresqlServer], dict[str, Any]]], ...] = (
        ("tickets and applications a second", lambda s: measure_rates(s, console, sizes.rate_s)),
        ("fifty terminals", lambda s: work_terminals(s, console, sizes.terminals_s)),
        (f"{LISTENERS} listeners", lambda s: listen_all(s, console, LISTENERS, sizes.calls)),
        (f"a year of {sizes.cases:,} cases", lambda s: look_up(s, console, sizes.cases)),
        (
            f"{sizes.blows.kills} workers killed",
            lambda s: kill_workers(s, console, sizes.blows),
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
