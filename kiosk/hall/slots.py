"""The slots that can be booked: cut out of a hall's hours, with room for so many each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from forms.today import SHANGHAI


@dataclass(frozen=True)
class Slot:
    """A span of time in which so many more can come."""

    starts_at: datetime
    ends_at: datetime
    left: int


@dataclass(frozen=True)
class SlotRules:
    """When a hall receives by appointment."""

    days_ahead: int = 7
    """On how many days from today; 0 on none."""
    spans: tuple[str, ...] = ("09:00-12:00", "13:00-17:00")
    slot_min: int = 60
    capacity: int = 6
    """How many in one slot of one category."""
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5)
    """1 is Monday."""
    closed: tuple[date, ...] = ()
    per_address: int = 100
    """How many may be booked from one address in a day, told to one process."""

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> SlotRules:
        """Read them from settings, or from what one process tells another."""
        return cls(
            int(facts["days_ahead"]),
            tuple(facts["spans"]),
            int(facts["slot_min"]),
            int(facts["capacity"]),
            tuple(facts["weekdays"]),
            tuple(
                day if isinstance(day, date) else date.fromisoformat(day) for day in facts["closed"]
            ),
            int(facts["per_address"]),
        )

    def to_facts(self) -> dict[str, Any]:
        """Return what `of` reads, fit for JSON."""
        return {**asdict(self), "closed": [day.isoformat() for day in self.closed]}

    @property
    def is_open(self) -> bool:
        """Whether anything can be booked at all."""
        return bool(self.days_ahead and self.capacity)

    def days(self, today: date) -> tuple[date, ...]:
        """Return the days on which the hall receives, as far ahead as can be booked."""
        ahead = (today + timedelta(days=n) for n in range(self.days_ahead))
        return tuple(
            day for day in ahead if day.isoweekday() in self.weekdays and day not in self.closed
        )

    def slots(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the slots of a day; what is left of a span after the last whole one is none."""
        length = timedelta(minutes=self.slot_min)
        for span in self.spans:
            begins, ends = (
                datetime.combine(day, time.fromisoformat(part), SHANGHAI)
                for part in span.split("-")
            )
            while begins + length <= ends:
                yield begins, begins + length
                begins += length
