"""Understanding sentences and finding words for pinyin."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.effects import Effect, FindCandidates, Understand, UseCatalogue, Wipe
from kiosk.events import CandidatesFound, Guess, Understood
from kiosk.runner import Post
from kiosk.writing import Writing
from voice.matching import Match, Matcher


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
        self._matcher: Matcher | None = None
        self._latest: tuple[str, str, Match] | None = None

    def start(self, post: Post) -> None:
        """Build the index on the lane; what the wordings mean is learnt beside it."""
        self._matcher = self._build_matcher()
        self._latest = None
        # A new catalogue's meanings take a while; until then sentences are matched without.
        thread = threading.Thread(
            target=self._learn, args=(self._matcher,), name="meanings", daemon=True
        )
        thread.start()

    def stop(self) -> None:
        """Nothing is held."""

    def is_complete(self, text: str, engine: str = "text") -> bool:
        """Tell whether a sentence can be answered as it stands; asked while it is still heard."""
        matcher = self._matcher
        return matcher is not None and self._match(matcher, text, engine).outcome != "reject"

    def understood(self, text: str, engine: str = "text") -> float:
        """Tell how surely a sentence is one we can answer, to choose between two ears."""
        if self._matcher is None:
            return 0.0
        match = self._match(self._matcher, text, engine)
        if match.outcome == "emergency":
            return 1.0
        return 0.0 if match.outcome == "reject" else match.nearest[0].score

    def perform(self, effect: Effect, post: Post) -> None:
        """Match the sentence against the knowledge of the catalogue in force."""
        if isinstance(effect, Wipe):
            self._latest = None
        if isinstance(effect, UseCatalogue):
            self.start(post)
        if isinstance(effect, Understand):
            if self._matcher is None:
                post(Understood("reject"))
                return
            match = self._match(self._matcher, effect.text, effect.engine)
            guesses = tuple(Guess(c.item_code, c.aspect, c.score) for c in match.candidates)
            post(Understood(match.outcome, guesses))

    def _match(self, matcher: Matcher, text: str, engine: str) -> Match:
        # A sentence judged while its last silence ran is asked about again at its end.
        latest = self._latest
        if latest is not None and latest[:2] == (text, engine):
            return latest[2]
        match = matcher.match(text, engine)
        self._latest = (text, engine, match)
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
