"""How loud the terminal speaks at each hour of the day, as text that a settings file can hold.

`"12-14 0.4, 21-7 0"`: from 12 to 14 o'clock at 0.4, from 21 over midnight to 7 silent, and at the
usual volume otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from forms.today import SHANGHAI

HOURS = 24
Day = tuple[float | None, ...]
"""The volume of each hour from 0 to 23; None is the usual one."""
USUAL: Day = (None,) * HOURS
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})\s+(\d+(?:\.\d+)?)")


def parse_day(text: str) -> Day:
    """Return the volume of each hour; raises ValueError for what cannot be meant."""
    day = list(USUAL)
    for part in filter(None, (one.strip() for one in text.split(","))):
        span = _SPAN.fullmatch(part)
        if span is None:
            raise ValueError(f"{part!r} is no span such as '12-14 0.4'")
        first, last, volume = int(span[1]), int(span[2]), float(span[3])
        if first >= HOURS or last > HOURS or first == last or volume > 1:
            raise ValueError(f"{part!r}: hours go from 0 to 24, volumes from 0 to 1")
        for hour in hours_of(first, last):
            if day[hour] is not None:
                raise ValueError(f"{part!r}: {hour} o'clock is named twice")
            day[hour] = volume
    return tuple(day)


def write_day(day: Day) -> str:
    """Return the text of a day, in the longest spans there are."""
    return ", ".join(f"{first}-{last} {volume:g}" for first, last, volume in _spans(day))


def with_span(day: Day, first: int, last: int, volume: float | None) -> Day:
    """Return the day with another volume from one hour to the other."""
    within = set(hours_of(first, last))
    return tuple(volume if hour in within else known for hour, known in enumerate(day))


def hours_of(first: int, last: int) -> tuple[int, ...]:
    """Return the hours from one to before the other, over midnight where that comes earlier."""
    end = last if last > first else last + HOURS
    return tuple(hour % HOURS for hour in range(first, end))


def volume_now(
    usual: float, text: str, now: Callable[[], datetime] = lambda: datetime.now(SHANGHAI)
) -> Callable[[], float]:
    """Return what tells the volume of this moment."""
    day = parse_day(text)

    def ask() -> float:
        volume = day[now().astimezone(SHANGHAI).hour]
        return usual if volume is None else volume

    return ask


def _spans(day: Day) -> Iterator[tuple[int, int, float]]:
    # Begun where the volume changes, so that a span over midnight stays in one piece.
    start = next((hour for hour in range(HOURS) if day[hour] != day[hour - 1]), 0)
    hour = start
    while hour < start + HOURS:
        volume, end = day[hour % HOURS], hour + 1
        while end < start + HOURS and day[end % HOURS] == volume:
            end += 1
        if volume is not None:
            yield hour % HOURS, end % HOURS or HOURS, volume
        hour = end
