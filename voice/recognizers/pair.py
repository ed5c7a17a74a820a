"""Two engines hear the same sentence; what is understood better counts."""

from __future__ import annotations

from collections.abc import Sequence

from voice.recognizers.recognizer import Hypothesis, Recognizer, Understood, Utterance


class PairRecognizer:
    """Shows the words of the quick engine while they are spoken and weighs both at the end."""

    def __init__(self, quick: Recognizer, thorough: Recognizer, understood: Understood) -> None:
        self._quick = quick
        self._thorough = thorough
        self._understood = understood

    def open_utterance(self, words: Sequence[str] = ()) -> PairUtterance:
        """Start an utterance with both."""
        quick, thorough = self._quick.open_utterance(words), self._thorough.open_utterance(words)
        return PairUtterance(quick, thorough, self._understood)

    def guess(self, pcm: bytes, expected: str = "") -> str:
        """Return what the thorough engine makes of a short stretch."""
        return self._thorough.guess(pcm, expected)


class PairUtterance:
    """One utterance in two ears."""

    def __init__(self, quick: Utterance, thorough: Utterance, understood: Understood) -> None:
        self._quick = quick
        self._thorough = thorough
        self._understood = understood

    def feed(self, pcm: bytes) -> str:
        """Take more sound and return the quick engine's words so far."""
        shown = self._quick.feed(pcm)
        self._thorough.feed(pcm)
        return shown

    def pause(self) -> None:
        """Let both decode ahead."""
        self._quick.pause()
        self._thorough.pause()

    def settled(self) -> Hypothesis | None:
        """Return the better of what both know already; None while one is still at work."""
        quick, thorough = self._quick.settled(), self._thorough.settled()
        return None if quick is None or thorough is None else self._better(quick, thorough)

    def finish(self) -> Hypothesis:
        """Return the better of both."""
        return self._better(self._quick.finish(), self._thorough.finish())

    def _better(self, quick: Hypothesis, thorough: Hypothesis) -> Hypothesis:
        if not quick.text or not thorough.text:
            return quick if quick.text else thorough
        # The engines' own confidences have different scales and are not compared.
        understood = [self._understood(one.text, one.engine) for one in (quick, thorough)]
        return quick if understood[0] > understood[1] else thorough
