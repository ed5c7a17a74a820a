"""From a sentence to the item and aspect it asks for, or an honest "not sure" or "not ours".

A recognizer gets the sounds right and the characters wrong, so both are compared. What a
wording shares with the sentence weighs by how rare it is; what the sentence says that no
wording explains counts against it, which is how other people's questions are refused.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from voice.carriers import without_carriers
from voice.knowledge import ANY_ASPECT, EMERGENCY_CUES, HOW, KnowledgeEntry, asked_aspect
from voice.lexicon import SyllableCodes, folded_syllables, toned_syllables

_LONE_SYLLABLES = 0.85

Outcome = Literal["answer", "clarify", "reject", "emergency"]


@dataclass(frozen=True)
class Thresholds:
    """Where answering, asking back and refusing begin; scores run from 0 to 1."""

    answer: float = 0.66
    lead: float = 0.06
    clarify: float = 0.48
    examined: int = 60
    offered: int = 3


@dataclass(frozen=True)
class Candidate:
    """An item and aspect the sentence may mean."""

    item_code: str
    aspect: str
    score: float


@dataclass(frozen=True)
class Match:
    """The verdict on a sentence, best candidates first."""

    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class _Wording:
    entry: KnowledgeEntry
    characters: str
    sounds: str
    grams: frozenset[str]


class Matcher:
    """Holds all wordings, indexed by the sounds in them; building 5,000 takes about a second."""

    def __init__(
        self, entries: Iterable[KnowledgeEntry], thresholds: Thresholds | None = None
    ) -> None:
        self._thresholds = thresholds or Thresholds()
        self._codes = SyllableCodes()
        self._wordings = [self._wording(entry) for entry in entries]
        counts = Counter(gram for wording in self._wordings for gram in wording.grams)
        total = max(len(self._wordings), 1)
        self._rarity = {gram: math.log(1 + total / count) for gram, count in counts.items()}
        # Something never heard of is rarer than anything known, yet should not decide alone.
        self._unknown_rarity = max(self._rarity.values(), default=1.0) * 0.6
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, wording in enumerate(self._wordings):
            for gram in wording.grams:
                self._holders[gram].append(number)
        self._emergencies = tuple(" ".join(toned_syllables(cue)) for cue in EMERGENCY_CUES)

    def match(self, text: str) -> Match:
        """Return what a sentence asks for."""
        candidates = self._candidates(text)
        limits = self._thresholds
        best = candidates[0].score if candidates else 0.0
        # A service may be named after a disaster; the cue alone must not drown its name.
        if self._is_emergency(text) and best < limits.answer:
            return Match("emergency", candidates)
        if best < limits.clarify:
            return Match("reject", ())
        second = candidates[1].score if len(candidates) > 1 else 0.0
        if best >= limits.answer and best - second >= limits.lead:
            return Match("answer", candidates)
        return Match("clarify", candidates)

    def _candidates(self, text: str) -> tuple[Candidate, ...]:
        asked = self._wording(KnowledgeEntry("", ANY_ASPECT, text))
        cue = asked_aspect(text)
        best: dict[str, Candidate] = {}
        for number in self._nearest(asked):
            wording = self._wordings[number]
            score = self._score(asked, wording)
            entry = wording.entry
            known = best.get(entry.item_code)
            if known is None or score > known.score:
                aspect = cue or entry.aspect or HOW
                best[entry.item_code] = Candidate(entry.item_code, aspect, score)
        ranked = sorted(
            best.values(), key=lambda candidate: (-candidate.score, candidate.item_code)
        )
        near = [one for one in ranked if one.score >= self._thresholds.clarify * 0.6]
        return tuple(near[: self._thresholds.offered])

    def _nearest(self, asked: _Wording) -> Sequence[int]:
        shared: dict[int, float] = defaultdict(float)
        for gram in asked.grams:
            rarity = self._rarity.get(gram, 0.0)
            for number in self._holders.get(gram, ()):
                shared[number] += rarity
        wordings = self._wordings
        # Long wordings share more by chance, so what is shared is measured against their length.
        return sorted(
            shared,
            key=lambda number: shared[number] / (4 + len(wordings[number].grams)),
            reverse=True,
        )[: self._thresholds.examined]

    def _score(self, asked: _Wording, wording: _Wording) -> float:
        common = self._weight(asked.grams & wording.grams)
        named = common / max(self._weight(wording.grams), 1e-9)
        explained = common / max(self._weight(asked.grams), 1e-9)
        overlap = 2 * named * explained / max(named + explained, 1e-9)
        by_sound = fuzz.ratio(asked.sounds, wording.sounds) / 100
        by_character = fuzz.ratio(asked.characters, wording.characters) / 100
        alike = (
            0.35 * overlap + 0.15 * named + 0.3 * by_sound + 0.2 * max(by_character, by_sound * 0.9)
        )
        # One shared syllable is chance: 笑话 and 小店.
        shares_a_pair = any(len(gram) == 2 for gram in asked.grams & wording.grams)
        return round(alike if shares_a_pair else alike * _LONE_SYLLABLES, 4)

    def _weight(self, grams: Iterable[str]) -> float:
        return sum(self._rarity.get(gram, self._unknown_rarity) for gram in grams)

    def _wording(self, entry: KnowledgeEntry) -> _Wording:
        characters = without_carriers(entry.phrasing)
        sounds = self._codes.encode(folded_syllables(characters))
        pairs = {sounds[at : at + 2] for at in range(len(sounds) - 1)}
        return _Wording(entry, characters, sounds, frozenset(pairs | set(sounds)))

    def _is_emergency(self, text: str) -> bool:
        heard = " ".join(toned_syllables(text))
        return any(f" {cue} " in f" {heard} " for cue in self._emergencies)
