"""Listening for one sentence and reading answers aloud, never both at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from kiosk.events import (
    DeviceChanged,
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


class Ear:
    """Listens with the microphone; a press on 说完了 or the wiping ends it early."""

    handles: tuple[type, ...] = (Listen,)
    urgent: tuple[type, ...] = (StopListening, Wipe)

    def __init__(self, open_listener: Callable[[], Listener], words: Sequence[str] = ()) -> None:
        self._open_listener = open_listener
        self._words = words
        self._listener: Listener | None = None
        self._fault = DeviceChanged("microphone", "absent", "语音还没准备好", "请打字提问")
        self._stop = threading.Event()

    def start(self, post: Post) -> None:
        """Load the recognizer before the first citizen speaks, and say whether one can hear."""
        self._open(post)

    def _open(self, post: Post) -> None:
        try:
            self._listener = self._open_listener()
        except VoiceError as error:
            self._fault = DeviceChanged("microphone", "absent", error.reason, error.remedy)
            post(self._fault)
            return
        post(DeviceChanged("microphone", "ready"))

    def stop(self) -> None:
        """End listening."""
        self._stop.set()

    def perform(self, effect: Effect, post: Post) -> None:
        """Listen for one sentence."""
        if isinstance(effect, StopListening | Wipe):
            self._stop.set()
            return
        if self._listener is None:
            # It may have been plugged in since.
            self._open(post)
        if self._listener is None:
            post(HeardNothing(self._fault.reason, self._fault.remedy))
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
        self._fault = ""

    def start(self, post: Post) -> None:
        """Load the voice before the first answer."""
        try:
            self._synthesizer = self._open_synthesizer()
        except VoiceError as error:
            self._fault = error.reason

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
            post(SpeechEnded(self._fault, effect.text))
            return
        reason = "朗读中断了"
        try:
            reason = self._synthesizer.speak(
                effect.text, lambda start, end: post(SpokenTo(start, end, effect.text))
            ).reason
        finally:
            # Whatever happens to the voice, the screen must not wait for it.
            post(SpeechEnded(reason, effect.text))
