"""The tables come to the newest shape by themselves, from nothing and from every earlier hall."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database
from kiosk.hall.migrate import migrate, newest_steps
from kiosk.hall.service import HallService
from kiosk.hall.tables import metadata

# As the hall made it before there were migrations, with one ticket called and one waiting.
_EARLIEST = """
CREATE TABLE counters (name VARCHAR(80) NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name));
CREATE TABLE applications (
    application_id VARCHAR(64) NOT NULL, fingerprint VARCHAR(64) NOT NULL,
    received_at DATETIME NOT NULL, name_sealed BLOB NOT NULL,
    number_fingerprint VARCHAR(64) NOT NULL, body_sealed BLOB NOT NULL, receipt TEXT NOT NULL,
    PRIMARY KEY (application_id));
CREATE INDEX ix_applications_number_fingerprint ON applications (number_fingerprint);
CREATE TABLE categories (
    category VARCHAR(40) NOT NULL, prefix VARCHAR(1) NOT NULL,
    PRIMARY KEY (category), UNIQUE (prefix));
CREATE TABLE pictures (
    application_id VARCHAR(64) NOT NULL, material VARCHAR(200) NOT NULL, page INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL, content_sealed BLOB NOT NULL,
    PRIMARY KEY (application_id, material, page),
    FOREIGN KEY(application_id) REFERENCES applications (application_id));
CREATE TABLE cases (
    case_number VARCHAR(50) NOT NULL, application_id VARCHAR(64) NOT NULL,
    position INTEGER NOT NULL, item_code VARCHAR(31) NOT NULL, item_name VARCHAR(200) NOT NULL,
    status VARCHAR(20) NOT NULL, submitted_at DATETIME NOT NULL, promised_on DATE,
    PRIMARY KEY (case_number),
    FOREIGN KEY(application_id) REFERENCES applications (application_id));
CREATE INDEX ix_cases_application_id ON cases (application_id);
CREATE INDEX ix_cases_submitted_at ON cases (submitted_at);
CREATE TABLE tickets (
    request_id VARCHAR(64) NOT NULL, link VARCHAR(40) NOT NULL, category VARCHAR(40) NOT NULL,
    day DATE NOT NULL, sequence INTEGER NOT NULL, number VARCHAR(12) NOT NULL,
    application_id VARCHAR(64) NOT NULL, issued_at DATETIME NOT NULL, ahead INTEGER NOT NULL,
    wait_min INTEGER NOT NULL, called_at DATETIME, "window" VARCHAR(20) NOT NULL,
    PRIMARY KEY (request_id), UNIQUE (day, category, sequence), UNIQUE (link),
    FOREIGN KEY(category) REFERENCES categories (category));
CREATE INDEX tickets_waiting ON tickets (day, category, called_at);
INSERT INTO counters VALUES ('ticket 20261124 A', 2);
INSERT INTO categories VALUES ('社会民生', 'A');
INSERT INTO tickets VALUES (
    'request-1', 'link-1', '社会民生', '2026-11-24', 1, 'A001', '', '2026-11-24 01:00:00.000000',
    0, 0, '2026-11-24 01:05:00.000000', '1');
INSERT INTO tickets VALUES (
    'request-2', 'link-2', '社会民生', '2026-11-24', 2, 'A002', '', '2026-11-24 01:01:00.000000',
    1, 3, NULL, '');
"""


def test_a_hall_from_before_the_migrations_is_taken_over(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hall.db") as earliest:
        earliest.executescript(_EARLIEST)
    earliest.close()
    hall = HallService(HallConfig("样本大厅", tmp_path))
    with hall.database.read() as connection:
        found = connection.execute(
            text("SELECT number, state, hall, calls FROM tickets ORDER BY sequence")
        ).all()
    hall.close()
    assert [tuple(row) for row in found] == [
        ("A001", "finished", "main", 1),
        ("A002", "waiting", "main", 0),
    ]


def test_the_migrations_make_the_tables_the_program_knows(
    database_url: str, tmp_path: Path
) -> None:
    url = database_url or f"sqlite:///{tmp_path / 'hall.db'}"
    Database(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    # Indexes of a condition are made by the migrations alone.
    assert [d for d in differences if d[0] not in ("remove_index", "remove_constraint")] == []


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hall.db'}"
    with ThreadPoolExecutor(4) as pool:
        for database in pool.map(lambda _: Database(url), range(4)):
            database.close()
    engine = create_engine(url)
    with engine.connect() as connection:
        applied = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        assert set(applied) == newest_steps()
    migrate(engine)
    assert inspect(engine).has_table("tickets")
    engine.dispose()
