"""Reading answers aloud, and having what is said often ready before it is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

from devices.status import DeviceState, Status
from kiosk.effects import ChangeVoice, Effect, Hush, Listen, Speak, Wipe
from kiosk.events import SpeechEnded, SpokenTo
from kiosk.runner import Post
from voice.errors import RenderingStoppedError, VoiceError
from voice.synthesizers import Manner, Synthesizer

_READY = Status(DeviceState.READY)
_PREPARING = Status(DeviceState.BUSY, "语音正在准备", "请稍等片刻，或打字提问")
_SPEED_STEP, _VOLUME_STEP = 0.15, 0.3
_SLOWEST, _FASTEST = 0.55, 1.6
_SOFTEST, _LOUDEST = 0.4, 2.2
IDLE_S = 20.0
"""Nobody has spoken for so long: there is time to render ahead."""


class Mouth:
    """Reads texts aloud, telling how far it has come."""

    handles: tuple[type, ...] = (Speak,)
    urgent: tuple[type, ...] = (Hush, Wipe, Listen, ChangeVoice)

    def __init__(
        self,
        open_synthesizer: Callable[[], Synthesizer],
        said_often: Callable[[], Iterable[str]] = tuple,
        idle_s: float = IDLE_S,
    ) -> None:
        self._open_synthesizer = open_synthesizer
        self._said_often = said_often
        self._idle_s = idle_s
        self._synthesizer: Synthesizer | None = None
        self._status = _PREPARING
        self._opening = threading.Lock()
        self._manner = Manner()
        self._busy_at_s = time.monotonic()
        self._ended = threading.Event()

    def start(self, post: Post) -> None:
        """Load the voice before the first answer."""
        self.reopen()
        threading.Thread(target=self._render_ahead, name="render-ahead", daemon=True).start()

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
        """Fall silent for good."""
        self._ended.set()
        self._hush()

    def perform(self, effect: Effect, post: Post) -> None:
        """Read a text, change the manner, or fall silent."""
        self._busy_at_s = time.monotonic()
        match effect:
            case Speak(text):
                self._speak(text, post)
            case ChangeVoice():
                self._manner = changed(self._manner, effect)
            case Wipe():
                self._manner = Manner()
                self._hush()
            case _:
                self._hush()

    def _hush(self) -> None:
        if self._synthesizer is not None:
            self._synthesizer.stop()

    def _speak(self, text: str, post: Post) -> None:
        if self._synthesizer is None:
            post(SpeechEnded(self._status.reason, text))
            return
        reason = "朗读中断了"
        try:
            reason = self._synthesizer.speak(
                text, lambda start, end: post(SpokenTo(start, end, text)), self._manner
            ).reason
        finally:
            self._busy_at_s = time.monotonic()
            # Whatever happens to the voice, the screen must not wait for it.
            post(SpeechEnded(reason, text))

    def _render_ahead(self) -> None:
        for text in self._said_often():
            while time.monotonic() - self._busy_at_s < self._idle_s:
                if self._ended.wait(self._idle_s / 10):
                    return
            if self._ended.is_set() or self._synthesizer is None:
                return
            try:
                self._synthesizer.prepare(text)
            except RenderingStoppedError:
                # Somebody came; the rest of this text is rendered when it is really wanted.
                continue
            except VoiceError:
                # Why not is told when the text is wanted.
                return


def changed(manner: Manner, by: ChangeVoice) -> Manner:
    """Return the manner some steps faster or louder, within what can be understood."""
    speed = manner.speed + by.faster * _SPEED_STEP
    volume = manner.volume + by.louder * _VOLUME_STEP
    return Manner(
        round(min(_FASTEST, max(_SLOWEST, speed)), 2),
        round(min(_LOUDEST, max(_SOFTEST, volume)), 2),
    )
