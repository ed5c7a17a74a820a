"""Figures over a range of days: waits, the promise kept, items, returns, evaluations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

from sqlalchemy import Column, ColumnElement, Integer, cast, func, select, true

from forms.today import SHANGHAI
from kiosk.hall.case_tables import case_notices, case_results, case_reviews, evaluations
from kiosk.hall.config import Levels
from kiosk.hall.database import Database, stored
from kiosk.hall.tables import cases, tickets

PROMISE_MIN = 15
"""From taking a number to being called, as the hall promises."""
LONGEST_RANGE = timedelta(days=366)
MOST_ITEMS = 10


@dataclass(frozen=True)
class Range:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        """The first moment, as stored."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment after the last, as stored."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the range."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))


@dataclass(frozen=True)
class DayOfWaits:
    """How long people waited on one day."""

    day: date
    called: int
    median_min: float
    kept: int


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    waits: tuple[DayOfWaits, ...]
    spread: tuple[tuple[str, int], ...]
    """How many waited how long, in steps of five minutes."""
    items: tuple[tuple[str, int], ...]
    filed: int
    finished: int
    overdue: int
    """Open cases and reviews whose time limit has passed."""
    reasons: tuple[tuple[str, int], ...]
    returned: int
    levels: tuple[tuple[str, int], ...]
    """How often each of the five levels was given, very satisfied first."""
    satisfied: int
    """How many of the levels, from the first, are satisfied ones."""

    @property
    def called(self) -> int:
        """How many people were called."""
        return sum(day.called for day in self.waits)

    @property
    def kept_percent(self) -> int | None:
        """Of those called, the share within the promise; None when nobody was called."""
        kept = sum(day.kept for day in self.waits)
        return round(100 * kept / self.called) if self.called else None

    @property
    def content_percent(self) -> int | None:
        """Of the evaluations, the share of the satisfied ones."""
        total = sum(count for _, count in self.levels)
        content = sum(count for _, count in self.levels[: self.satisfied])
        return round(100 * content / total) if total else None


class Statistics:
    """Counts what the hall's tables hold."""

    def __init__(self, database: Database, levels: Levels) -> None:
        self._database = database
        self._satisfaction = levels

    def of(self, days: Range, today: date, hall: str = "") -> Figures:
        """Return the figures of a range of days; the waits are those of a hall, "" of all.

        Cases are the whole service's: any hall takes up what was filed in another.
        """
        by_day = self._waits(days, hall)
        every = [wait for waits in by_day.values() for wait in waits]
        reasons = self._reasons(days)
        return Figures(
            waits=tuple(_day_of_waits(day, by_day.get(day, [])) for day in days.days),
            spread=spread_of(every),
            items=self._items(days),
            filed=self._count(cases.c.submitted_at, days),
            finished=self._count(case_results.c.at, days),
            overdue=self._overdue(today),
            reasons=tuple(reasons.most_common(MOST_ITEMS)),
            returned=self._count(case_notices.c.at, days),
            levels=self._levels(days),
            satisfied=self._satisfaction.satisfied,
        )

    def _waits(self, days: Range, hall: str) -> dict[date, list[int]]:
        """Return whole minutes waited; the database counts, for a year may hold millions."""
        with self._database.read() as connection:
            minutes = _minutes_waited(connection.dialect.name)
            statement = (
                select(tickets.c.day, minutes, func.count())
                .where(tickets.c.day.between(days.first, days.last))
                .where(tickets.c.called_at.is_not(None))
                .where(tickets.c.hall == hall if hall else true())
                .group_by(tickets.c.day, minutes)
                .order_by(tickets.c.day, minutes)
            )
            found: dict[date, list[int]] = {}
            for day, waited, count in connection.execute(statement):
                found.setdefault(day, []).extend([max(0, int(waited))] * count)
        return found

    def _items(self, days: Range) -> tuple[tuple[str, int], ...]:
        counted = func.count()
        statement = (
            select(cases.c.item_name, counted)
            .where(cases.c.submitted_at >= days.begins, cases.c.submitted_at < days.ends)
            .group_by(cases.c.item_name)
            .order_by(counted.desc(), cases.c.item_name)
            .limit(MOST_ITEMS)
        )
        with self._database.read() as connection:
            return tuple((name, count) for name, count in connection.execute(statement))

    def _reasons(self, days: Range) -> Counter[str]:
        statement = select(case_notices.c.reasons).where(
            case_notices.c.at >= days.begins, case_notices.c.at < days.ends
        )
        with self._database.read() as connection:
            return Counter(
                key for reasons in connection.scalars(statement) for key in reasons.split()
            )

    def _levels(self, days: Range) -> tuple[tuple[str, int], ...]:
        statement = (
            select(evaluations.c.level, func.count())
            .where(evaluations.c.at >= days.begins, evaluations.c.at < days.ends)
            .group_by(evaluations.c.level)
        )
        with self._database.read() as connection:
            counted = {row[0]: row[1] for row in connection.execute(statement)}
        names = self._satisfaction.names
        return tuple((name, counted.get(n, 0)) for n, name in enumerate(names, start=1))

    def _count(self, column: Column[datetime], days: Range) -> int:
        counting = select(func.count(column)).where(column >= days.begins, column < days.ends)
        with self._database.read() as connection:
            return int(connection.scalar(counting) or 0)

    def _overdue(self, today: date) -> int:
        late_cases = (
            select(func.count())
            .select_from(cases)
            .where(cases.c.promised_on < today, cases.c.status != "finished")
        )
        late_reviews = (
            select(func.count())
            .select_from(case_reviews)
            .where(case_reviews.c.due_on < today, case_reviews.c.decision == "")
        )
        with self._database.read() as connection:
            found = [connection.scalar(late) or 0 for late in (late_cases, late_reviews)]
        return sum(found)


def _minutes_waited(dialect: str) -> ColumnElement[int]:
    if dialect == "sqlite":
        days = func.julianday(tickets.c.called_at) - func.julianday(tickets.c.issued_at)
        return cast(days * 1440, Integer)
    seconds = func.extract("epoch", tickets.c.called_at - tickets.c.issued_at)
    return cast(func.floor(seconds / 60), Integer)


def spread_of(waits: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Count waits in steps of five minutes, the last one open."""
    steps = Counter(min(wait // 5, 6) for wait in waits)
    names = [f"{n * 5}–{n * 5 + 5} 分" for n in range(6)] + ["30 分以上"]
    return tuple((name, steps.get(n, 0)) for n, name in enumerate(names))


def _day_of_waits(day: date, waits: Sequence[int]) -> DayOfWaits:
    kept = sum(wait < PROMISE_MIN for wait in waits)
    return DayOfWaits(day, len(waits), median(waits) if waits else 0.0, kept)


def _midnight(day: date) -> datetime:
    return stored(datetime.combine(day, time.min, SHANGHAI).astimezone(UTC))
