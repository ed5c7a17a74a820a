"""What every synthesizer offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

OnProgress = Callable[[int, int], None]
"""Told the start and end, in the original text, of the stretch now being spoken."""


@dataclass(frozen=True)
class SpeakOutcome:
    """How speaking ended; `failed` says why and what to do, and the text stays on screen."""

    result: Literal["spoken", "stopped", "failed"]
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Manner:
    """How fast and how loud to speak, 1 being what the settings ask for."""

    speed: float = 1.0
    volume: float = 1.0


NORMALLY = Manner()


class Synthesizer(Protocol):
    """Speaks Mandarin aloud."""

    def speak(self, text: str, on_progress: OnProgress, manner: Manner = NORMALLY) -> SpeakOutcome:
        """Speak a text to its end; blocks, so call it on a worker."""

    def prepare(self, text: str) -> None:
        """Render a text ahead and keep it, so it must not be a citizen's; blocks likewise."""

    def stop(self) -> None:
        """Fall silent at once; safe from any thread and when nothing is spoken."""
