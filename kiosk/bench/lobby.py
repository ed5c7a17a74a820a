"""Simulated days of a hall: who comes when, what it takes, which windows are open, who is gone."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from kiosk.hall.config import THEMES

OPENS_S, CLOSES_S = 8.5 * 3600, 17.5 * 3600
_NO_SHOW, _NO_SHOW_S = 0.06, 45.0
_PRIORITY, _HEAD_START_S = 0.12, 900.0
# People an hour at each hour of the day; the lunch is thin, the middle of the morning thick.
_HOURLY = {8: 0.7, 9: 1.5, 10: 1.7, 11: 1.1, 12: 0.4, 13: 0.5, 14: 1.3, 15: 1.4, 16: 1.0, 17: 0.5}
_WEEKDAYS = (1.35, 1.05, 0.95, 0.95, 1.1)
# Share of the people, usual seconds at the window, and how far apart they lie.
_KINDS = {
    THEMES[0]: (0.34, 330, 0.6),
    THEMES[1]: (0.12, 900, 0.5),
    THEMES[2]: (0.13, 660, 0.6),
    THEMES[3]: (0.05, 1200, 0.6),
    THEMES[4]: (0.22, 420, 0.5),
    THEMES[5]: (0.14, 540, 0.7),
}
_PEOPLE_AN_HOUR = 46.0
# What each window serves, and between which hours it is open.
_WINDOWS: tuple[tuple[tuple[int, ...], tuple[tuple[float, float], ...]], ...] = (
    ((0,), ((8.5, 17.5),)),
    ((0, 5), ((8.5, 12.0), (13.5, 17.5))),
    ((0, 1, 2), ((9.0, 12.5), (14.0, 17.5))),
    ((1, 2, 3), ((8.5, 17.5),)),
    ((1, 2), ((8.5, 12.0), (13.5, 17.5))),
    ((4,), ((8.5, 17.5),)),
    ((4, 0), ((9.0, 12.0), (13.0, 17.0))),
    ((5,), ((8.5, 17.5),)),
    ((5, 3), ((9.0, 12.0), (14.0, 16.5))),
)


@dataclass
class Visitor:
    """One person with a ticket; times in seconds of the day."""

    line: str
    came_s: float
    service_s: float
    rank_s: float
    ahead: int = 0
    windows: int = 0
    called_s: float | None = None

    @property
    def wait_s(self) -> float:
        """Seconds until the call; only of who was called."""
        assert self.called_s is not None
        return self.called_s - self.came_s


@dataclass
class _Lobby:
    """The day as it goes."""

    absent: frozenset[int]
    """Windows whose clerk is away this day."""
    waiting: dict[str, list[tuple[float, int, Visitor]]] = field(
        default_factory=lambda: {theme: [] for theme in THEMES}
    )
    busy: set[int] = field(default_factory=set)

    def open_windows(self, at_s: float) -> Iterator[int]:
        for window, (_, hours) in enumerate(_WINDOWS):
            if window not in self.absent and any(a <= at_s / 3600 < b for a, b in hours):
                yield window

    def serving(self, line: str, at_s: float) -> int:
        place = THEMES.index(line)
        return sum(1 for window in self.open_windows(at_s) if place in _WINDOWS[window][0])


def simulate_day(number: int, seed: int) -> list[Visitor]:
    """Return a day's visitors who were called, in the order they came."""
    dice = random.Random(seed * 1000 + number)
    visitors = _arrivals(number, dice)
    absent = frozenset({dice.randrange(len(_WINDOWS))} if dice.random() < 0.3 else ())
    lobby = _Lobby(absent)
    events: list[tuple[float, int, str, object]] = []
    order = count()
    for visitor in visitors:
        events.append((visitor.came_s, next(order), "come", visitor))
    for _, hours in _WINDOWS:
        events.extend((a * 3600, next(order), "look", None) for a, _ in hours)
    heapq.heapify(events)
    while events:
        at_s, _, what, subject = heapq.heappop(events)
        if what == "come" and isinstance(subject, Visitor):
            _come(lobby, subject, at_s, next(order))
        elif what == "free" and isinstance(subject, int):
            lobby.busy.discard(subject)
        for window, visitor in _calls(lobby, at_s):
            free_s = at_s + visitor.service_s
            heapq.heappush(events, (free_s, next(order), "free", window))
    return [visitor for visitor in visitors if visitor.called_s is not None]


def _arrivals(number: int, dice: random.Random) -> list[Visitor]:
    pace = _PEOPLE_AN_HOUR * _WEEKDAYS[number % 5] * dice.uniform(0.85, 1.15)
    slow = dice.uniform(0.85, 1.2)
    names = list(_KINDS)
    shares = [_KINDS[name][0] for name in names]
    visitors, at_s = [], OPENS_S
    highest = pace * max(_HOURLY.values())
    while (at_s := at_s + dice.expovariate(highest / 3600)) < CLOSES_S - 1800:
        if dice.random() > pace * _HOURLY[int(at_s // 3600)] / highest:
            continue
        line = dice.choices(names, shares)[0]
        _, usual_s, spread = _KINDS[line]
        service_s = slow * usual_s * dice.lognormvariate(-spread * spread / 2, spread)
        if dice.random() < _NO_SHOW:
            service_s = _NO_SHOW_S
        rank_s = at_s - (_HEAD_START_S if dice.random() < _PRIORITY else 0)
        visitors.append(Visitor(line, at_s, service_s, rank_s))
    return visitors


def _come(lobby: _Lobby, visitor: Visitor, at_s: float, place: int) -> None:
    line = lobby.waiting[visitor.line]
    visitor.ahead = sum(1 for rank_s, _, _ in line if rank_s <= visitor.rank_s)
    visitor.windows = lobby.serving(visitor.line, at_s)
    heapq.heappush(line, (visitor.rank_s, place, visitor))


def _calls(lobby: _Lobby, at_s: float) -> Iterator[tuple[int, Visitor]]:
    """Give every free window the first of those it serves."""
    for window in lobby.open_windows(at_s):
        if window in lobby.busy:
            continue
        lines = [lobby.waiting[THEMES[place]] for place in _WINDOWS[window][0]]
        first = min((line for line in lines if line), key=lambda line: line[0][:2], default=None)
        if first is None:
            continue
        _, _, visitor = heapq.heappop(first)
        visitor.called_s = at_s
        lobby.busy.add(window)
        yield window, visitor


def simulate(days: Sequence[int], seed: int) -> list[list[Visitor]]:
    """Return the visitors of several days."""
    return [simulate_day(day, seed) for day in days]
