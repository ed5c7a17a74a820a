"""The page's edges in the live picture, and when it lies still."""

from __future__ import annotations

import numpy as np

from devices.camera.camera import Frame
from devices.camera.live import STILL_S, LiveEdges, Outlook, outlined
from devices.simulators.scenes import SceneLook, compose_scene

STEP_S = 0.3


def watch(shifts: list[float], **look: object) -> list[Outlook]:
    """Show a page that is shifted from frame to frame."""
    edges = LiveEdges()
    scenes = (compose_scene(SceneLook(seed=3, **look), (shift, 0.0)).bgr for shift in shifts)
    return [edges.look(Frame(bgr, n * STEP_S)) for n, bgr in enumerate(scenes)]


def test_a_page_that_lies_still_is_told_once() -> None:
    outlooks = watch([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
    assert all(one.corners is not None for one in outlooks)
    steady = [n for n, one in enumerate(outlooks) if one.is_steady]
    assert len(steady) == 1 and steady[0] * STEP_S >= STILL_S


def test_a_page_that_moves_is_not_steady_until_it_rests() -> None:
    outlooks = watch([0.0, 40.0, 80.0, 40.0, 0.0, 40.0])
    assert not any(one.is_steady for one in outlooks)


def test_an_empty_desk_is_never_steady() -> None:
    assert not any(one.is_steady or one.corners for one in watch([0.0] * 6, page=False))


def test_the_outline_is_drawn_into_a_copy() -> None:
    bgr = compose_scene(SceneLook(seed=3)).bgr
    outlook = LiveEdges().look(Frame(bgr, 0.0))
    before = bgr.copy()
    drawn = outlined(bgr, outlook)
    assert np.array_equal(bgr, before) and not np.array_equal(drawn, before)
    assert outlined(bgr, Outlook(None)) is bgr
