"""Listening to one utterance, from the open microphone to its text."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.endpointing import Endpointer, Stretch, silero_detector
from voice.errors import MicrophoneError
from voice.levels import meter
from voice.microphone import BLOCK_S, Microphone
from voice.reception import Reception, Trouble
from voice.recognizers.recognizer import Hypothesis, Recognizer, Utterance

OnPartial = Callable[[str], None]
OnLevel = Callable[[float], None]
ShouldStop = Callable[[], bool]
IsComplete = Callable[[str, str], bool]
"""Tells whether a text is a whole question already, so that no more of it need be awaited."""

_RETRY = "请靠近话筒再说一遍，也可以打字提问"


@dataclass(frozen=True)
class ListenSettings:
    """How long to wait for speech and how long one utterance may be."""

    wait_s: float = 8.0
    longest_s: float = 15.0
    pause_s: float = 0.2
    """A silence so long has the recognizer decode ahead, in case nothing follows."""
    complete_end_s: float = 0.5
    """The silence that ends a whole question; one that is not yet whole gets the endpointer's."""
    level_every_s: float = 0.1


@dataclass(frozen=True)
class Heard:
    """What was said and how sure the recognizer is, from 0 to 1."""

    text: str
    confidence: float
    engine: str = "text"


@dataclass(frozen=True)
class NothingHeard:
    """Why there is no text, and what the citizen can do."""

    reason: str
    remedy: str
    is_fault: bool = False
    """Whether the microphone is gone, and stays so until somebody mends it."""


class Listener:
    """Listens with one microphone and one recognizer; half duplex, so silence the voice first."""

    def __init__(
        self,
        microphone: Microphone,
        recognizer: Recognizer,
        new_endpointer: Callable[[], Endpointer] = lambda: Endpointer(silero_detector()),
        settings: ListenSettings | None = None,
        is_complete: IsComplete = lambda text, engine: False,
    ) -> None:
        self._microphone = microphone
        self._recognizer = recognizer
        self._new_endpointer = new_endpointer
        self._settings = settings or ListenSettings()
        self._is_complete = is_complete

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
        reception = Reception()
        try:
            self._microphone.open()
            spoke = self._follow(utterance, reception, on_partial, on_level, should_stop)
        except MicrophoneError as error:
            self._microphone.close()
            return NothingHeard(error.reason, error.remedy, is_fault=True)
        # Letting a device go can take a tenth of a second that the decoding need not wait for.
        closing = threading.Thread(target=self._microphone.close, name="close-microphone")
        closing.start()
        on_level(0.0)
        heard = utterance.finish() if spoke else None
        closing.join()
        return _outcome(heard, reception.trouble())

    def try_microphone(self) -> NothingHeard | None:
        """Open the microphone and close it again; what is wrong, or None."""
        try:
            self._microphone.open()
        except MicrophoneError as error:
            return NothingHeard(error.reason, error.remedy, is_fault=True)
        self._microphone.close()
        return None

    def _follow(
        self,
        utterance: Utterance,
        reception: Reception,
        on_partial: OnPartial,
        on_level: OnLevel,
        should_stop: ShouldStop,
    ) -> bool:
        settings = self._settings
        endpointer = self._new_endpointer()
        gathered = _Gathered(utterance, on_partial, settings.pause_s)
        blocks = spoken_blocks = 0
        while not should_stop():
            block = self._microphone.read()
            if not block:
                break
            blocks += 1
            reception.take(block)
            if blocks % max(1, round(settings.level_every_s / BLOCK_S)) == 0:
                on_level(meter(block))
            heard = endpointer.push(block)
            if heard.phase == "waiting":
                if blocks * BLOCK_S >= settings.wait_s:
                    return False
                continue
            spoken_blocks += 1
            gathered.take(heard)
            if heard.phase == "ended" or spoken_blocks * BLOCK_S >= settings.longest_s:
                break
            if heard.silent_s >= settings.complete_end_s and self._is_whole(utterance):
                break
        return spoken_blocks > 0

    def _is_whole(self, utterance: Utterance) -> bool:
        known = utterance.settled()
        if known is None or not known.text:
            return False
        return self._is_complete(known.text, known.engine)


class _Gathered:
    """Hands on what is said, and has it decoded ahead at a pause; holds back longer silence."""

    def __init__(self, utterance: Utterance, on_partial: OnPartial, pause_s: float) -> None:
        self._utterance = utterance
        self._on_partial = on_partial
        self._pause_s = pause_s
        self._held = b""
        self._paused = False
        self._shown = ""

    def take(self, heard: Stretch) -> None:
        self._held += heard.sound
        if heard.phase == "speaking":
            self._paused = False
            self._feed()
        elif not self._paused and heard.silent_s >= self._pause_s:
            self._paused = True
            self._feed()
            self._utterance.pause()

    def _feed(self) -> None:
        partial = self._utterance.feed(self._held)
        self._held = b""
        if partial != self._shown:
            self._shown = partial
            self._on_partial(partial)


def _outcome(hypothesis: Hypothesis | None, trouble: Trouble | None) -> Heard | NothingHeard:
    if hypothesis is not None and hypothesis.text:
        return Heard(hypothesis.text, hypothesis.confidence, hypothesis.engine)
    if trouble is not None:
        return NothingHeard(trouble.reason, trouble.remedy, trouble.is_fault)
    return NothingHeard("没有听到说话" if hypothesis is None else "没有听清楚", _RETRY)
