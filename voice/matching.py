"""From a sentence to the item and aspect it asks for, or an honest "not sure" or "not ours".

A recognizer gets the sounds right and the characters wrong, so both are compared. Free wording
shares neither, so its meaning is asked where characters and sounds leave a doubt. What speaks
for each item is weighed by fitted weights; whether the best may be trusted is fitted as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from voice.carriers import without_carriers
from voice.compiled import CompiledKnowledge, compile_knowledge
from voice.emergency import Emergencies
from voice.evidence import Asked, Evidence, gather
from voice.grams import grams, units
from voice.judgement import Judgement, Limits, Ranking, load_judgement
from voice.knowledge import HOW, KnowledgeEntry
from voice.lexicon import folded_syllables
from voice.meaning import Embedding, MeaningStore
from voice.plain_words import PlainWords

OFFERED = 3
FAMILY = 6
"""Items asked back about at most where a bare word is all that was said."""
_SIGNS = re.compile(r"[\W_]+")
_WORTH_OFFERING = 0.04
_BARE_WORD = 4
_OWNED = 0.5
"""Share of the wordings a bare word stands in from which it is the best item's own word."""
_SHARED = 0.08
"""Share of these wordings from which another item counts as named by the word."""

Outcome = Literal["answer", "clarify", "reject", "emergency"]


@dataclass(frozen=True)
class Candidate:
    """An item and aspect the sentence may mean, and the known wording nearest to it."""

    item_code: str
    aspect: str
    score: float
    wording: str = ""


