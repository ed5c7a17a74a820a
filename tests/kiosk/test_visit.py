"""Walking away, finishing, and what is left of a citizen afterwards: nothing."""

from __future__ import annotations

from kiosk.effects import CallStaff, Wipe
from kiosk.events import Touched
from kiosk.journeys.view import AskView, HomeView

from .journeys.conftest import Drive, drive, world  # fixtures

__all__ = ["drive", "world"]


def test_walking_away_warns_counts_down_and_wipes(drive: Drive) -> None:
    drive.press("type")
    drive.wait(119)
    assert drive.screen.away is None
    drive.wait(2)
    away = drive.screen.away
    assert away is not None and away.seconds == 29
    drive.wait(10)
    away = drive.screen.away
    assert away is not None and away.seconds == 19
    assert Wipe() in drive.wait(20)
    assert isinstance(drive.screen.body, HomeView)


def test_a_touch_during_the_countdown_keeps_the_visit(drive: Drive) -> None:
    drive.press("type")
    drive.wait(125)
    assert drive.screen.away is not None
    drive.happen(Touched())
    assert drive.screen.away is None
    drive.wait(100)
    assert isinstance(drive.screen.body, AskView) and drive.screen.away is None


def test_home_screen_never_counts_down(drive: Drive) -> None:
    assert drive.wait(10_000) == ()
    assert drive.screen.away is None


def test_large_type_of_one_citizen_is_not_left_to_the_next(drive: Drive) -> None:
    drive.press("care")
    assert drive.screen.looks.care
    drive.wait(121)
    drive.wait(31)
    assert not drive.screen.looks.care


def test_help_calls_staff_from_any_screen(drive: Drive) -> None:
    drive.press("type")
    assert CallStaff("help") in drive.press("help")
    assert "工作人员" in drive.screen.banner
