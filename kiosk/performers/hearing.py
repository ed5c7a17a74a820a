"""Listening for one sentence at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from devices.status import DeviceState, Status
from kiosk.effects import Effect, Listen, StopListening, Wipe
from kiosk.events import Heard, HeardNothing, HeardPart, LevelChanged
from kiosk.runner import Post
from voice.errors import VoiceError
from voice.listener import Heard as HeardSentence
from voice.listener import Listener, NothingHeard

_READY = Status(DeviceState.READY)
_PREPARING = Status(DeviceState.BUSY, "语音正在准备", "请稍等片刻，或打字提问")


class Ear:
    """Listens with the microphone; a press on 说完了 or the wiping ends it early."""

    handles: tuple[type, ...] = (Listen,)
    urgent: tuple[type, ...] = (StopListening, Wipe)

    def __init__(self, open_listener: Callable[[], Listener], words: Sequence[str] = ()) -> None:
        self._open_listener = open_listener
        self.words = words
        self.listener: Listener | None = None
        self._taken = threading.Event()
        self._status = _PREPARING
        self._opening = threading.Lock()
        self._stop = threading.Event()

    def start(self, post: Post) -> None:
        """Load the recognizer before the first citizen speaks."""
        self.reopen()

    @property
    def is_taken(self) -> bool:
        """Whether a sentence is being heard already that nobody had asked for."""
        return self._taken.is_set()

    def take(self) -> None:
        """Note that such a sentence has begun: whoever asks to listen now is answered with it."""
        self._taken.set()

    def give_back(self) -> None:
        """Note that it has ended."""
        self._taken.clear()

    def status(self) -> Status:
        """Say whether one can be heard."""
        return self._status

    def reopen(self) -> Status:
        """Open the microphone and the recognizer if that failed before."""
        with self._opening:
            if self.listener is None:
                try:
                    self.listener = self._open_listener()
                    self._status = _READY
                except VoiceError as error:
                    self._status = Status(DeviceState.ABSENT, error.reason, error.remedy)
            elif not self._status.state.is_usable:
                self._status = _status_of(self.listener.try_microphone())
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
        if self.listener is None:
            post(HeardNothing(status.reason, status.remedy))
            return
        if self.is_taken:
            return
        self._stop.clear()
        result = self.listener.listen(
            on_partial=lambda text: post(HeardPart(text)),
            on_level=lambda level: post(LevelChanged(round(level, 2))),
            should_stop=self._stop.is_set,
            words=self.words,
        )
        self.tell(result, post)

    def tell(self, result: HeardSentence | NothingHeard, post: Post) -> None:
        """Post what came of listening."""
        # A microphone that failed is asked again with the next sentence; staff see it meanwhile.
        if isinstance(result, HeardSentence):
            self._status = _READY
            post(Heard(result.text, result.engine))
        else:
            self._status = _status_of(result)
            post(HeardNothing(result.reason, result.remedy))


def _status_of(nothing: NothingHeard | None) -> Status:
    if nothing is not None and nothing.is_fault:
        return Status(DeviceState.ERROR, nothing.reason, nothing.remedy)
    return _READY