@dataclass(frozen=True)
class Match:
    """The verdict on a sentence, best candidates first."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    aspect: str = ""
    """What is asked about an item, even where no item is named."""
    nearest: tuple[Candidate, ...] = ()
    """The items that come nearest, whatever the verdict: for whoever draws the line elsewhere."""

    @property
    def surety(self) -> float:
        """How surely a sentence is understood, from 0, where it is refused, to 1."""
        if self.outcome == "emergency":
            return 1.0
        return 0.0 if self.outcome == "reject" else self.nearest[0].score


@dataclass(frozen=True)
class Weighing:
    """A question as it was compared, with all that was found for it."""

    asked: Asked
    evidence: Evidence
    ranking: Ranking


class Matcher:
    """Knows all wordings and tells what a sentence asks for."""

    def __init__(
        self,
        entries: Iterable[KnowledgeEntry] = (),
        words: PlainWords | None = None,
        judgement: Judgement | None = None,
        compiled: CompiledKnowledge | None = None,
    ) -> None:
        self._words = words or PlainWords()
        self._known = compiled or compile_knowledge(entries, self._words)
        # Weights fitted with what is known to be not ours mislead where nothing of it is known.
        section = "faq" if self._known.foreign is None else "catalogue"
        self._judgement = judgement or load_judgement(section=section)
        self._embedding: Embedding | None = None
        self._emergencies = Emergencies()

    def learn_meanings(self, embedding: Embedding, store: MeaningStore) -> None:
        """Take in what every wording means; until then sentences are matched without."""
        self._known = self._known.with_meanings(embedding, store)
        self._embedding = embedding

    @property
    def knows_meanings(self) -> bool:
        """Tell whether free wording is understood by its meaning."""
        return self._known.meanings is not None

    def plain(self, text: str) -> str:
        """Return a sentence as it is compared."""
        return self._words.plain(self._known.repair.repair(text))

    def match(self, text: str, engine: str = "text") -> Match:
        """Return what a sentence asks for; `engine` is what heard it."""
        limits = self._judgement.of(engine).limits(engine, self.knows_meanings)
        if self._emergencies.is_cry(text):
            return Match("emergency")
        weighing = self.weigh(text, self._sure(engine), engine)
        nearest, trust = self._candidates(weighing), weighing.ranking.trust
        candidates = tuple(one for one in nearest if one.score >= _WORTH_OFFERING)
        # A service may be named after a disaster; the sign alone must not drown its name.
        if trust < limits.answer and self._emergencies.is_sign(text):
            return Match("emergency", candidates, nearest=nearest)
        if _word_for_word(text, nearest):
            return Match("answer", candidates, weighing.asked.aspect, nearest)
        outcome = _outcome(weighing.ranking, limits)
        named = self._named(weighing, nearest, outcome)
        if named:
            return Match("clarify", named, weighing.asked.aspect, nearest)
        return Match(outcome, candidates, weighing.asked.aspect, nearest)

    def _named(
        self, weighing: Weighing, nearest: tuple[Candidate, ...], outcome: Outcome
    ) -> tuple[Candidate, ...]:
        """Return the items to ask back about where a word of theirs is all that was said.

        A bare 身份证 is near to four items and close to none: that is a question to ask, not
        one to refuse; a bare 医保 stands in more items than the one that happens to come first.
        """
        known, word = self._known, weighing.asked.characters
        is_bare = word == weighing.asked.plain and len(word) <= _BARE_WORD
        if len(word) < 2 or (outcome == "answer" and not is_bare) or known.is_foreign(word):
            return ()
        if outcome == "clarify" and len(word) > _BARE_WORD:
            return ()
        counts = {
            known.item_codes[item]: count
            for item, count in known.wordings_with(word).items()
            if item != known.foreign
        }
        all_told = sum(counts.values())
        if outcome == "answer" and counts.get(nearest[0].item_code, 0) > _OWNED * all_told:
            return ()
        near = tuple(one for one in nearest if one.item_code in counts)
        met = {one.item_code for one in near}
        aspect = weighing.asked.aspect or HOW
        others = (
            Candidate(code, aspect, 0.0)
            for code in sorted(counts, key=lambda code: -counts[code])
            if code not in met and counts[code] >= _SHARED * all_told
        )
        return (*near, *others)[:FAMILY]

    def nearest(self, text: str) -> tuple[Candidate, ...]:
        """Return the items a sentence comes nearest to, whatever the verdict on it."""
        return self._candidates(self.weigh(text, self._sure("text")))

    def _sure(self, engine: str) -> float:
        return self._judgement.of(engine).limits(engine, meaning=False).sure

    def weigh(self, text: str, sure: float = 1.0, engine: str = "text") -> Weighing:
        """Return all that speaks for each item; the meaning is asked below `sure` only."""
        judgement = self._judgement.of(engine)
        asked = self._prepared(text)
        evidence = gather(asked, self._known)
        ranking = judgement.rank(evidence, meaning=False)
        if self._embedding is None or ranking.trust >= sure or not text.strip():
            return Weighing(asked, evidence, ranking)
        vector = self._embedding.embed([asked.plain])[0].astype(np.float32)
        asked = replace(asked, meaning=vector)
        evidence = gather(asked, self._known)
        return Weighing(asked, evidence, judgement.rank(evidence, meaning=True))

    def _prepared(self, text: str) -> Asked:
        plain = self.plain(text)
        characters = without_carriers(plain)
        sounds = self._known.codes.encode(folded_syllables(characters))
        return Asked(plain, characters, grams(units(characters)), sounds, grams(sounds))

    def candidate_at(self, weighing: Weighing, row: int, score: float) -> Candidate:
        """Return the candidate in one row of the evidence."""
        known = self._known
        wording = weighing.evidence.wordings[row]
        aspect = weighing.asked.aspect or known.aspects[wording] or HOW
        code = known.item_codes[weighing.evidence.items[row]]
        return Candidate(code, aspect, score, known.phrasings[wording])

    def _candidates(self, weighing: Weighing) -> tuple[Candidate, ...]:
        ranking = weighing.ranking
        best = zip(ranking.order[:OFFERED], ranking.scores, strict=False)
        return tuple(self.candidate_at(weighing, int(row), float(score)) for row, score in best)


def _word_for_word(text: str, nearest: tuple[Candidate, ...]) -> bool:
    """Tell whether a sentence is one known wording, and of one item alone."""
    bare = _SIGNS.sub("", text)
    same = [bare != "" and bare == _SIGNS.sub("", one.wording) for one in nearest]
    return same[:1] == [True] and not any(same[1:])


def _outcome(ranking: Ranking, limits: Limits) -> Outcome:
    trust = ranking.trust
    # Two items as near as each other are asked back, however near they are.
    rival = float(ranking.scores[1]) / trust if len(ranking.scores) > 1 and trust else 0.0
    if trust >= limits.answer and rival <= limits.rival:
        return "answer"
    return "clarify" if trust >= limits.clarify else "reject"
