"""Hearing without being asked to: the name that is called, and who speaks while the machine does.

Nothing of it is kept: only a sentence that follows the name, or cuts the machine short, is handed
on, as if the ear had been opened for it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal

from kiosk.effects import (
    AwaitName,
    Effect,
    Listen,
    Overhear,
    StopAwaiting,
    StopListening,
    StopOverhearing,
    Wipe,
)
from kiosk.events import CalledByName, HeardPart, LevelChanged, SpokenOver
from kiosk.performers.hearing import Ear
from kiosk.runner import Post
from voice.listener import Attention
from voice.waking import WakePhrase

RETRY_S = 5.0
"""How long to wait for an ear that is not there yet, or has lost its microphone."""


@dataclass(frozen=True, eq=False)
class _Duty:
    """What to hear, and who is told."""

    kind: Literal["name", "speech"]
    post: Post


class Attendant:
    """Uses the ear whenever nobody else does; every order returns at once."""

    handles: tuple[type, ...] = ()
    urgent: tuple[type, ...] = (
        AwaitName,
        StopAwaiting,
        Overhear,
        StopOverhearing,
        Listen,
        StopListening,
        Wipe,
    )

    def __init__(
        self, ear: Ear, phrase: WakePhrase | None, overhears: bool, retry_s: float = RETRY_S
    ) -> None:
        self._ear = ear
        self._phrase = phrase
        self._overhears = overhears
        self._retry_s = retry_s
        self._duty: _Duty | None = None
        self._over = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="attendant", daemon=True)

    def start(self, post: Post) -> None:
        """Wait for orders."""
        self._thread.start()

    def stop(self) -> None:
        """Stop hearing."""
        with self._changed:
            self._over, self._duty = True, None
            self._changed.notify_all()

    def perform(self, effect: Effect, post: Post) -> None:
        """Take an order; a sentence that has begun is heard to its end."""
        kind = self._duty.kind if self._duty is not None else ""
        match effect:
            case AwaitName() if self._phrase is not None:
                self._assign(_Duty("name", post))
            case Overhear() if self._overhears:
                self._assign(_Duty("speech", post))
            case StopAwaiting() if kind == "name" and not self._ear.is_taken:
                self._assign(None)
            case StopOverhearing() if kind == "speech" and not self._ear.is_taken:
                self._assign(None)
            case Listen() if not self._ear.is_taken:
                self._assign(None)
            case StopListening() | Wipe():
                self._assign(None)

    def _assign(self, duty: _Duty | None) -> None:
        with self._changed:
            self._duty = duty
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._over or self._duty is not None)
                duty = self._duty
            if self._over or duty is None:
                return
            if not self._do(duty):
                self._wait_while(duty)

    def _do(self, duty: _Duty) -> bool:
        """Hear once; False when nobody was to be heard."""
        listener = self._ear.listener
        if listener is None:
            return False
        attention = Attention(
            on_partial=lambda text: self._tell_part(duty, text),
            on_level=lambda level: self._tell_level(duty, level),
            should_stop=lambda: self._duty is not duty,
            words=self._ear.words,
        )
        if duty.kind == "name" and self._phrase is not None:
            heard = listener.await_name(self._phrase, lambda: self._begin(duty), attention)
        else:
            heard = listener.overhear(lambda: self._begin(duty), attention)
        if not self._ear.is_taken:
            # A microphone that is gone is the supervisor's to tell; nobody was speaking.
            return False
        with self._changed:
            if self._duty is duty:
                self._duty = None
        self._ear.give_back()
        if heard is not None:
            self._ear.tell(heard, duty.post)
        return True

    def _begin(self, duty: _Duty) -> None:
        self._ear.take()
        duty.post(CalledByName() if duty.kind == "name" else SpokenOver())

    def _tell_part(self, duty: _Duty, text: str) -> None:
        if self._ear.is_taken:
            duty.post(HeardPart(text))

    def _tell_level(self, duty: _Duty, level: float) -> None:
        if self._ear.is_taken:
            duty.post(LevelChanged(round(level, 2)))

    def _wait_while(self, duty: _Duty) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._duty is not duty, self._retry_s)
