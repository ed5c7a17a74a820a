from __future__ import annotations

import cv2
import numpy as np
import pytest

from devices.camera import assess, encode_jpeg, encode_preview_png, straighten
from devices.camera.assessment import (
    BLURRED,
    CUT_OFF,
    GLARE,
    NO_PAGE,
    NO_TEXT,
    TOO_DARK,
    TOO_SMALL,
    judge_page,
)
from devices.camera.page import page_share
from devices.simulators.scenes import Scene, SceneLook, compose_scene

SEEDS = range(1, 9)


def corner_error(scene: Scene, corners: object) -> float:
    """The farthest corner's distance from the truth, as a share of the diagonal."""
    away = np.array(corners) - np.array(scene.corners)
    return float(np.hypot(*away.T).max() / np.hypot(*scene.bgr.shape[:2]))


@pytest.mark.parametrize("angle_deg", [0, 90, 135])
def test_a_page_that_moved_while_it_was_taken_is_blurred_whichever_way(angle_deg: int) -> None:
    still = compose_scene(SceneLook(seed=21)).bgr
    way = np.zeros((13, 13), np.float32)
    step = 6 * np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    first, last = ((6 + sign * step).round().astype(int).tolist() for sign in (-1, 1))
    cv2.line(way, first, last, 1.0)
    moved = np.asarray(cv2.filter2D(still, -1, way / way.sum()), np.uint8)
    assert assess(still).accepted
    assert assess(moved).reason == BLURRED


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sharp_page_is_accepted_and_its_corners_are_found(seed: int) -> None:
    scene = compose_scene(SceneLook(seed=seed))
    verdict = assess(scene.bgr)
    assert verdict.accepted, verdict.reason
    assert verdict.reason == ""
    assert corner_error(scene, verdict.corners) < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_a_blurred_page_is_refused_and_its_corners_are_still_found(seed: int) -> None:
    scene = compose_scene(SceneLook(sharp=False, seed=seed))
    verdict = assess(scene.bgr)
    assert (verdict.accepted, verdict.reason) == (False, BLURRED)
    assert corner_error(scene, verdict.corners) < 0.02


@pytest.mark.parametrize("seed", [1, 4, 6])
@pytest.mark.parametrize(
    ("look", "reason"),
    [
        ({"light": 0.25}, TOO_DARK),
        ({"glare": True}, GLARE),
        ({"page": False}, NO_PAGE),
        ({"page": False, "light": 0.1}, TOO_DARK),
    ],
    ids=["dark", "glare", "empty desk", "lights off"],
)
def test_a_bad_photograph_is_refused_with_its_reason(
    seed: int, look: dict[str, bool], reason: str
) -> None:
    verdict = assess(compose_scene(SceneLook(**look, seed=seed)).bgr)
    assert (verdict.accepted, verdict.reason) == (False, reason)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_noise_of_a_sensor_is_not_taken_for_sharp_print(seed: int) -> None:
    blurred = cv2.GaussianBlur(compose_scene(SceneLook(seed=seed)).bgr, (0, 0), 5.0)
    noise = np.random.default_rng(seed).normal(0, 4, blurred.shape)
    noisy = np.clip(blurred + noise, 0, 255).astype(np.uint8)
    verdict = assess(noisy)
    assert (verdict.accepted, verdict.reason) == (False, BLURRED)


def _lit_from_one_side(page: np.ndarray, left: float, right: float) -> np.ndarray:
    light = np.linspace(left, right, page.shape[1])[np.newaxis, :, np.newaxis]
    return np.clip(page * light, 0, 255).astype(np.uint8)


def _printed_page() -> np.ndarray:
    page = np.full((900, 640, 3), 248, np.uint8)
    for row in range(60, 860, 30):
        cv2.putText(page, "specimen of a contract", (40, row), 0, 1.0, (30, 30, 30), 2)
    return page


def test_paper_that_is_lighter_on_one_side_has_no_glare() -> None:
    assert judge_page(_lit_from_one_side(_printed_page(), 0.85, 1.1)) == ""


def test_a_spot_on_paper_that_is_lighter_on_one_side_is_glare() -> None:
    page = _lit_from_one_side(_printed_page(), 0.8, 1.0).astype(np.float32)
    y, x = np.mgrid[:900, :640]
    page += (300 * np.exp(-((x - 250) ** 2 + (y - 400) ** 2) / (2 * 60**2)))[..., np.newaxis]
    assert judge_page(np.clip(page, 0, 255).astype(np.uint8)) == GLARE


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_dim_but_readable_page_is_accepted(seed: int) -> None:
    assert assess(compose_scene(SceneLook(light=0.6, seed=seed)).bgr).accepted


