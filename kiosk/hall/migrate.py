"""Brings the tables to the newest shape at start, one process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

_MIGRATIONS = Path(__file__).parent / "migrations"
_FIRST = "h0001"
# Any number will do, as long as every hall asks for the same.
_LOCK = 7_311_604


def migrate(engine: Engine) -> None:
    """Make or change the tables as the steps in `migrations` say; several may call at once."""
    with _alone(engine) as connection:
        if _is_newest(connection):
            return
        _upgrade(connection)


def _is_newest(connection: Connection) -> bool:
    """Tell without loading Alembic, which would cost every start a quarter of a second."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    applied = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return set(applied) == newest_steps()


def newest_steps() -> set[str]:
    """Return the steps that no other one builds on."""
    steps: dict[str, str] = {}
    for path in (_MIGRATIONS / "versions").glob("h*.py"):
        words = dict(
            line.split(" = ", 1)
            for line in path.read_text("utf-8").splitlines()
            if line.startswith(("revision = ", "down_revision = "))
        )
        steps[words["revision"].strip('"')] = words["down_revision"].strip('"')
    return set(steps) - set(steps.values())


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    tables = inspect(connection).get_table_names()
    if "tickets" in tables and "alembic_version" not in tables:
        # A hall from before there were migrations: its tables are those of the first step.
        command.stamp(config, _FIRST)
    # Steps that colleagues added side by side have a head each.
    command.upgrade(config, "heads")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Hold the lock of this database and one transaction in it."""
    is_sqlite = engine.dialect.name == "sqlite"
    path = engine.url.database or ""
    lock = _file_lock(path) if is_sqlite and path else nullcontext()
    with lock, engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        if not is_sqlite:
            # Given back when the transaction ends, also by a crash.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@contextmanager
def _file_lock(database: str) -> Iterator[None]:
    path = Path(database + ".lock")
    with path.open("w") as file:
        path.chmod(0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
