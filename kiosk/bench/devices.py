"""Readers, camera, cards in photographs, plugging in and out, and parsers under fire."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.simulators.cycling import cycle_devices
from devices.simulators.fuzzing import attack_all
from kiosk.bench.card_photos import measure_card_photos
from kiosk.bench.card_readers import pcsc_ratio, sdt_ratio
from kiosk.bench.pages import measure_awkward_pages, measure_pages

CYCLING_ROUNDS = 300
"""Of camera and printers, with a fourth as many of the readers and of pcscd: 1,050 cycles."""
FUZZ_INPUTS = 500_000
FUZZ_INPUTS_IN_ALL = 10_000_000
FUZZ_SEED = 1
PARTS = "YIMEN_BENCH_PARTS"
"""Names of the parts to measure, with commas; all where it is not set."""


def measure() -> dict[str, Any]:
    """Measure everything, with a part of the random inputs."""
    return _measure(FUZZ_INPUTS)


def measure_everything() -> dict[str, Any]:
    """Measure everything, with all ten million random inputs."""
    return _measure(FUZZ_INPUTS_IN_ALL)


def _measure(fuzz_inputs: int) -> dict[str, Any]:
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "readers": lambda: {
            "sdt_ratio": round(sdt_ratio(), 3),
            "pcsc_ratio": round(pcsc_ratio(), 3),
        },
        "pages": measure_pages,
        "awkward": measure_awkward_pages,
        "cards": measure_card_photos,
        "cycling": measure_cycling,
        "fuzzing": lambda: attack_all(fuzz_inputs, FUZZ_SEED),
    }
    asked = os.environ.get(PARTS, ",".join(parts)).split(",")
    unknown = set(asked) - set(parts)
    if unknown:
        raise ValueError(
            f"{PARTS}: no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}"
        )
    figures: dict[str, Any] = {}
    for name in asked:
        figures |= parts[name]()
    return figures


def measure_cycling(rounds: int = CYCLING_ROUNDS) -> dict[str, int]:
    """Unplug and plug in every device; what leaked counts as lost."""
    with tempfile.TemporaryDirectory(prefix="yimen-cycling-") as folder:
        cycled = cycle_devices(rounds, Path(folder))
    leaked = cycled.leaked_threads + cycled.leaked_descriptors
    return {"cycles": cycled.cycles, "cycles_lost": cycled.lost + leaked}
