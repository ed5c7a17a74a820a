"""Measurements: each prints a table and, as its last line, one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from kiosk.bench.ending import ended_by_signals

BENCHES: Mapping[str, str] = MappingProxyType(
    {
        "start": "kiosk.bench.start",
        "visit": "kiosk.bench.visit",
        "devices": "kiosk.bench.devices",
        "forms": "kiosk.bench.forms",
        "intents": "kiosk.bench.intents",
        "voice": "kiosk.bench.voice",
        "barge_in": "kiosk.bench.barge_in",
        "noise": "kiosk.bench.noise",
        "typing": "kiosk.bench.typing",
        "hall": "kiosk.bench.hall",
        "queue": "kiosk.bench.queue",
    }
)
"""Name → the module whose `measure()` returns the figures."""


def measure(name: str, everything: bool = False) -> dict[str, Any]:
    """Run one bench and return its figures; `everything` where it measures a part by default."""
    module = import_module(BENCHES[name])
    whole = getattr(module, "measure_everything", module.measure)
    with ended_by_signals():
        figures: dict[str, Any] = whole() if everything else module.measure()
    return figures
