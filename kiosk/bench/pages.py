"""How well and how fast pages are found, judged and straightened."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import hypot
from statistics import median
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np

from devices.camera.assessment import BLURRED, CUT_OFF, GLARE, NO_PAGE, TOO_DARK, assess
from devices.camera.camera import Frame, Picture
from devices.camera.files import scan
from devices.camera.live import LiveEdges, outlined
from devices.camera.page import Corners
from devices.simulators.awkward import BANDS, EDGES, with_band
from devices.simulators.photographs import DESKS, WHITE, Photograph, Shot, photograph
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
AWKWARD_SEED = 60_000
AWKWARD: Mapping[str, tuple[int, tuple[dict[str, Any], ...]]] = MappingProxyType(
    {
        "band": (48, ({},)),
        "thumb": (48, ({"thumb": True},)),
        "white_desk": (24, ({"desk": WHITE},)),
        "curl": (48, ({"curl": 0.08}, {"curl": -0.08}, {"curl": 0.16}, {"curl": -0.16})),
        "two_sheets": (288, ({"other": "under"}, {"other": "over"})),
    }
)
"""What is hard to find: how many scenes of it, and how they are photographed."""
ALLOWED_LOSS = 0.01
"""Of the sheet: an accepted picture that lacks more of it is counted as cut off."""
MOST_BESIDE = 0.05
"""Of the sheet: one that takes in more beside it shows more than the sheet."""
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


def measure_awkward_pages() -> dict[str, Any]:
    """Count, of sheets that are hard to find, the ones found whole, and the ones wrongly accepted.

    The others are refused with the reason in words; of two sheets all have to be.
    """
    cv2.setNumThreads(1)
    figures: dict[str, Any] = {}
    for name, (count, ways) in AWKWARD.items():
        whole, wrong = 0, 0
        for number in range(count):
            taken = _awkward(name, number, ways[number // len(DESKS) % len(ways)])
            verdict = assess(taken.bgr)
            if not verdict.accepted or verdict.corners is None:
                continue
            lost, beside = _misfit(taken, verdict.corners)
            is_right = lost <= ALLOWED_LOSS and beside <= MOST_BESIDE and name != "two_sheets"
            whole += is_right
            wrong += not is_right
        figures |= {f"{name}_whole": whole, f"{name}_wrong": wrong, f"{name}_of": count}
    return figures


def _awkward(name: str, number: int, options: dict[str, Any]) -> Photograph:
    seed = AWKWARD_SEED + number
    rng = np.random.default_rng(seed)
    share, tint = float(rng.uniform(0.6, 0.8)), np.array(TINTS[number % len(TINTS)]) / 255
    sheet = lease()
    if name == "band":
        edge = EDGES[number // len(DESKS) % len(EDGES)]
        sheet = with_band(sheet, edge, BANDS[number % len(BANDS)], float(rng.uniform(0.04, 0.12)))
    tinted = np.clip(sheet * tint, 0, 255).astype(np.uint8)
    asked: dict[str, Any] = {
        "desk": tuple(DESKS)[number % len(DESKS)],
        "share": share,
        "tilt_deg": 20.0,
    }
    return photograph(tinted, Shot(seed, **(asked | options)))


def _misfit(taken: Photograph, corners: Corners) -> tuple[float, float]:
    """Return which share of the sheet lies outside the corners, and how much else inside."""
    sheet, found = (
        cv2.fillPoly(
            np.zeros(taken.bgr.shape[:2], np.uint8), [np.rint(np.array(points)).astype(np.int32)], 1
        ).astype(bool)
        for points in (taken.outline, corners)
    )
    area = float(sheet.sum())
    return float((sheet & ~found).sum()) / area, float((found & ~sheet).sum()) / area


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