@pytest.mark.parametrize("shift", [(0.0, 120.0), (0.0, -120.0)], ids=["below", "above"])
def test_a_page_that_runs_out_of_the_picture_is_refused(shift: tuple[float, float]) -> None:
    verdict = assess(compose_scene(SceneLook(), shift).bgr)
    assert (verdict.accepted, verdict.reason) == (False, CUT_OFF)


def test_a_page_too_far_away_is_refused() -> None:
    near = compose_scene(SceneLook()).bgr
    far = cv2.copyMakeBorder(near, 720, 720, 1280, 1280, cv2.BORDER_CONSTANT, value=(58, 82, 112))
    verdict = assess(cv2.resize(far, (1280, 720), interpolation=cv2.INTER_AREA))
    assert not verdict.accepted
    assert verdict.reason in (TOO_SMALL, NO_PAGE)


def test_the_empty_back_of_a_page_is_refused() -> None:
    desk = np.full((720, 1280, 3), (58, 82, 112), np.uint8)
    desk[60:660, 400:850] = 230
    noise = np.random.default_rng(1).normal(0, 2, desk.shape)
    verdict = assess(np.clip(desk + noise, 0, 255).astype(np.uint8))
    assert (verdict.accepted, verdict.reason) == (False, NO_TEXT)


def test_fingers_that_hold_a_page_do_not_move_its_corners() -> None:
    scene = compose_scene(SceneLook(seed=4))
    assert scene.corners is not None
    _, right, below, _ = np.array(scene.corners)
    place = (right + below) / 2
    for finger in (-34, 0, 34):
        tip = (int(place[0]) - 40, int(place[1]) + finger)
        cv2.line(scene.bgr, tip, (tip[0] + 400, tip[1] + 60), (96, 110, 130), 31, cv2.LINE_AA)
    verdict = assess(scene.bgr)
    assert verdict.accepted, verdict.reason
    assert corner_error(scene, verdict.corners) < 0.006


def test_a_black_picture_is_too_dark() -> None:
    assert assess(np.zeros((720, 1280, 3), np.uint8)).reason == TOO_DARK


def test_a_white_picture_shows_no_page() -> None:
    assert assess(np.full((720, 1280, 3), 255, np.uint8)).reason == NO_PAGE


def test_every_reason_says_what_to_do() -> None:
    reasons = (BLURRED, CUT_OFF, GLARE, NO_PAGE, NO_TEXT, TOO_DARK, TOO_SMALL)
    assert all("请" in reason and "再拍一次" in reason for reason in reasons)


def test_the_straightened_page_is_the_page_and_nothing_else() -> None:
    scene = compose_scene(SceneLook(seed=3), width=1920)
    corners = assess(scene.bgr).corners
    assert corners is not None
    page = straighten(scene.bgr, corners)
    height, width = page.shape[:2]
    assert height / width == pytest.approx(1640 / 1240, rel=0.06)
    assert page_share(corners, 1920, 1080) == pytest.approx(height * width / 1920 / 1080, rel=0.1)
    rim = np.concatenate([page[8], page[-9], page[:, 8], page[:, -9]])
    assert np.median(rim) > 200
    assert assess(scene.bgr).accepted


def test_a_photograph_fits_into_the_bytes_allowed() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (1080, 1920, 3), dtype=np.uint8)
    data = encode_jpeg(noise, max_bytes=200_000)
    assert len(data) <= 200_000
    assert data.startswith(b"\xff\xd8")


def test_a_photograph_keeps_its_size_if_it_fits() -> None:
    bgr = compose_scene(SceneLook()).bgr
    decoded = cv2.imdecode(np.frombuffer(encode_jpeg(bgr), np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == bgr.shape


@pytest.mark.parametrize(("asked", "got"), [(900, 900), (2000, 1280)])
def test_a_preview_is_no_wider_than_asked_or_than_the_picture(asked: int, got: int) -> None:
    data = encode_preview_png(compose_scene(SceneLook()).bgr, width=asked)
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert data.startswith(b"\x89PNG")
    assert decoded is not None
    assert decoded.shape[1] == got
