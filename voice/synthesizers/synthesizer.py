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


class Synthesizer(Protocol):
    """Speaks Mandarin aloud."""

    def speak(self, text: str, on_progress: OnProgress) -> SpeakOutcome:
        """Speak a text to its end; blocks, so call it on a worker."""

    def stop(self) -> None:
        """Fall silent at once; safe from any thread and when nothing is spoken."""
