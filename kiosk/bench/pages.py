"""How well and how fast pages are found, judged and straightened."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import hypot
from statistics import median
from typing import Any

import cv2
import numpy as np

from devices.camera.assessment import BLURRED, CUT_OFF, GLARE, NO_PAGE, TOO_DARK, assess
from devices.camera.camera import Frame, Picture
from devices.camera.files import scan
from devices.camera.live import LiveEdges, outlined
from devices.camera.page import Corners
from devices.simulators.photographs import DESKS, Shot, photograph
from devices.simulators.scenes import SceneLook, compose_scene, lease
from kiosk.bench.timing import ms_of

SCENES = 200
FIRST_SEED = 50_000
"""Far from the seeds of the tests, with which the limits were found."""
CORNER_ERROR = 0.01
"""Of the picture's diagonal."""
WIDE_8MP = 3840
REPEATS = 15

LOOKS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, ""),
    ({}, ""),
    ({"sharp": False}, BLURRED),
    ({"glare": True}, GLARE),
    ({"light": 0.12}, TOO_DARK),
    ({"page": False}, NO_PAGE),
)
"""What a scene over the counter is like, and the reason with which it should be refused."""

SHOTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, ""),
    ({"tilt_deg": 45}, ""),
    ({"turn_deg": 35}, ""),
    ({"shadow": True}, ""),
    ({"hand": True}, ""),
    ({"blur": 3.4}, BLURRED),
    ({"glare": True}, GLARE),
    ({"light": 0.14}, TOO_DARK),
    ({"outside": 0.25}, CUT_OFF),
)
"""The same for photographs on any desk, on white and coloured paper."""
TINTS = ((255, 255, 255), (255, 255, 255), (205, 236, 250), (250, 226, 208), (212, 240, 216))


@dataclass(frozen=True)
class _Case:
    bgr: Picture
    corners: Corners | None
    wanted: str


def measure_pages() -> dict[str, Any]:
    """Measure on generated scenes; ratios are shares of the scenes they can be told of."""
    cv2.setNumThreads(1)
    corners_ok, corners, verdicts_ok = 0, 0, 0
    for case in _cases():
        verdict = assess(case.bgr)
        verdicts_ok += verdict.reason == case.wanted
        if case.corners is not None and not case.wanted:
            corners += 1
            corners_ok += _is_near(verdict.corners, case.corners, case.bgr)
    live = compose_scene(SceneLook(seed=FIRST_SEED)).bgr
    large = compose_scene(SceneLook(seed=FIRST_SEED), width=WIDE_8MP).bgr
    edges = LiveEdges()
    overlay_ms = _median_ms(lambda: outlined(live, edges.look(Frame(live, 0.0))))
    return {
        "scenes": SCENES,
        "corner_ok": round(corners_ok / corners, 3),
        "verdict_ok": round(verdicts_ok / SCENES, 3),
        "overlay_fps": round(1000 / overlay_ms, 1),
        "ui_blocked_ms": _ui_blocked_ms(),
        "scan_ms_8mp": round(_median_ms(lambda: scan(large)), 1),
    }


def _cases() -> Iterator[_Case]:
    desks = tuple(DESKS)
    for number in range(SCENES // 2):
        options, wanted = LOOKS[number % len(LOOKS)]
        scene = compose_scene(SceneLook(**options, seed=FIRST_SEED + number))
        yield _Case(scene.bgr, scene.corners, wanted)
    for number in range(SCENES - SCENES // 2):
        options, wanted = SHOTS[number % len(SHOTS)]
        rng = np.random.default_rng(FIRST_SEED + number)
        tint = np.array(TINTS[number % len(TINTS)]) / 255
        sheet = np.clip(lease() * tint, 0, 255).astype(np.uint8)
        share, light = float(rng.uniform(0.7, 0.9)), float(rng.uniform(0.75, 1.05))
        asked = {"light": light, "share": share, "tilt_deg": 20.0, "turn_deg": 12.0} | options
        shot = Shot(FIRST_SEED + number, desks[number % len(desks)], **asked)
        taken = photograph(sheet, shot)
        yield _Case(taken.bgr, taken.corners, wanted)


def _is_near(found: Corners | None, true: Corners, bgr: Picture) -> bool:
    """Whether each true corner was found, whichever of them counts as the first."""
    within = CORNER_ERROR * hypot(*bgr.shape[:2])
    return found is not None and all(
        min(hypot(a[0] - b[0], a[1] - b[1]) for b in found) <= within for a in true
    )


def _ui_blocked_ms() -> float:
    """Return how long a frame holds up the window's thread, in a window of its own."""
    command = [sys.executable, "-m", "kiosk.bench.live_picture"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return float(done.stdout.split()[-1])


def _median_ms(work: Callable[[], object]) -> float:
    return median(ms_of(work) for _ in range(REPEATS))
