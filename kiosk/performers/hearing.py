"""Listening for one sentence and reading answers aloud, never both at once."""

from __future__ import annotations

import threading

from voice.listener import Heard as HeardSentence
from voice.listener import Listener

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
from voice.synthesizers import Synthesizer


class Ear:
    """Listens with the microphone; a press on 说完了 or the wiping ends it early."""

    handles: tuple[type, ...] = (Listen,)
    urgent: tuple[type, ...] = (StopListening, Wipe)

    def __init__(self, listener: Listener | None, reason: str = "", remedy: str = "") -> None:
        self._listener = listener
        self._reason = reason
        self._remedy = remedy
        self._stop = threading.Event()

    def start(self, post: Post) -> None:
        """Load the recognizer before the first citizen speaks, and say whether one can hear."""
        if self._listener is None:
            post(DeviceChanged("microphone", "absent", self._reason, self._remedy))
            return
        self._listener.warm_up()
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
            post(HeardNothing(self._reason, self._remedy))
            return
        self._stop.clear()
        result = self._listener.listen(
            on_partial=lambda text: post(HeardPart(text)),
            on_level=lambda level: post(LevelChanged(round(level, 2))),
            should_stop=self._stop.is_set,
        )
        if isinstance(result, HeardSentence):
            post(Heard(result.text))
        else:
            post(HeardNothing(result.reason, result.remedy))


class Mouth:
    """Reads texts aloud, telling how far it has come."""

    handles: tuple[type, ...] = (Speak,)
    urgent: tuple[type, ...] = (Hush, Wipe, Listen)

    def __init__(self, synthesizer: Synthesizer) -> None:
        self._synthesizer = synthesizer

    def start(self, post: Post) -> None:
        """Nothing to open: the loudspeaker is opened for each text."""

    def stop(self) -> None:
        """Fall silent."""
        self._synthesizer.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Read a text, or fall silent."""
        if not isinstance(effect, Speak):
            self._synthesizer.stop()
            return
        outcome = self._synthesizer.speak(
            effect.text, lambda start, end: post(SpokenTo(start, end))
        )
        post(SpeechEnded(outcome.reason))
