"""A year of a city in the tables: what a call, a progress and a person's cases take to find."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console

from kiosk.bench.hall.pair import fresh_database
from kiosk.bench.postgresql import PostgresqlServer
from kiosk.hall.config import THEMES, HallConfig
from kiosk.hall.service import HallService
from kiosk.hall.ticketing import IssuedTicket
from kiosk.platform.protocol import CaseProgress, TicketRequest

_FEW = 10_000
_TICKETS_A_CASE = 5
_LOOKUPS = 200
_PERSON = "9315861980{:08d}"
_APPLICATIONS = """
INSERT INTO applications (application_id, fingerprint, received_at, name_sealed,
    number_fingerprint, body_sealed, receipt)
SELECT 'generated-' || n, md5(n::text), timestamp '2026-11-23' - n %% 300 * interval '1 day',
    decode(repeat(md5(n::text), 2), 'hex'), md5((n %% 400000)::text),
    decode(repeat(md5(n::text), 40), 'hex'), '{}'
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
_CASES = """
INSERT INTO cases (case_number, application_id, position, item_code, item_name, status,
    submitted_at, promised_on)
SELECT '11440604MB2C12345634401110170012025' || lpad(n::text, 9, '0'), 'generated-' || n, 0,
    '11440604MB2C1234563440111017001', '居住证申领', 'finished',
    timestamp '2026-11-23' - n %% 300 * interval '1 day', date '2026-11-23'
FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
_TICKETS = """
INSERT INTO tickets (request_id, link, category, line, day, sequence, number, application_id,
    issued_at, rank_at, ahead, wait_min, windows, called_at, last_called_at, finished_at, state,
    calls, "window")
SELECT 'generated-' || n, 'generated-' || n, theme, theme, day, n, 'Z' || n %% 10000, '',
    day + time '02:00' + n %% 300 * interval '1 minute',
    day + time '02:00' + n %% 300 * interval '1 minute', n %% 20, n %% 40, 4,
    day + time '02:00' + (n %% 300 + n %% 40) * interval '1 minute',
    day + time '02:00' + (n %% 300 + n %% 40) * interval '1 minute',
    day + time '02:10' + (n %% 300 + n %% 40) * interval '1 minute', 'finished', 1, '1'
FROM generate_series(%(first)s::int, %(last)s::int) AS n,
    LATERAL (
        SELECT date '2026-11-23' - n %% 300 AS day, (%(themes)s::text[])[n %% 6 + 1] AS theme
    ) AS x
"""


def look_up(server: PostgresqlServer, console: Console, cases: int) -> dict[str, Any]:
    """Return the 99th percentile at that many cases, and how it grew from ten thousand."""
    url = fresh_database(server, "year")
    with tempfile.TemporaryDirectory(prefix="yimen-year-") as folder:
        hall = HallService(HallConfig("样本大厅", Path(folder), database_url=url))
        _generate(server, 0, _FEW)
        few_ms = _p99_ms(hall, _FEW, console)
        took_s = _generate(server, _FEW, cases)
        many_ms = _p99_ms(hall, cases, console)
        hall.close()
    console.print(
        f"{cases:,} cases and {cases * _TICKETS_A_CASE:,} tickets, generated in {took_s:.0f} s: "
        f"p99 {many_ms:.1f} ms; at {_FEW:,} cases {few_ms:.1f} ms"
    )
    return {"lookup_p99_ms_1m": round(many_ms, 1), "growth": round(many_ms / few_ms, 2)}


def _generate(server: PostgresqlServer, first: int, last: int) -> float:
    start_s = time.perf_counter()
    with psycopg.connect(server.conninfo("year"), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        for statement, factor in ((_APPLICATIONS, 1), (_CASES, 1), (_TICKETS, _TICKETS_A_CASE)):
            values = {"first": first * factor + 1, "last": last * factor, "themes": list(THEMES)}
            connection.execute(statement, values)
        connection.execute("ANALYZE")
    return time.perf_counter() - start_s


def _p99_ms(hall: HallService, cases: int, console: Console) -> float:
    numbers = [1 + k * (cases - 1) // _LOOKUPS for k in range(_LOOKUPS)]
    _know_persons(hall, numbers)
    for k in range(_LOOKUPS + 1):
        asked = TicketRequest(request_id=f"request-{cases}-{k}", category=THEMES[0])
        assert isinstance(hall.queue.issue(asked), IssuedTicket)
    works: dict[str, Callable[[int], object]] = {
        "call next": lambda n: _sure(hall.queue.call_next("1"), IssuedTicket),
        "progress": lambda n: _sure(
            hall.cases.progress(f"11440604MB2C12345634401110170012025{n:09d}"), CaseProgress
        ),
        "person": lambda n: _found(hall.cases.of_person(_PERSON.format(n))),
    }
    worst = 0.0
    for name, work in works.items():
        work(numbers[0])
        took_ms = sorted(_ms(work, n) for n in numbers)
        p99 = took_ms[int(len(took_ms) * 0.99)]
        middle = took_ms[len(took_ms) // 2]
        console.print(f"  {cases:,} cases, {name}: median {middle:.1f} ms, p99 {p99:.1f} ms")
        worst = max(worst, p99)
    return worst


def _know_persons(hall: HallService, numbers: list[int]) -> None:
    """Give the generated cases of some people the fingerprints by which the hall finds them."""
    with hall.database.write() as connection:
        for n in numbers:
            connection.exec_driver_sql(
                "UPDATE applications SET number_fingerprint = %s "
                "WHERE number_fingerprint = md5(%s)",
                (hall.queue.person(_PERSON.format(n)), str(n % 400_000)),
            )


def _ms(work: Callable[[int], object], n: int) -> float:
    start_s = time.perf_counter()
    work(n)
    return (time.perf_counter() - start_s) * 1000


def _sure(outcome: object, kind: type) -> None:
    assert isinstance(outcome, kind), outcome


def _found(found: tuple[CaseProgress, ...]) -> None:
    assert found
