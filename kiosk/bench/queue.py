"""How true the expected waits are, over simulated days the model has not seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import mean, median
from typing import Any

from kiosk.bench.lobby import Visitor, simulate
from kiosk.hall.wait_model import Served, WaitModel, places_of, slowness

_SEED = 20_261_124
_LEARNED_DAYS = range(40)
_TOLD_DAYS = range(40, 60)
_LAST_CALLS = 20
_USUAL_S = 300.0


def measure() -> dict[str, Any]:
    """Return the median error in minutes, that of the average wait of each category, the gain."""
    learned = [visitor for day in simulate(_LEARNED_DAYS, _SEED) for visitor in day]
    model = WaitModel.learn(_served(learned), _USUAL_S)
    waits: dict[str, list[float]] = defaultdict(list)
    for visitor in learned:
        waits[visitor.line].append(visitor.wait_s)
    averages = {line: mean(found) for line, found in waits.items()}
    errors, naive = [], []
    for day in simulate(_TOLD_DAYS, _SEED):
        for visitor, told_s in zip(day, promises(model, day), strict=True):
            errors.append(abs(told_s - visitor.wait_s) / 60)
            naive.append(abs(averages[visitor.line] - visitor.wait_s) / 60)
    ours, theirs = median(errors), median(naive)
    return {
        "wait_error_min": round(ours, 2),
        "naive_error_min": round(theirs, 2),
        "gain": round(1 - ours / theirs, 3),
    }


def promises(model: WaitModel, day: Sequence[Visitor]) -> list[float]:
    """Return what each visitor of a day was told on coming, in seconds."""
    told = []
    for visitor in day:
        before = [
            other
            for other in day
            if other.line == visitor.line and (other.called_s or 0) < visitor.came_s
        ]
        last = sorted(before, key=lambda other: other.called_s or 0)[-_LAST_CALLS:]
        today = slowness((_usually_s(model, other), other.wait_s) for other in last)
        told.append(_usually_s(model, visitor) * today)
    return told


def _usually_s(model: WaitModel, visitor: Visitor) -> float:
    hour = int(visitor.came_s // 3600)
    return model.wait_s(visitor.line, visitor.windows, hour, visitor.ahead)


def _served(visitors: Iterable[Visitor]) -> Iterable[Served]:
    for one in visitors:
        hour = int(one.came_s // 3600)
        yield Served(one.line, one.windows, hour, places_of(one.ahead), one.wait_s, 1)
