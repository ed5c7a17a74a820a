"""What every recognizer offers: sound is 16 kHz mono, signed 16-bit little endian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

RATE_HZ = 16_000
SAMPLE_BYTES = 2

Understood = Callable[[str, str], float]
"""How well a text, heard by the engine named, is understood: 0 not at all, 1 surely."""


@dataclass(frozen=True)
class Word:
    """One recognised word and where it lies in the utterance."""

    text: str
    start_s: float
    end_s: float
    confidence: float


@dataclass(frozen=True)
class Hypothesis:
    """What was understood; an empty text with `refusal` set means it was not speech."""

    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    refusal: str = ""
    engine: str = "text"
    """What heard it, by which its text is judged: whisper or vosk; text where nothing may err."""


class Utterance(Protocol):
    """One stretch of speech being recognised while it is spoken."""

    def feed(self, pcm: bytes) -> str:
        """Take more sound and return what is understood so far, without blocking for long."""

    def pause(self) -> None:
        """Take note that the speaker paused: what was fed may be the whole sentence."""

    def settled(self) -> Hypothesis | None:
        """Return the final text of exactly what was fed when it is known already, else None."""

    def finish(self) -> Hypothesis:
        """Return the final text; nothing may be fed afterwards."""


class Recognizer(Protocol):
    """Turns speech into text; safe to use from one worker at a time."""

    def open_utterance(self, words: Sequence[str] = ()) -> Utterance:
        """Start an utterance, `words` being what the citizen is likely to say now."""

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return at once what up to three seconds say, a phrase perhaps being expected."""


def duration_s(pcm: bytes | bytearray) -> float:
    """Return how long a stretch of sound is."""
    return len(pcm) / (RATE_HZ * SAMPLE_BYTES)
