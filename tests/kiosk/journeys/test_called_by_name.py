"""Calling the robot by name, and cutting its answer short, as the journeys see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest

from devices.status import DeviceState
from kiosk.effects import (
    AwaitName,
    Effect,
    Hush,
    Listen,
    Overhear,
    Speak,
    StopAwaiting,
    StopListening,
    StopOverhearing,
    Understand,
    Wipe,
)
from kiosk.events import (
    CalledByName,
    DeviceChanged,
    Guess,
    Heard,
    HeardNothing,
    Pressed,
    ServiceChanged,
    SpeechEnded,
    SpokenOver,
    Understood,
)
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.view import AskView, HomeView, LobbyView
from kiosk.journeys.world import World
from kiosk.stage import Stage

from .conftest import Drive

NAME = "你好一门"


@pytest.fixture
def robot(world: World) -> Drive:
    drive = Drive(replace(world, wake_phrase=NAME, has_face=True, hears_over_speech=True))
    drive.wait(1)
    return drive


def test_the_first_screen_says_the_name_and_waits_for_it(robot: Drive) -> None:
    assert robot.effects == [AwaitName()]
    body = robot.screen.body
    assert isinstance(body, LobbyView)
    assert NAME in body.greeting


def test_a_kiosk_that_may_be_called_says_so_on_its_voice_door(world: World) -> None:
    body = Drive(replace(world, wake_phrase=NAME)).screen.body
    assert isinstance(body, HomeView)
    assert NAME in body.voice.label


def test_a_terminal_without_a_name_waits_for_none(drive: Drive) -> None:
    drive.wait(1)
    assert drive.effects == []
    assert isinstance(drive.screen.body, HomeView)
    assert drive.screen.body.voice.label == "点这里，直接说"


def test_who_calls_is_listened_to_and_answered_nothing(robot: Drive) -> None:
    effects = robot.happen(CalledByName())
    assert effects == (Hush(), Listen(), StopAwaiting())
    assert isinstance(robot.screen.body, AskView)
    assert robot.screen.body.phase == "listening"
    assert robot.asked(Speak) == []
    assert robot.happen(Heard("居住证怎么办")) == (Understand("居住证怎么办"),)


def test_a_hall_that_only_sounded_like_the_name_brings_the_first_screen_back(robot: Drive) -> None:
    robot.happen(CalledByName())
    nothing = HeardNothing("没有听到说话", "请靠近话筒再说一遍")
    assert robot.happen(nothing) == (Listen(),)
    body = robot.screen.body
    assert isinstance(body, AskView) and body.phase == "listening"
    assert "没有听到说话" in body.message
    effects = robot.happen(nothing)
    assert Wipe() in effects and effects[-1] == AwaitName()
    assert isinstance(robot.screen.body, LobbyView)
    assert robot.asked(Speak) == []


def test_who_called_and_asked_before_is_told_when_nothing_was_heard(robot: Drive) -> None:
    robot.happen(CalledByName(), Heard("今天天气怎么样"), Understood("reject"))
    robot.press("listen")
    robot.happen(HeardNothing("没有听到说话", "请靠近话筒再说一遍"))
    assert isinstance(robot.screen.body, AskView)
    assert "没有听到说话" in robot.screen.body.message


def test_nobody_is_called_while_a_visit_goes_on_and_after_it_the_name_counts_again(
    robot: Drive,
) -> None:
    assert StopAwaiting() in robot.press("listen")
    # A call that came in the same moment as the press.
    assert robot.happen(CalledByName()) == (StopListening(),)
    assert robot.press("leave")[-1] == AwaitName()


@pytest.mark.parametrize(
    "event",
    [
        ServiceChanged(False),
        DeviceChanged("microphone", DeviceState.ABSENT, "没有找到话筒"),
        Pressed("language"),
    ],
)
def test_no_name_is_waited_for_where_none_could_be_answered(robot: Drive, event: object) -> None:
    assert robot.happen(event)[-1] == StopAwaiting()  # type: ignore[arg-type]


def answered(robot: Drive, code: str) -> Speak:
    robot.happen(CalledByName(), Heard("居住证怎么办", "whisper"))
    *_, spoken = robot.happen(Understood("answer", (Guess(code, "how", 0.9),)))
    assert isinstance(spoken, Speak)
    return spoken


def test_who_speaks_over_the_answer_silences_it_and_is_heard(
    robot: Drive, code_of: Callable[[str], str]
) -> None:
    spoken = answered(robot, code_of("居住证申领"))
    body = robot.screen.body
    assert isinstance(body, AskView) and "直接说话" in body.prompt
    assert robot.happen(SpokenOver()) == (Hush(),)
    # The voice ends because it was hushed: the ear is open already.
    assert robot.happen(SpeechEnded("", spoken.text)) == ()
    body = robot.screen.body
    assert isinstance(body, AskView)
    assert body.phase == "listening" and body.card is not None
    robot.happen(Heard("那要多少钱", "whisper"))
    assert isinstance(robot.visit.journey, ConsultState)
    assert robot.visit.journey.aspect == "how_much"


@pytest.mark.parametrize("said", ["等一下", "停", "你先等等", "停一下。"])
def test_who_says_stop_over_the_answer_keeps_it_before_the_eyes_and_is_listened_to(
    robot: Drive, code_of: Callable[[str], str], said: str
) -> None:
    answered(robot, code_of("居住证申领"))
    robot.happen(SpokenOver())
    effects = robot.happen(Heard(said, "whisper"))
    assert effects == (Hush(), Listen())
    body = robot.screen.body
    assert isinstance(body, AskView)
    assert body.phase == "listening" and body.card is not None


def test_an_answer_asked_for_with_a_finger_is_cut_short_with_a_finger(
    robot: Drive, code_of: Callable[[str], str]
) -> None:
    robot.press("show_answer", code_of("居住证申领"))
    body = robot.screen.body
    assert isinstance(body, AskView) and "停止朗读" in body.prompt


class Staged:
    """A stage whose effects are written down."""

    def __init__(self, world: World) -> None:
        self.effects: list[Effect] = []
        seconds: Iterator[int] = count()
        self.stage = Stage(
            world, self.effects.append, lambda screen: None, lambda: float(next(seconds))
        )


def test_the_ear_is_open_beside_the_voice_only_for_who_goes_on_by_voice(
    world: World, code_of: Callable[[str], str]
) -> None:
    staged = Staged(replace(world, hears_over_speech=True))
    answer = Understood("answer", (Guess(code_of("居住证申领"), "how", 0.9),))
    for event in (Pressed("listen"), Heard("居住证怎么办", "whisper"), answer):
        staged.stage.take(event)
    assert isinstance(staged.effects[-2], Speak)
    assert staged.effects[-1] == Overhear()
    staged.stage.take(SpeechEnded("", staged.effects[-2].text))
    assert staged.effects[-2:] == [StopOverhearing(), Listen()]

    staged = Staged(replace(world, hears_over_speech=True))
    staged.stage.take(Pressed("show_answer", code_of("居住证申领")))
    assert Overhear() not in staged.effects


def test_a_form_filled_in_by_voice_can_be_cut_short_too(
    world: World, code_of: Callable[[str], str]
) -> None:
    staged = Staged(replace(world, hears_over_speech=True, has_face=True))
    answer = Understood("answer", (Guess(code_of("居住证申领"), "how", 0.9),))
    staged.stage.take(Pressed("listen"))
    for event in (Heard("居住证怎么办", "whisper"), answer):
        staged.stage.take(event)
    staged.stage.take(SpeechEnded("", staged.stage.visit.journey.spoken_text))  # type: ignore[union-attr]
    staged.stage.take(Heard("马上填表", "whisper"))
    spoken = [one for one in staged.effects if isinstance(one, Speak)][-1]
    assert staged.effects[-1] == Overhear()
    staged.effects.clear()
    staged.stage.take(SpokenOver())
    assert staged.effects == [Hush()]
    staged.effects.clear()
    staged.stage.take(SpeechEnded("", spoken.text))
    # Who cut it short is being heard: the ear is not opened a second time.
    assert Listen() not in staged.effects
