"""Listening to one utterance, from the open microphone to its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.endpointing import Endpointer, silero_detector
from voice.errors import MicrophoneError
from voice.levels import meter
from voice.microphone import BLOCK_S, Microphone
from voice.recognizers.recognizer import Hypothesis, Recognizer, Utterance

OnPartial = Callable[[str], None]
OnLevel = Callable[[float], None]
ShouldStop = Callable[[], bool]

_RETRY = "请靠近话筒再说一遍，也可以打字提问"


@dataclass(frozen=True)
class ListenSettings:
    """How long to wait for speech and how long one utterance may be."""

    wait_s: float = 8.0
    longest_s: float = 15.0
    level_every_s: float = 0.1


@dataclass(frozen=True)
class Heard:
    """What was said and how sure the recognizer is, from 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True)
class NothingHeard:
    """Why there is no text, and what the citizen can do."""

    reason: str
    remedy: str


class Listener:
    """Listens with one microphone and one recognizer; half duplex, so silence the voice first."""

    def __init__(
        self,
        microphone: Microphone,
        recognizer: Recognizer,
        new_endpointer: Callable[[], Endpointer] = lambda: Endpointer(silero_detector()),
        settings: ListenSettings | None = None,
    ) -> None:
        self._microphone = microphone
        self._recognizer = recognizer
        self._new_endpointer = new_endpointer
        self._settings = settings or ListenSettings()

    def listen(
        self,
        on_partial: OnPartial,
        on_level: OnLevel,
        should_stop: ShouldStop,
        words: Sequence[str] = (),
    ) -> Heard | NothingHeard:
        """Listen until the citizen falls silent or `should_stop`, which ends the sentence early.

        Blocks, so call it on a worker. `words` are what is likely to be said now.
        """
        utterance = self._recognizer.open_utterance(words)
        try:
            self._microphone.open()
            spoke = self._follow(utterance, on_partial, on_level, should_stop)
        except MicrophoneError as error:
            return NothingHeard(error.reason, error.remedy)
        finally:
            self._microphone.close()
        on_level(0.0)
        if not spoke:
            return NothingHeard("没有听到说话", _RETRY)
        return _outcome(utterance.finish())

    def _follow(
        self,
        utterance: Utterance,
        on_partial: OnPartial,
        on_level: OnLevel,
        should_stop: ShouldStop,
    ) -> bool:
        endpointer = self._new_endpointer()
        gathered = _Gathered(utterance, on_partial)
        blocks = spoken_blocks = 0
        while not should_stop():
            block = self._microphone.read()
            if not block:
                break
            blocks += 1
            if blocks % max(1, round(self._settings.level_every_s / BLOCK_S)) == 0:
                on_level(meter(block))
            heard = endpointer.push(block)
            if heard.phase == "waiting":
                if blocks * BLOCK_S >= self._settings.wait_s:
                    return False
                continue
            spoken_blocks += 1
            gathered.take(heard.sound, pausing=heard.phase != "speaking")
            if heard.phase == "ended" or spoken_blocks * BLOCK_S >= self._settings.longest_s:
                break
        return spoken_blocks > 0


class _Gathered:
    """Holds back the silence of a pause, so that none is recognised at the end for nothing."""

    def __init__(self, utterance: Utterance, on_partial: OnPartial) -> None:
        self._utterance = utterance
        self._on_partial = on_partial
        self._held = b""
        self._shown = ""

    def take(self, sound: bytes, pausing: bool) -> None:
        if pausing:
            self._held += sound
            return
        partial = self._utterance.feed(self._held + sound)
        self._held = b""
        if partial != self._shown:
            self._shown = partial
            self._on_partial(partial)


def _outcome(hypothesis: Hypothesis) -> Heard | NothingHeard:
    if hypothesis.text:
        return Heard(hypothesis.text, hypothesis.confidence)
    return NothingHeard("没有听清楚", _RETRY)
