"""How long a wait will be, learned from waits that are over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Kind = TypeVar("Kind")
_TRUST = 30.0
"""So many waits of one kind weigh as much as all that is known of the kinds above it."""
_TRUST_TODAY = 2.0
_MOST_TODAY = 6.0
_EDGE = 0.5
"""Who stands first still waits for a window to get free: as if behind half a person more."""


@dataclass(frozen=True)
class Served:
    """Waits that are over, summed up: who was ahead, and the seconds until the call."""

    line: str
    windows: int
    hour: int
    places: float
    """The sum over the tickets of who was ahead and half a person more."""
    wait_s: float
    count: int


@dataclass(frozen=True)
class Pace:
    """Seconds a line takes to move on by one, as far as so many waits tell."""

    seconds: float
    weight: float


@dataclass(frozen=True)
class WaitModel:
    """The pace of each line by open windows and hour, each kind leaning on the wider one."""

    usual_s: float
    """Seconds a visit at a window takes, until history says better."""
    by_line: Mapping[str, Pace] = field(default_factory=dict)
    by_windows: Mapping[tuple[str, int], Pace] = field(default_factory=dict)
    by_hour: Mapping[tuple[str, int, int], Pace] = field(default_factory=dict)

    @classmethod
    def learn(cls, served: Iterable[Served], usual_s: float) -> WaitModel:
        """Learn from waits that are over."""
        # Seconds of a window's work a place takes, so that other numbers of windows are comparable.
        line: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        windows: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        hours: dict[tuple[str, int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for one in served:
            work_s = one.wait_s * max(1, one.windows)
            for sums in (
                line[one.line],
                windows[one.line, one.windows],
                hours[one.line, one.windows, one.hour],
            ):
                sums[0] += work_s
                sums[1] += one.places
                sums[2] += one.count
        return cls(usual_s, _paces(line), _paces(windows), _paces(hours))

    def pace_s(self, line: str, windows: int, hour: int) -> float:
        """Return the seconds the line takes to move on by one."""
        work_s = self.usual_s
        for found in (
            self.by_line.get(line),
            self.by_windows.get((line, windows)),
            self.by_hour.get((line, windows, hour)),
        ):
            if found is not None:
                work_s += (found.seconds - work_s) * found.weight / (found.weight + _TRUST)
        return work_s / max(1, windows)

    def wait_s(self, line: str, windows: int, hour: int, ahead: int, today: float = 1.0) -> float:
        """Return the seconds until the call; `today` is how much slower this day goes than most."""
        places = ahead + _EDGE if self.by_line.get(line) else ahead
        return places * self.pace_s(line, windows, hour) * today


def places_of(ahead: int) -> float:
    """Return for how many people's visits one waits."""
    return ahead + _EDGE


def slowness(pairs: Iterable[tuple[float, float]]) -> float:
    """Return how many times as long as expected the day's waits were: (expected, actual) seconds.

    Few waits say little, so it leans on 1.
    """
    expected, actual, count = 0.0, 0.0, 0
    for expected_s, actual_s in pairs:
        expected += expected_s
        actual += actual_s
        count += 1
    if expected <= 0:
        return 1.0
    ratio = min(max(actual / expected, 1 / _MOST_TODAY), _MOST_TODAY)
    return float((ratio * count + _TRUST_TODAY) / (count + _TRUST_TODAY))


def _paces(sums: Mapping[Kind, list[float]]) -> Mapping[Kind, Pace]:
    return {
        key: Pace(work / places, count) for key, (work, places, count) in sums.items() if places
    }
