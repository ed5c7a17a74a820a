"""Fills a hall's tables with a year of a city: cases and, for each, five tickets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg

from kiosk.bench.hall.bulk_loading import without_indexes
from kiosk.hall.config import THEMES
from kiosk.hall.ticketing import day_of

TICKETS_A_CASE = 5
PERSONS = 400_000
_CHUNK = 200_000
_TABLES = ("applications", "cases", "tickets")
_APPLICATIONS = """
INSERT INTO applications (application_id, fingerprint, received_at, name_sealed,
    number_fingerprint, body_sealed, receipt)
SELECT md5('a' || n), md5(n::text), day + time '03:00',
    decode(repeat(md5(n::text), 2), 'hex'), md5((n %% %(persons)s::int)::text),
    decode(repeat(md5(n::text), 100), 'hex'), '{}'
FROM (
    SELECT n, %(today)s::date - n %% 300 AS day
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
) AS x
"""
_CASES = """
INSERT INTO cases (case_number, application_id, position, item_code, item_name, status,
    submitted_at, promised_on)
SELECT '11440604MB2C12345634401110170012025' || lpad(n::text, 9, '0'), md5('a' || n), 0,
    '11440604MB2C1234563440111017001', '居住证申领', 'finished', day + time '03:00', day + 7
FROM (
    SELECT n, %(today)s::date - n %% 300 AS day
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
) AS x
"""
_TICKETS = """
INSERT INTO tickets (request_id, link, category, line, day, sequence, number, application_id,
    issued_at, rank_at, ahead, wait_min, windows, called_at, last_called_at, finished_at, state,
    calls, "window")
SELECT md5('r' || n), md5('l' || n), theme, theme, day, 1000000 + n, 'Z' || n %% 10000, '',
    came, came, n %% 20, n %% 40, 4, came + wait, came + wait, came + wait + interval '10 minutes',
    'finished', 1, (1 + n %% 40)::text
FROM (
    SELECT n, day, (%(themes)s::text[])[n %% 6 + 1] AS theme,
        day + time '01:00' + n / 300 %% 300 * interval '1 minute' AS came,
        n %% 40 * interval '1 minute' AS wait
    FROM (
        SELECT n, %(today)s::date - n %% 300 AS day
        FROM generate_series(%(first)s::int, %(last)s::int) AS n
    ) AS days
) AS x
"""


def case_number(n: int) -> str:
    """Return the number of the nth generated case."""
    return f"11440604MB2C12345634401110170012025{n:09d}"


def generate(conninfo: str, first: int, last: int, tell: Callable[[str], None]) -> None:
    """Add the cases after `first` up to `last`, today's among them, and their tickets."""
    values = {
        "today": day_of(datetime.now(UTC)),
        "themes": list(THEMES),
        "persons": PERSONS,
    }
    start_s = time.perf_counter()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '512MB'")
        with without_indexes(connection, _TABLES):
            _fill(connection, first, last, values)
            tell(f"rows at {time.perf_counter() - start_s:.0f} s")
        tell(f"indexes at {time.perf_counter() - start_s:.0f} s")
        connection.execute(f"VACUUM (ANALYZE) {', '.join(_TABLES)}")
    tell(f"{last:,} cases after {time.perf_counter() - start_s:.0f} s")


def _fill(
    connection: psycopg.Connection[Any], first: int, last: int, values: dict[str, Any]
) -> None:
    for statement, factor in ((_APPLICATIONS, 1), (_CASES, 1), (_TICKETS, TICKETS_A_CASE)):
        for start in range(first * factor, last * factor, _CHUNK):
            end = min(start + _CHUNK, last * factor)
            connection.execute(statement, {**values, "first": start + 1, "last": end})
