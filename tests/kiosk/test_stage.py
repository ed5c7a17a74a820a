"""The stage takes events in order and does not take a second tap for a first one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.effects import Effect
from kiosk.events import PageSteady, PhotoTaken, Pressed
from kiosk.journeys.view import AskView, HomeView, Screen
from kiosk.journeys.world import World
from kiosk.stage import Stage

from .journeys.conftest import Drive, drive, world  # noqa: F401  # fixtures
from .journeys.test_photograph import at_camera  # noqa: F401  # fixture


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shown() -> list[Screen]:
    return []


@pytest.fixture
def performed() -> list[Effect]:
    return []


@pytest.fixture
def stage(
    world: World,  # noqa: F811
    clock: Clock,
    shown: list[Screen],
    performed: list[Effect],
) -> Iterator[Stage]:
    made = Stage(world, performed.append, shown.append, clock)
    made.start()
    yield made
    made.stop()


def wait(seen: Callable[[], bool]) -> None:
    """Wait a moment for the stage's thread."""
    end_s = time.monotonic() + 3
    while not seen():
        assert time.monotonic() < end_s
        time.sleep(0.005)


def test_press_changes_the_screen_and_is_shown(stage: Stage, shown: list[Screen]) -> None:
    stage.post(Pressed("type"))
    wait(lambda: isinstance(shown[-1].body, AskView))


def test_second_tap_of_a_double_tap_does_not_press_what_came_after(
    stage: Stage, clock: Clock, shown: list[Screen]
) -> None:
    stage.post(Pressed("type"))
    stage.post(Pressed("back"))
    wait(lambda: isinstance(shown[-1].body, AskView))
    assert not stage.is_settled
    clock.now_s += 0.5
    stage.post(Pressed("back"))
    wait(lambda: isinstance(shown[-1].body, HomeView))


def test_a_button_that_changes_under_the_finger_is_not_pressed(
    stage: Stage,
    clock: Clock,
    shown: list[Screen],
    at_camera: Drive,  # noqa: F811
) -> None:
    """The shutter goes off by itself as 拍照 is pressed: at the same place stands 用这张 now."""
    stage.visit, stage.screen = at_camera.visit, at_camera.screen
    stage.post(PageSteady())
    stage.post(PhotoTaken(True, "", b"jpeg", b"png"))
    stage.post(Pressed("keep_photo"))
    wait(lambda: phase(shown) == "accepted")
    time.sleep(0.05)
    assert phase(shown) == "accepted"
    # Any other button still is what it was.
    stage.post(Pressed("retake_photo"))
    wait(lambda: phase(shown) == "live")


def phase(shown: list[Screen]) -> str:
    """Return the phase of the photograph on the last screen shown."""
    return getattr(shown[-1].body, "phase", "")


def test_failing_event_leaves_the_screen_and_the_loop_alive(
    stage: Stage, clock: Clock, shown: list[Screen], caplog: pytest.LogCaptureFixture
) -> None:
    stage.post(Pressed("show_answer", "no such item"))
    wait(lambda: "Pressed failed" in caplog.text)
    stage.post(Pressed("type"))
    wait(lambda: isinstance(shown[-1].body, AskView))
