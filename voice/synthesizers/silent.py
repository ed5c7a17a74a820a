"""A synthesizer that says nothing, at the pace of speech or at once."""

from __future__ import annotations

import threading

from voice.sentences import split_sentences
from voice.synthesizers.synthesizer import NORMALLY, Manner, OnProgress, SpeakOutcome


class SilentSynthesizer:
    """Passes over the sentences of a text without a sound and remembers what it was given."""

    def __init__(self, characters_per_s: float = 0.0) -> None:
        self.texts: list[str] = []
        self._characters_per_s = characters_per_s
        self._stopped = threading.Event()

    def prepare(self, text: str) -> None:
        """Nothing is to be rendered."""

    def speak(self, text: str, on_progress: OnProgress, manner: Manner = NORMALLY) -> SpeakOutcome:
        """Report each sentence; waits as long as it would take when given a pace."""
        self._stopped.clear()
        self.texts.append(text)
        for sentence in split_sentences(text):
            if self._stopped.is_set():
                return SpeakOutcome("stopped")
            on_progress(sentence.start, sentence.end)
            if self._characters_per_s:
                self._stopped.wait(len(sentence.text) / self._characters_per_s)
        return SpeakOutcome("stopped" if self._stopped.is_set() else "spoken")

    def stop(self) -> None:
        """End the text being passed over."""
        self._stopped.set()
