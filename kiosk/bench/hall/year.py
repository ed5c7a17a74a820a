"""A year of a city in the tables: what a call, a progress and a person's cases take to find."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from kiosk.bench.hall.pair import fresh_database
from kiosk.bench.hall.year_tables import TICKETS_A_CASE, case_number, generate, person
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.bench.timing import ms_of
from kiosk.hall.config import THEMES, HallConfig
from kiosk.hall.service import HallService
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.protocol import CaseProgress, TicketRequest
from kiosk.vault import Vault

_FEW = 10_000
_LOOKUPS = 500
_MILLION = 1_000_000


def look_up(server: PostgresqlServer, console: Console, cases: int) -> dict[str, Any]:
    """Return the 99th percentile at that many cases, and how it grew from ten thousand."""
    url, conninfo = fresh_database(server, "year"), server.conninfo("year")
    with tempfile.TemporaryDirectory(prefix="yimen-year-") as folder:
        config = HallConfig("样本大厅", Path(folder), database_url=url)
        HallService(config).close()
        fill = partial(generate, conninfo, Vault(config.key_path))
        fill(0, _FEW, lambda text: console.print(f"  {text}"))
        few_ms = _p99_ms(config, _FEW, console)
        fill(_FEW, cases, lambda text: console.print(f"  {text}"))
        many_ms = _p99_ms(config, cases, console)
    console.print(
        f"{cases:,} cases and {cases * TICKETS_A_CASE:,} tickets: "
        f"p99 {many_ms:.1f} ms; at {_FEW:,} cases {few_ms:.1f} ms"
    )
    return {
        f"lookup_p99_ms_{_shortly(cases)}": round(many_ms, 1),
        "growth": round(many_ms / few_ms, 2),
    }


def _shortly(cases: int) -> str:
    """Return 1m for a million and 100k for a hundred thousand."""
    return f"{cases // _MILLION}m" if cases % _MILLION == 0 else f"{cases // 1000}k"


def _p99_ms(config: HallConfig, cases: int, console: Console) -> float:
    """Return the slowest kind's 99th percentile in a hall that has just been started."""
    hall = HallService(config)
    try:
        numbers = [1 + k * (cases - 1) // _LOOKUPS for k in range(_LOOKUPS)]
        for k in range(_LOOKUPS + 1):
            asked = TicketRequest(request_id=f"request-{cases}-{k}", category=THEMES[0])
            assert isinstance(hall.queue.issue(asked), IssuedTicket)
        # What lies there is what citizens hand in, not filling: the hall can read it.
        assert hall.files.open(case_number(numbers[-1]))
        works: dict[str, Callable[[int], object]] = {
            "call next": lambda n: _sure(hall.queue.call_next("1"), IssuedTicket),
            "progress": lambda n: _sure(hall.cases.progress(case_number(n)), CaseProgress),
            "person": lambda n: _found(hall.cases.of_person(person(n))),
        }
        return max(_p99_of(name, work, numbers, console) for name, work in works.items())
    finally:
        hall.close()


def _p99_of(
    name: str, work: Callable[[int], object], numbers: list[int], console: Console
) -> float:
    work(numbers[0])
    took_ms = sorted(ms_of(partial(work, n)) for n in numbers)
    p99 = took_ms[int(len(took_ms) * 0.99)]
    middle = took_ms[len(took_ms) // 2]
    console.print(f"  {name}: median {middle:.1f} ms, p99 {p99:.1f} ms, most {took_ms[-1]:.1f} ms")
    return p99


def _sure(outcome: object, kind: type) -> None:
    assert isinstance(outcome, kind), outcome


def _found(found: tuple[CaseProgress, ...]) -> None:
    assert found
