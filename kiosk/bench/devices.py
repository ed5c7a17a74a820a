"""How well and how fast pages are found, judged and straightened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from math import hypot
from pathlib import Path
from statistics import median
from typing import Any

import cv2

from devices.camera.assessment import BLURRED, GLARE, NO_PAGE, TOO_DARK, assess
from devices.camera.files import scan
from devices.camera.page import find_page
from devices.simulators.cycling import cycle_devices
from devices.simulators.scenes import SceneLook, compose_scene
from kiosk.bench.timing import ms_of

SCENES = 200
FIRST_SEED = 50_000
"""Far from the seeds of the tests, with which the limits were found."""
CORNER_ERROR = 0.01
"""Of the picture's diagonal."""
WIDE_8MP = 3840
REPEATS = 15
CYCLING_ROUNDS = 300
"""Of camera and printers, with a fourth as many of the readers and of pcscd: 1,050 cycles."""

LOOKS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, ""),
    ({}, ""),
    ({"sharp": False}, BLURRED),
    ({"glare": True}, GLARE),
    ({"light": 0.12}, TOO_DARK),
    ({"page": False}, NO_PAGE),
)
"""What a scene is like, and the reason with which it should be refused ('' for none)."""


def measure() -> dict[str, Any]:
    """Measure on generated scenes; ratios are shares of all scenes."""
    cv2.setNumThreads(1)
    corners_ok, corners, verdicts_ok = 0, 0, 0
    for look, wanted in _looks():
        scene = compose_scene(look)
        verdict = assess(scene.bgr)
        verdicts_ok += verdict.reason == wanted
        if scene.corners is not None and not wanted:
            corners += 1
            diagonal = hypot(*scene.bgr.shape[:2])
            found = verdict.corners
            corners_ok += found is not None and all(
                hypot(a[0] - b[0], a[1] - b[1]) <= CORNER_ERROR * diagonal
                for a, b in zip(found, scene.corners, strict=True)
            )
    live = compose_scene(SceneLook(seed=FIRST_SEED)).bgr
    large = compose_scene(SceneLook(seed=FIRST_SEED), width=WIDE_8MP).bgr
    return {
        "scenes": SCENES,
        "corner_ok": round(corners_ok / corners, 3),
        "verdict_ok": round(verdicts_ok / SCENES, 3),
        "overlay_fps": round(1000 / _median_ms(lambda: find_page(live)), 1),
        "scan_ms_8mp": round(_median_ms(lambda: scan(large)), 1),
        **measure_cycling(),
    }


def measure_cycling(rounds: int = CYCLING_ROUNDS) -> dict[str, int]:
    """Unplug and plug in every device; what leaked counts as lost."""
    with tempfile.TemporaryDirectory(prefix="yimen-cycling-") as folder:
        cycled = cycle_devices(rounds, Path(folder))
    leaked = cycled.leaked_threads + cycled.leaked_descriptors
    return {"cycles": cycled.cycles, "cycles_lost": cycled.lost + leaked}


def _looks() -> Iterator[tuple[SceneLook, str]]:
    for number in range(SCENES):
        options, wanted = LOOKS[number % len(LOOKS)]
        yield SceneLook(**options, seed=FIRST_SEED + number), wanted


def _median_ms(work: Callable[[], object]) -> float:
    return median(ms_of(work) for _ in range(REPEATS))
