"""The terminal calls the five levels as the hall does, and as it last did when it is away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from kiosk.events import Event, LevelsSeen
from kiosk.performers.levels import LevelsDesk
from kiosk.platform.client import HallClient
from kiosk.platform.protocol import EvaluationLevels

OURS = EvaluationLevels(
    names=("很好", "好", "一般", "差", "很差"), english=("A", "B", "C", "D", "E"), satisfied=2
)
SEEN = LevelsSeen(("很好", "好", "一般", "差", "很差"), ("A", "B", "C", "D", "E"), 2)


class AnsweringHall(HallClient):
    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")

    def evaluation_levels(self) -> EvaluationLevels:
        return OURS


def await_true(what: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 20
    while not what() and time.monotonic() < end_s:
        time.sleep(0.01)
    assert what()


def test_what_the_hall_said_is_told_once_and_holds_while_it_is_away(tmp_path: Path) -> None:
    kept, told = tmp_path / "levels.json", list[Event]()
    desk = LevelsDesk(AnsweringHall(), kept, poll_s=0.01)
    desk.start(told.append)
    await_true(kept.exists)
    await_true(lambda: bool(told))
    desk.stop()
    assert told == [SEEN]
    again = list[Event]()
    away = LevelsDesk(HallClient("http://127.0.0.1:9", 0.1), kept)
    away.start(again.append)
    await_true(lambda: bool(again))
    away.stop()
    assert again == [SEEN]


def test_a_file_that_cannot_be_read_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "levels.json").write_text("{", encoding="utf-8")
    told = list[Event]()
    desk = LevelsDesk(AnsweringHall(), tmp_path / "levels.json")
    desk.start(told.append)
    await_true(lambda: bool(told))
    desk.stop()
    assert told == [SEEN]
