"""Measurements: each prints a table and, as its last line, one JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
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


class Part(StrEnum):
    """How much of a bench is measured, where it knows the difference."""

    USUAL = "measure"
    EVERYTHING = "measure_everything"
    QUICK = "measure_quickly"


def measure(name: str, part: Part = Part.USUAL) -> dict[str, Any]:
    """Run one bench and return its figures."""
    module = import_module(BENCHES[name])
    with ended_by_signals():
        figures: dict[str, Any] = getattr(module, part, module.measure)()
    return figures
