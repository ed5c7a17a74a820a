"""Understanding sentences and finding words for pinyin."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kiosk.effects import Effect, FindCandidates, Understand, UseCatalogue, Wipe
from kiosk.events import CandidatesFound, Guess, Understood
from kiosk.runner import Post
from kiosk.writing import Writing
from voice.matching import Match, Matcher

_KEPT = 16


class Mind:
    """Answers Understand with the matcher's verdict."""

    handles: tuple[type, ...] = (Understand, UseCatalogue)
    urgent: tuple[type, ...] = (Wipe,)

    def __init__(
        self,
        build_matcher: Callable[[], Matcher],
        learn: Callable[[Matcher], None] = lambda matcher: None,
    ) -> None:
        self._build_matcher = build_matcher
        self._learn = learn
        self._matched: Any = None
        """The matcher's verdicts on the latest sentences: while one is still heard it is judged
        with the others it may be, and asked about again at its end."""

    def start(self, post: Post) -> None:
        """Build the index on the lane; what the wordings mean is learnt beside it."""
        matcher = self._build_matcher()
        self._matched = lru_cache(maxsize=_KEPT)(matcher.match)
        # A new catalogue's meanings take a while; until then sentences are matched without.
        thread = threading.Thread(target=self._learn, args=(matcher,), name="meanings", daemon=True)
        thread.start()

    def stop(self) -> None:
        """Nothing is held."""

    def is_complete(self, text: str, engine: str = "text") -> bool:
        """Tell whether a sentence can be answered as it stands; asked while it is still heard."""
        return self._matched is not None and self._match(text, engine).outcome != "reject"

    def understood(self, text: str, engine: str = "text") -> float:
        """Tell how surely a sentence is one we can answer, to choose what was said by."""
        return 0.0 if self._matched is None else self._match(text, engine).surety

    def perform(self, effect: Effect, post: Post) -> None:
        """Match the sentence against the knowledge of the catalogue in force."""
        if isinstance(effect, Wipe) and self._matched is not None:
            self._matched.cache_clear()
        if isinstance(effect, UseCatalogue):
            self.start(post)
        if isinstance(effect, Understand):
            if self._matched is None:
                post(Understood("reject"))
                return
            match = self._match(effect.text, effect.engine)
            guesses = tuple(Guess(c.item_code, c.aspect, c.score) for c in match.candidates)
            post(Understood(match.outcome, guesses))

    def _match(self, text: str, engine: str) -> Match:
        match: Match = self._matched(text, engine)
        return match


class Pen:
    """Turns pinyin into words."""

    handles: tuple[type, ...] = (FindCandidates, Wipe)
    urgent: tuple[type, ...] = ()

    def __init__(self, open_writing: Callable[[], Writing]) -> None:
        self._open_writing = open_writing
        self._writing: Writing | None = None

    def start(self, post: Post) -> None:
        """Open the input method and warm it up, so that the first key is answered at once."""
        self._writing = self._open_writing()
        self._writing.candidates("ni")

    def stop(self) -> None:
        """Close the input method."""
        if self._writing is not None:
            self._writing.close()

    def perform(self, effect: Effect, post: Post) -> None:
        """Look up words, or forget the last letters when a visit is wiped."""
        if isinstance(effect, Wipe) and self._writing is not None:
            self._writing.candidates("")
        if isinstance(effect, FindCandidates) and self._writing is not None:
            post(find_words(self._writing, effect))


def find_words(writing: Writing, asked: FindCandidates) -> CandidatesFound:
    """Return the words for pinyin that suit the field."""
    words = writing.candidates(asked.pinyin, asked.writing, asked.before)
    return CandidatesFound(asked.pinyin, tuple((w.text, w.used_letters) for w in words))
