"""A recognizer that says what it was told to, for tests and demonstrations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from voice.recognizers.recognizer import Hypothesis, duration_s

_CHARACTERS_PER_S = 5.0


class ScriptedRecognizer:
    """Answers each utterance with the next text of its script, then with refusals."""

    def __init__(self, texts: Iterable[str], confidence: float = 0.9) -> None:
        self._texts = deque(texts)
        self._confidence = confidence

    def open_utterance(self, words: Sequence[str] = ()) -> ScriptedUtterance:
        """Start the next utterance of the script."""
        text = self._texts.popleft() if self._texts else ""
        return ScriptedUtterance(text, self._confidence)

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return the next text of the script."""
        return self._texts.popleft() if self._texts else ""


class ScriptedUtterance:
    """Lets its text appear at the pace of speech."""

    def __init__(self, text: str, confidence: float) -> None:
        self._text = text
        self._confidence = confidence
        self._heard_s = 0.0

    def feed(self, pcm: bytes) -> str:
        """Take more sound and return as much of the text as fits into it."""
        self._heard_s += duration_s(pcm)
        return self._text[: int(self._heard_s * _CHARACTERS_PER_S)]

    def pause(self) -> None:
        """Nothing is decoded ahead."""

    def settled(self) -> Hypothesis | None:
        """Return the whole text: a script knows it from the start."""
        return self.finish()

    def finish(self) -> Hypothesis:
        """Return the whole text."""
        if not self._text:
            return Hypothesis("", 0.0, refusal="empty")
        return Hypothesis(self._text, self._confidence)
