"""Listening for one sentence and reading answers aloud, never both at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from devices.status import DeviceState, Status
from kiosk.events import (
    Effect,
    Heard,
    HeardNothing,
    HeardPart,
    Hush,
    LevelChanged,
    Listen,
    Speak,
    SpeechEnded,
    SpokenTo,
    StopListening,
    Wipe,
)
from kiosk.runner import Post
from voice.errors import VoiceError
from voice.listener import Heard as HeardSentence
from voice.listener import Listener
from voice.synthesizers import Synthesizer

_READY = Status(DeviceState.READY)
_PREPARING = Status(DeviceState.BUSY, "语音正在准备", "请稍等片刻，或打字提问")


class Ear:
    """Listens with the microphone; a press on 说完了 or the wiping ends it early."""

    handles: tuple[type, ...] = (Listen,)
    urgent: tuple[type, ...] = (StopListening, Wipe)

    def __init__(self, open_listener: Callable[[], Listener], words: Sequence[str] = ()) -> None:
        self._open_listener = open_listener
        self._words = words
        self._listener: Listener | None = None
        self._status = _PREPARING
        self._opening = threading.Lock()
        self._stop = threading.Event()

    def start(self, post: Post) -> None:
        """Load the recognizer before the first citizen speaks."""
        self.reopen()

    def status(self) -> Status:
        """Say whether one can be heard."""
        return self._status

    def reopen(self) -> Status:
        """Open the microphone and the recognizer if that failed before."""
        with self._opening:
            if self._listener is None:
                try:
                    self._listener = self._open_listener()
                    self._status = _READY
                except VoiceError as error:
                    self._status = Status(DeviceState.ABSENT, error.reason, error.remedy)
            return self._status

    def stop(self) -> None:
        """End listening."""
        self._stop.set()

    def perform(self, effect: Effect, post: Post) -> None:
        """Listen for one sentence."""
        if isinstance(effect, StopListening | Wipe):
            self._stop.set()
            return
        # It may have been plugged in since.
        status = self.reopen()
        if self._listener is None:
            post(HeardNothing(status.reason, status.remedy))
            return
        self._stop.clear()
        result = self._listener.listen(
            on_partial=lambda text: post(HeardPart(text)),
            on_level=lambda level: post(LevelChanged(round(level, 2))),
            should_stop=self._stop.is_set,
            words=self._words,
        )
        if isinstance(result, HeardSentence):
            post(Heard(result.text))
        else:
            post(HeardNothing(result.reason, result.remedy))


class Mouth:
    """Reads texts aloud, telling how far it has come."""

    handles: tuple[type, ...] = (Speak,)
    urgent: tuple[type, ...] = (Hush, Wipe, Listen)

    def __init__(self, open_synthesizer: Callable[[], Synthesizer]) -> None:
        self._open_synthesizer = open_synthesizer
        self._synthesizer: Synthesizer | None = None
        self._status = _PREPARING
        self._opening = threading.Lock()

    def start(self, post: Post) -> None:
        """Load the voice before the first answer."""
        self.reopen()

    def status(self) -> Status:
        """Say whether there is a voice."""
        return self._status

    def reopen(self) -> Status:
        """Open the voice if that failed before."""
        with self._opening:
            if self._synthesizer is None:
                try:
                    self._synthesizer = self._open_synthesizer()
                    self._status = _READY
                except VoiceError as error:
                    self._status = Status(DeviceState.ABSENT, error.reason, error.remedy)
            return self._status

    def stop(self) -> None:
        """Fall silent."""
        if self._synthesizer is not None:
            self._synthesizer.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Read a text, or fall silent."""
        if not isinstance(effect, Speak):
            self.stop()
            return
        if self._synthesizer is None:
            post(SpeechEnded(self._status.reason, effect.text))
            return
        reason = "朗读中断了"
        try:
            reason = self._synthesizer.speak(
                effect.text, lambda start, end: post(SpokenTo(start, end, effect.text))
            ).reason
        finally:
            # Whatever happens to the voice, the screen must not wait for it.
            post(SpeechEnded(reason, effect.text))
