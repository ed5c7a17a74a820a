"""Understanding sentences and finding words for pinyin."""

from __future__ import annotations

from kiosk.events import (
    CandidatesFound,
    Effect,
    FindCandidates,
    Guess,
    Understand,
    Understood,
)
from kiosk.pinyin_input import PinyinInput
from kiosk.runner import Post
from voice.matching import Matcher


class Mind:
    """Answers Understand with the matcher's verdict."""

    handles: tuple[type, ...] = (Understand,)
    urgent: tuple[type, ...] = ()

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def start(self, post: Post) -> None:
        """Warm up, so that the first citizen does not wait."""
        self._matcher.match("您好")

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Match the sentence against the catalogue's knowledge."""
        if isinstance(effect, Understand):
            match = self._matcher.match(effect.text)
            guesses = tuple(Guess(c.item_code, c.aspect, c.score) for c in match.candidates)
            post(Understood(match.outcome, guesses))


class Pen:
    """Turns pinyin into words."""

    handles: tuple[type, ...] = (FindCandidates,)
    urgent: tuple[type, ...] = ()

    def __init__(self, pinyin_input: PinyinInput) -> None:
        self._input = pinyin_input

    def start(self, post: Post) -> None:
        """Warm up, so that the first key is answered at once."""
        self._input.candidates("ni")

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Look up the words."""
        if isinstance(effect, FindCandidates):
            words = self._input.candidates(effect.pinyin)
            post(CandidatesFound(effect.pinyin, tuple((w.text, w.used_letters) for w in words)))
