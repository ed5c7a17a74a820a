"""The attendant: waits for the name, notices who speaks over the machine, and keeps nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.effects import AwaitName, Listen, Overhear, StopAwaiting, StopOverhearing, Wipe
from kiosk.events import CalledByName, Event, Heard, HeardNothing, SpokenOver
from kiosk.performers.attending import Attendant
from kiosk.performers.hearing import Ear
from voice.endpointing import Endpointer
from voice.listener import Listener, ListenSettings
from voice.microphone import BLOCK_SAMPLES
from voice.recognizers import ScriptedRecognizer
from voice.waking import WAITING, WakePhrase

QUIET, LOUD = 0.0005, 0.1


class Hall:
    """A microphone into a hall that is quiet until somebody is let speak; each block takes 1 ms."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(1)
        self._loud = 0
        self.is_open = False
        self.reads = 0

    def speak(self, blocks: int) -> None:
        self._loud = blocks

    def open(self) -> None:
        self.is_open = True

    def read(self) -> bytes:
        time.sleep(0.001)
        self.reads += 1
        level = LOUD if self._loud > 0 else QUIET
        self._loud -= 1
        noise = self._random.normal(0, level, BLOCK_SAMPLES)
        return (np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes()

    def close(self) -> None:
        self.is_open = False


class Scene:
    """An ear and its attendant over one hall, and what they posted."""

    def __init__(self, texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.hall = Hall()
        monkeypatch.setattr("voice.waking.silero_detector", lambda: lambda block: 1.0, raising=True)
        listener = Listener(
            self.hall,
            ScriptedRecognizer(texts),
            new_endpointer=lambda: Endpointer(lambda block: 1.0),
            new_overhearer=lambda: Endpointer(lambda block: 1.0),
            settings=ListenSettings(wait_s=2.0),
        )
        self.ear = Ear(lambda: listener)
        self.ear.reopen()
        self.attendant = Attendant(self.ear, WakePhrase("你好一门"), True, retry_s=0.05)
        self.attendant.start(self.post)
        self.posted: list[Event] = []

    def post(self, event: Event) -> None:
        self.posted.append(event)

    def order(self, effect: object) -> None:
        self.attendant.perform(effect, self.post)  # type: ignore[arg-type]

    def happened(self, kind: type[Event]) -> bool:
        return any(isinstance(event, kind) for event in self.posted)


def until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        if true():
            return True
        time.sleep(0.002)
    return False


@pytest.fixture
def scene_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[list[str]], Scene]]:
    scenes: list[Scene] = []

    def make(texts: list[str]) -> Scene:
        scenes.append(Scene(texts, monkeypatch))
        return scenes[-1]

    yield make
    for scene in scenes:
        scene.attendant.stop()
        assert until(lambda: not scene.hall.is_open)  # noqa: B023 - asked at once


def test_whoever_calls_the_name_is_heard_and_the_ear_asked_for_stays_out_of_it(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of(["你好一门", "你好一门", "居住证怎么办"])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.reads > 60)
    scene.hall.speak(40)
    assert until(lambda: scene.happened(CalledByName))
    # As the journey does when it is called.
    scene.order(Listen())
    scene.ear.perform(Listen(), scene.post)
    scene.hall.speak(40)
    assert until(lambda: scene.happened(Heard))
    assert [one for one in scene.posted if isinstance(one, Heard)] == [Heard("居住证怎么办")]
    assert until(lambda: not scene.ear.is_taken)


def test_who_is_called_by_the_hall_alone_hears_nothing_and_says_so(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of(["你好一门", "你好一门"])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.reads > 60)
    scene.hall.speak(40)
    assert until(lambda: scene.happened(HeardNothing))
    assert not scene.happened(Heard)


def test_other_words_call_nobody_and_are_told_to_nobody(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of(["我先去取个号"])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.reads > 60)
    scene.hall.speak(40)
    read = scene.hall.reads
    assert until(lambda: scene.hall.reads > read + 120)
    assert scene.posted == []


@pytest.mark.parametrize("order", [StopAwaiting(), Listen(), Wipe()])
def test_the_microphone_is_given_back_as_soon_as_somebody_else_wants_it(
    scene_of: Callable[[list[str]], Scene], order: object
) -> None:
    scene = scene_of([])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.is_open)
    scene.order(order)
    assert until(lambda: not scene.hall.is_open)


def test_who_speaks_over_the_machine_is_told_at_once_and_heard_to_the_end(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of(["等一下"])
    scene.order(Overhear())
    assert until(lambda: scene.hall.reads > 60)
    scene.hall.speak(40)
    assert until(lambda: scene.happened(SpokenOver))
    # The voice falls silent because of it, which must not end the sentence.
    scene.order(StopOverhearing())
    assert until(lambda: scene.happened(Heard))
    assert scene.posted[-1] == Heard("等一下")


def test_nobody_is_overheard_once_the_machine_is_done(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of(["不会用到"])
    scene.order(Overhear())
    assert until(lambda: scene.hall.is_open)
    scene.order(StopOverhearing())
    assert until(lambda: not scene.hall.is_open)
    assert scene.posted == []


def test_without_an_echo_canceller_the_microphone_stays_shut_while_the_machine_speaks(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of([])
    deaf = Attendant(scene.ear, None, False)
    for effect in (Overhear(), AwaitName()):
        deaf.perform(effect, scene.post)
    assert not scene.hall.is_open


def test_while_it_waits_nothing_is_written_anywhere(
    scene_of: Callable[[list[str]], Scene],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(0)
    scene = scene_of(["我叫样本人", "你好一门", "那边还有什么"])
    scene.order(AwaitName())
    for _ in range(2):
        read = scene.hall.reads
        assert until(lambda: scene.hall.reads > read + 60)  # noqa: B023 - asked at once
        scene.hall.speak(40)
    read = scene.hall.reads
    assert until(lambda: scene.hall.reads > read + 120)
    assert list(tmp_path.rglob("*")) == []
    assert caplog.text == ""
    assert scene.posted == []


def test_waiting_threads_end_with_the_terminal(scene_of: Callable[[list[str]], Scene]) -> None:
    scene = scene_of([])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.is_open)
    scene.attendant.stop()
    ended = until(lambda: all(one.name != "attendant" for one in threading.enumerate()))
    assert ended
    assert WAITING.spares_detector


def test_a_microphone_in_use_all_day_can_be_asked_about(
    scene_of: Callable[[list[str]], Scene],
) -> None:
    scene = scene_of([])
    scene.order(AwaitName())
    assert until(lambda: scene.hall.is_open)
    assert scene.ear.listener is not None
    assert scene.ear.listener.try_microphone() is None
    assert scene.hall.is_open
