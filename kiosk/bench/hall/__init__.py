"""How much a hall on PostgreSQL bears: rates, latencies, listeners, a year of a city, kills."""

from __future__ import annotations

import os
from typing import Any

from rich.console import Console

from kiosk.bench.hall.kills import kill_workers
from kiosk.bench.hall.listeners import listen_all
from kiosk.bench.hall.rates import measure_rates
from kiosk.bench.hall.terminals import work_terminals
from kiosk.bench.hall.year import look_up
from kiosk.bench.postgresql import PostgresqlServer

ALL = "YIMEN_BENCH_ALL"
"""Set to 1 for the full sizes, which take about half an hour."""


def measure() -> dict[str, Any]:
    """Measure on a PostgreSQL of the bench's own; prints the sizes, returns the figures."""
    full = os.environ.get(ALL) == "1"
    console = Console()
    console.print(f"sizes: {'full' if full else f'shorter; {ALL}=1 runs the full ones'}")
    figures: dict[str, Any] = {}
    server = PostgresqlServer()
    server.start()
    try:
        figures |= measure_rates(server, console, seconds=10 if full else 5)
        figures |= work_terminals(server, console, seconds=60 if full else 15)
        figures |= listen_all(server, console, listeners=2600, calls=60 if full else 20)
        figures |= look_up(server, console, cases=1_000_000 if full else 200_000)
        kills, restarts = (200, 5) if full else (20, 2)
        figures |= kill_workers(server, console, kills, restarts)
    finally:
        server.remove()
    return figures
