"""Measurements: each prints a table and, as its last line, one JSON object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any


def _start() -> dict[str, Any]:
    from kiosk.bench.start import measure

    return measure()


def _visit() -> dict[str, Any]:
    from kiosk.bench.visit import measure

    return measure()


BENCHES: Mapping[str, Callable[[], dict[str, Any]]] = MappingProxyType(
    {"start": _start, "visit": _visit}
)
