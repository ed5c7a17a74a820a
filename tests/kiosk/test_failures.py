"""Work that breaks down is answered: no screen waits for ever, and nothing entered is lost."""

from __future__ import annotations

import queue
from collections.abc import Callable

import pytest

from kiosk.effects import (
    Effect,
    Evaluate,
    IssueTicket,
    Listen,
    LookUpCase,
    LookUpPerson,
    PrintSlip,
    ReadCard,
    ReadCardPhoto,
    Speak,
    Submit,
    TakePhoto,
    TellStaff,
    Understand,
    Wipe,
)
from kiosk.events import (
    ApplicationNotKept,
    CardFailed,
    CasesNotFound,
    Event,
    Heard,
    HeardNothing,
    PhotoTaken,
    Pressed,
    Printed,
    SpeechEnded,
    StaffNotTold,
    TicketFailed,
    Typed,
)
from kiosk.failures import failure_of
from kiosk.journeys.feedback import FeedbackState
from kiosk.journeys.view import AskView, QuestionView
from kiosk.runner import Post, Runner
from tests.kiosk.journeys.conftest import Drive, drive, labels, world

__all__ = ["drive", "world"]
WAITED_FOR = [
    (Understand("居住证怎么办"), HeardNothing),
    (Listen(), HeardNothing),
    (Speak("您好"), SpeechEnded),
    (ReadCard(), CardFailed),
    (ReadCardPhoto(), CardFailed),
    (TakePhoto(), PhotoTaken),
    (Submit("{}"), ApplicationNotKept),
    (IssueTicket("社保", "r1"), TicketFailed),
    (LookUpCase("1"), CasesNotFound),
    (LookUpPerson("1"), CasesNotFound),
    (TellStaff("m1", "question", "为什么"), StaffNotTold),
    (Evaluate("e1", "s1", 1), StaffNotTold),
    (PrintSlip("清单", "", ()), Printed),
]


class Failing:
    """Fails at everything."""

    urgent: tuple[type, ...] = ()

    def __init__(self, *handles: type, before: Callable[[], object] = lambda: None) -> None:
        self.handles = handles
        self._before = before

    def start(self, post: Post) -> None:
        pass

    def stop(self) -> None:
        pass

    def perform(self, effect: Effect, post: Post) -> None:
        self._before()
        raise RuntimeError("a driver's own fault")


@pytest.mark.parametrize(("effect", "kind"), WAITED_FOR)
def test_whatever_is_waited_for_is_answered_when_it_breaks_down(
    effect: Effect, kind: type[Event]
) -> None:
    news: queue.Queue[Event] = queue.Queue()
    runner = Runner({"desk": Failing(type(effect))}, news.put)
    runner.perform(effect)
    assert isinstance(news.get(timeout=10), kind)
    runner.stop()


def test_a_failure_of_an_earlier_visit_is_not_told_to_the_next() -> None:
    news: queue.Queue[Event] = queue.Queue()
    waiting: queue.Queue[None] = queue.Queue()
    desk = Failing(ReadCard, before=lambda: waiting.get(timeout=10))
    runner = Runner({"desk": desk}, news.put)
    runner.perform(ReadCard())
    runner.perform(Wipe())
    waiting.put(None)
    runner.perform(ReadCard())
    waiting.put(None)
    assert isinstance(news.get(timeout=10), CardFailed)
    assert news.empty()
    runner.stop()


def happens(drive: Drive, effect: Effect) -> None:
    """Let an effect break down."""
    failure = failure_of(effect)
    assert failure is not None
    drive.happen(failure)


def test_a_question_that_could_not_be_thought_about_can_be_asked_again(drive: Drive) -> None:
    drive.press("listen")
    (asked,) = drive.happen(Heard("居住证怎么办理"))
    happens(drive, asked)
    body = drive.screen.body
    assert isinstance(body, AskView)
    assert body.phase == "idle" and "再问一次" in body.message
    assert body.heard == "居住证怎么办理"
    assert body.primary is not None and body.primary.enabled
    assert "打字提问" in labels(body.actions)


def test_what_was_written_for_the_staff_stays_when_sending_breaks_down(drive: Drive) -> None:
    drive.happen(Pressed("feedback"), Pressed("write", "complaint"), Typed("等了两个小时"))
    (told,) = drive.press("send")
    happens(drive, told)
    body = drive.screen.body
    assert isinstance(drive.visit.journey, FeedbackState) and isinstance(body, QuestionView)
    assert body.text == "等了两个小时" and "再试一次" in body.fault
    assert drive.press("send") == (told,)
