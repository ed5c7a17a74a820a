"""Guidance while somebody sits before the camera."""

from __future__ import annotations

import time

import numpy as np

from devices.camera.camera import Frame, Picture
from devices.camera.live_portrait import REST_S, Guidance, LivePortrait, mirrored
from devices.camera.portrait import TOO_FAR
from devices.simulators.sitters import Sitting, sit

STEP_S = 0.6


def small(sitting: Sitting) -> Picture:
    return np.ascontiguousarray(sit(sitting)[::2, ::2])


def watch(*pictures: Picture) -> list[Guidance]:
    """Show one picture after another, each until it has been looked at."""
    live, found = LivePortrait(), []
    for number, picture in enumerate(pictures):
        frame = Frame(picture, number * STEP_S)
        assert live.look(frame) is None
        end_s = time.monotonic() + 10
        while (guidance := live.look(frame)) is None and time.monotonic() < end_s:
            time.sleep(0.01)
        assert guidance is not None
        found.append(guidance)
    live.close()
    return found


def test_who_sits_well_and_still_is_told_once() -> None:
    good = small(Sitting())
    guided = watch(*[good] * 5)
    assert [one.reason for one in guided] == [""] * 5
    steady = [n for n, one in enumerate(guided) if one.is_steady]
    assert len(steady) == 1 and steady[0] * STEP_S >= REST_S


def test_who_moves_or_sits_badly_is_not_photographed() -> None:
    here, there, far = small(Sitting()), small(Sitting(aside=0.12)), small(Sitting(size=0.45))
    guided = watch(here, there, here, far)
    assert not any(one.is_steady for one in guided)
    assert guided[-1].reason == TOO_FAR and "再拍" not in TOO_FAR


def test_the_picture_is_shown_as_in_a_mirror_with_the_face_outlined() -> None:
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[:, :10] = 200
    assert mirrored(picture, None)[0, -1, 0] == 200
    plain, drawn = mirrored(picture, None), mirrored(picture, Guidance("", (40, 60, 60, 60)))
    changed = np.argwhere((plain != drawn).any(axis=2))
    assert abs(float(changed[:, 1].mean()) - (300 - 70)) < 5
