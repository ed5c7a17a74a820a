"""Fills a hall's tables with a year of a city: cases and, for each, five tickets.

The applications are true ones, which the hall finds by their person and opens: sealed here, and
copied in as a stream. Cases and tickets hold nothing personal, so the database makes them itself;
both happen at the same time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

import psycopg

from kiosk.bench.hall.applications import application
from kiosk.bench.hall.bulk_loading import without_indexes
from kiosk.hall.config import THEMES
from kiosk.hall.database import stored
from kiosk.hall.sealed_body import seal_shortened, shorten
from kiosk.hall.ticketing import day_of
from kiosk.vault import Vault

TICKETS_A_CASE = 5
PERSONS = 400_000
_DAYS = 300
_TICKETS_AT_ONCE = 500_000
_COPY = """
COPY applications (application_id, fingerprint, received_at, name_sealed, number_fingerprint,
    body_sealed, receipt) FROM STDIN (FORMAT BINARY)
"""
_COPIED = ("varchar", "varchar", "timestamp", "bytea", "varchar", "bytea", "text")
_CASES = """
INSERT INTO cases (case_number, application_id, position, item_code, item_name, status,
    submitted_at, promised_on)
SELECT '11440604MB2C12345634401110170012025' || lpad(n::text, 9, '0'),
    'application-' || lpad(n::text, 8, '0'), 0,
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


def person(n: int) -> str:
    """Return the document number of whom the nth case belongs to."""
    return f"9315861980{n % PERSONS:08d}"


def generate(
    conninfo: str, vault: Vault, first: int, last: int, tell: Callable[[str], None]
) -> None:
    """Add the cases after `first` up to `last`, today's among them, and their tickets."""
    start_s = time.perf_counter()
    today = day_of(datetime.now(UTC))

    def add_cases() -> None:
        with _filling(conninfo, ("applications", "cases")) as connection:
            _copy_applications(connection, vault, first, last, today)
            values = {"today": today, "first": first + 1, "last": last}
            connection.execute(_CASES, values)
            tell(f"cases at {time.perf_counter() - start_s:.0f} s, their indexes follow")

    def add_tickets() -> None:
        with _filling(conninfo, ("tickets",)) as connection:
            end = last * TICKETS_A_CASE
            for start in range(first * TICKETS_A_CASE, end, _TICKETS_AT_ONCE):
                values = {
                    "today": today,
                    "themes": list(THEMES),
                    "first": start + 1,
                    "last": min(start + _TICKETS_AT_ONCE, end),
                }
                connection.execute(_TICKETS, values)
            tell(f"tickets at {time.perf_counter() - start_s:.0f} s, their indexes follow")

    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(add_cases), pool.submit(add_tickets)]:
            work.result()
    tell(f"{last:,} cases after {time.perf_counter() - start_s:.0f} s")


@contextmanager
def _filling(conninfo: str, tables: Sequence[str]) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET maintenance_work_mem = '512MB'")
        with without_indexes(connection, tables):
            yield connection
        connection.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")


def _copy_applications(
    connection: psycopg.Connection[Any], vault: Vault, first: int, last: int, today: date
) -> None:
    """Seal each application for its own row; what was filled in is the same specimen in all."""
    filled_in = application(0)
    body = shorten(filled_in.to_bytes())
    came_at = stored(datetime.combine(today, clock(3), UTC))
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_COPIED)
        for n in range(first + 1, last + 1):
            key = f"application-{n:08d}"
            copy.write_row(
                (
                    key,
                    vault.fingerprint(key.encode()),
                    came_at - timedelta(days=n % _DAYS),
                    vault.seal_text(filled_in.applicant_name, f"name {key}"),
                    vault.fingerprint(person(n).encode()),
                    seal_shortened(vault, key, body),
                    "{}",
                )
            )
