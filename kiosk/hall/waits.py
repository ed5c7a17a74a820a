"""Tells people how long they will wait, and keeps an eye on how true that was."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Connection, Float, Integer, cast, func, select

from forms.today import SHANGHAI
from kiosk.hall.config import HallConfig
from kiosk.hall.database import Database, stored
from kiosk.hall.tables import tickets
from kiosk.hall.ticketing import day_of
from kiosk.hall.wait_model import Served, WaitModel, places_of, slowness
from kiosk.hall.windows import Windows

_HISTORY = timedelta(days=28)
_LEARN_AGAIN_S = 3600.0
_LOOK_AGAIN_S = 5.0
_LAST_CALLS = 20
_OFFSET_H = 8  # Asia/Shanghai knows no summer time


@dataclass(frozen=True)
class Promise:
    """What is said of a wait, and the open windows it was reckoned with."""

    wait_min: int
    windows: int


@dataclass(frozen=True)
class _Today:
    """How each line goes today, as last looked at."""

    windows: dict[str, int]
    slowness: dict[str, float]


class Waits:
    """Expected waits from served history, corrected by how the day goes."""

    def __init__(self, database: Database, windows: Windows, config: HallConfig) -> None:
        self._database = database
        self._windows = windows
        self._config = config
        self._lock = threading.Lock()
        self._model = WaitModel(config.service_min * 60)
        self._learned_at = -math.inf
        self._today: dict[str, tuple[float, datetime, _Today]] = {}

    def promise(self, hall: str, line: str, ahead: int, now: datetime) -> Promise:
        """Return how long somebody with so many ahead will wait."""
        today = self.look(hall, now)
        windows = today.windows.get(line, today.windows[""])
        hour = now.astimezone(SHANGHAI).hour
        slow = today.slowness.get(line, 1.0)
        wait_s = self._model.wait_s(line, windows, hour, ahead, slow)
        return Promise(math.ceil(wait_s / 60 - 1e-9), windows)

    def error_min(self, hall: str, since: datetime) -> float | None:
        """Return by how many minutes half of the promises since then were off at most."""
        waited = _waited_s(self._database)
        statement = select(cast(tickets.c.wait_min, Float), waited).where(
            tickets.c.hall == hall,
            tickets.c.called_at.is_not(None),
            tickets.c.issued_at >= stored(since),
        )
        with self._database.read() as connection:
            off = [abs(told - real / 60) for told, real in connection.execute(statement)]
        return median(off) if off else None

    def look(self, hall: str, now: datetime) -> _Today:
        """Return how today goes, looked at anew every few seconds.

        Called before a transaction begins, it spares the transaction the looking.
        """
        seen_s, at, today = self._today.get(hall, (-math.inf, now, _Today({"": 1}, {})))
        # The hall's clock counts as well: in a rehearsal it may run faster than the wall's.
        fresh = abs((now - at).total_seconds()) < _LOOK_AGAIN_S
        if fresh and time.monotonic() - seen_s < _LOOK_AGAIN_S:
            return today
        with self._lock:
            self._keep_learned(now)
            today = self._see(hall, now)
            self._today[hall] = (time.monotonic(), now, today)
        return today

    def _keep_learned(self, now: datetime) -> None:
        """Learn at first, and then anew every hour without letting anybody wait for it."""
        is_first = math.isinf(self._learned_at)
        if time.monotonic() - self._learned_at < _LEARN_AGAIN_S:
            return
        self._learned_at = time.monotonic()
        if is_first:
            self._learn(now)
        else:
            threading.Thread(target=self._learn, args=(now,), name="waits", daemon=True).start()

    def _see(self, hall: str, now: datetime) -> _Today:
        windows = self._windows.serving(hall)
        pairs: dict[str, list[tuple[float, float]]] = defaultdict(list)
        with self._database.read() as connection:
            for line, count, ahead, hour, waited_s in self._last_calls(connection, hall, now):
                if len(pairs[line]) < _LAST_CALLS:
                    expected = self._model.wait_s(line, count, hour, ahead)
                    pairs[line].append((expected, waited_s))
        return _Today(windows, {line: slowness(found) for line, found in pairs.items()})

    def _last_calls(
        self, connection: Connection, hall: str, now: datetime
    ) -> list[tuple[str, int, int, int, float]]:
        rows = connection.execute(
            select(
                tickets.c.line,
                tickets.c.windows,
                tickets.c.ahead,
                _hour(self._database),
                _waited_s(self._database),
            )
            .where(tickets.c.hall == hall, tickets.c.day == day_of(now))
            .where(tickets.c.called_at.is_not(None), tickets.c.last_called_at.is_not(None))
            .order_by(tickets.c.last_called_at.desc())
            .limit(_LAST_CALLS * 8)
        )
        return [(line, w, ahead, hour, s) for line, w, ahead, hour, s in rows]

    def _learn(self, now: datetime) -> None:
        hour = _hour(self._database)
        statement = (
            select(
                tickets.c.line,
                tickets.c.windows,
                hour,
                cast(func.sum(tickets.c.ahead + places_of(0)), Float),
                func.sum(_waited_s(self._database)),
                func.count(),
            )
            .where(tickets.c.day >= day_of(now - _HISTORY), tickets.c.day < day_of(now))
            .where(tickets.c.called_at.is_not(None), tickets.c.windows > 0)
            .group_by(tickets.c.line, tickets.c.windows, hour)
        )
        with self._database.read() as connection:
            served = [Served(*row) for row in connection.execute(statement)]
        self._model = WaitModel.learn(served, self._config.service_min * 60)


def _waited_s(database: Database) -> ColumnElement[float]:
    if database.is_shared:
        return cast(func.extract("epoch", tickets.c.called_at - tickets.c.issued_at), Float)
    days = func.julianday(tickets.c.called_at) - func.julianday(tickets.c.issued_at)
    return cast(days * 86_400.0, Float)


def _hour(database: Database) -> ColumnElement[int]:
    if database.is_shared:
        utc: ColumnElement[int] = cast(func.extract("hour", tickets.c.issued_at), Integer)
    else:
        utc = cast(func.strftime("%H", tickets.c.issued_at), Integer)
    return (utc + _OFFSET_H) % 24
