"""Sheets over one another and paper on a white desk are told in words, and nothing else is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from devices.camera.assessment import CURLED, HEAP, NO_PAGE, WHITE_DESK, assess
from devices.camera.files import WITHOUT_EDGES, scan
from devices.camera.heaps import is_heap, is_white_on_white, lies_over_another
from devices.simulators.photographs import WHITE, Shot, photograph
from devices.simulators.scenes import SceneLook, compose_scene, lease


@pytest.mark.parametrize(
    ("other", "desk", "seed"),
    [("under", "wood", 101), ("under", "cloth", 102), ("over", "plain", 103), ("over", "mat", 104)],
)
def test_two_sheets_over_one_another_are_refused_with_the_remedy(
    other: str, desk: str, seed: int
) -> None:
    shot = Shot(seed, desk, share=0.6, other=other)  # type: ignore[arg-type]  # a name of Shot's own
    verdict = assess(photograph(lease(), shot).bgr)
    assert (verdict.accepted, verdict.reason) == (False, HEAP)


@pytest.mark.parametrize(("desk", "seed"), [("cloth", 904), ("plain", 911), ("mat", 909)])
def test_two_sheets_found_as_one_show_the_desk_between_them(desk: str, seed: int) -> None:
    share = float(np.random.default_rng(seed).uniform(0.55, 0.8))
    verdict = assess(photograph(lease(), Shot(seed, desk, share=share, other="under")).bgr)
    assert (verdict.accepted, verdict.reason) == (False, HEAP)


@pytest.mark.parametrize(("dark", "lamp"), [(0.7, 0.35), (0.5, 0.55)])
@pytest.mark.parametrize("lamp_x", [930, 1100])
def test_a_wooden_desk_as_light_as_paper_under_the_lamp_is_no_paper(
    dark: float, lamp: float, lamp_x: int
) -> None:
    desk = np.full((720, 1280, 3), (110, 165, 212), np.float32)
    desk[50:660, 420:880] = cv2.resize(lease(), (460, 610), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[:720, :1280]
    light = dark + lamp * np.exp(-((x - lamp_x) ** 2 + (y - 330) ** 2) / 260**2)
    noise = np.random.default_rng(1).normal(0, 2, desk.shape)
    verdict = assess(np.clip(desk * light[..., None] + noise, 0, 255).astype(np.uint8))
    assert (verdict.accepted, verdict.reason) == (True, "")
    assert verdict.corners is not None
    assert np.allclose(verdict.corners, [(420, 50), (880, 50), (880, 660), (420, 660)], atol=4)


@pytest.mark.parametrize("options", [{}, {"hand": True}, {"shadow": True}, {"tilt_deg": 40.0}])
def test_one_sheet_is_no_heap(options: dict[str, object]) -> None:
    taken = photograph(lease(), Shot(105, "wood", **options))  # type: ignore[arg-type]  # names of Shot's own
    assert assess(taken.bgr).accepted
    assert not lies_over_another(taken.bgr, taken.corners)


@pytest.mark.parametrize("seed", [100, 101])
def test_paper_on_a_desk_as_white_is_told_to_be_laid_on_something_dark(seed: int) -> None:
    picture = photograph(lease(), Shot(seed, WHITE)).bgr
    verdict = assess(picture)
    assert verdict.reason == WHITE_DESK and "深色" in WHITE_DESK
    assert verdict.is_legible_whole


@pytest.mark.parametrize(("curl", "desk"), [(0.12, "wood"), (-0.12, "plain"), (-0.07, "cloth")])
def test_a_curled_sheet_is_refused_but_may_be_kept_whole(curl: float, desk: str) -> None:
    verdict = assess(photograph(lease(), Shot(821, desk, share=0.7, curl=curl)).bgr)
    assert (verdict.reason, verdict.is_legible_whole) == (CURLED, True)


def test_a_sheet_that_is_hardly_curled_is_accepted() -> None:
    assert assess(photograph(lease(), Shot(822, "wood", share=0.7, curl=0.01)).bgr).accepted


def test_a_thumb_on_a_corner_does_not_move_it() -> None:
    taken = photograph(lease(), Shot(823, "wood", thumb=True))
    verdict = assess(taken.bgr)
    assert verdict.accepted and verdict.corners is not None
    assert np.allclose(verdict.corners, taken.corners, atol=6)


def test_an_empty_desk_is_still_an_empty_desk() -> None:
    assert assess(compose_scene(SceneLook(page=False)).bgr).reason == NO_PAGE
    blank = np.full((720, 1280, 3), 235, np.uint8)
    assert not is_white_on_white(blank) and not is_heap(blank)
    assert assess(blank).reason == NO_PAGE


def test_a_file_that_is_all_page_stays_a_page() -> None:
    whole = cv2.resize(lease(), (930, 1230), interpolation=cv2.INTER_AREA)
    found = scan(np.asarray(whole, np.uint8))
    assert found.accepted and found.reason == WITHOUT_EDGES
