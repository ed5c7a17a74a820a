"""What speaks for each item: shared characters and sounds, meaning, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from voice.actions import actions_of
from voice.compiled import CompiledKnowledge
from voice.grams import Floats, units
from voice.knowledge import asked_aspect

FEATURES = (
    "characters",
    "sounds",
    "characters_named",
    "sounds_named",
    "characters_explained",
    "sounds_explained",
    "character_ratio",
    "sound_ratio",
    "sound_within",
    "mass",
    "action_agrees",
    "action_conflicts",
    "meaning",
    "meaning_mean",
    "meaning_apart",
    "characters_new",
    "sounds_new",
)
"""The columns of the evidence, in their order; the meanings are zero without an embedding."""
_EXAMINED = 64
_BY_MEANING = 12
_MASS_UNIT = 100.0
_FAR_BELOW = 0.15


@dataclass(frozen=True)
class Asked:
    """A question made ready: as it is compared with the knowledge."""

    plain: str
    characters: str
    character_grams: tuple[str, ...]
    sounds: str
    sound_grams: tuple[str, ...]
    meaning: Floats | None = None

    @cached_property
    def aspect(self) -> str:
        """The aspect it asks for, or '' when it names none."""
        return asked_aspect(self.plain)


@dataclass(frozen=True)
class Evidence:
    """Items that may be meant, a row of features and the nearest wording for each."""

    items: NDArray[np.int64]
    features: NDArray[np.float64]
    wordings: NDArray[np.int64]
    foreign: NDArray[np.float64]
    """The same features of what is known to be not ours."""


def gather(asked: Asked, known: CompiledKnowledge) -> Evidence:
    """Return the evidence for every item worth a look."""
    characters = known.character_index.likeness(asked.character_grams)
    sounds = known.sound_index.likeness(asked.sound_grams)
    near = _largest(characters + sounds, _EXAMINED)
    items = set(known.owners[near].tolist())
    meaning = mean = None
    if asked.meaning is not None and known.meanings is not None:
        meaning, mean = known.meanings.likeness(asked.meaning)
        items.update(_largest(meaning, _BY_MEANING).tolist())
    if known.foreign is not None:
        items.add(known.foreign)
    chosen = np.asarray(sorted(items), dtype=np.int64)
    if not len(chosen):
        return Evidence(chosen, np.zeros((0, len(FEATURES))), chosen, np.zeros(len(FEATURES)))
    features, wordings = _lexical(asked, known, chosen, near, characters, sounds)
    said = actions_of(asked.plain)
    for row, item in enumerate(chosen):
        done = known.actions[item]
        features[row, 10] = bool(said & done)
        features[row, 11] = bool(said and done and not said & done)
    if meaning is not None and mean is not None:
        features[:, 12], features[:, 13] = meaning[chosen], mean[chosen]
        # How near is near depends on the field: in a narrow one all meanings are close together.
        features[:, 14] = (meaning[chosen] - meaning.mean()) / max(float(meaning.std()), 0.01)
    begins, ends = known.starts[chosen], known.starts[chosen + 1]
    # What an item is never called tells that another is meant: a doctor's licence, a dog's.
    features[:, 15] = known.character_index.unmet(units(asked.characters), begins, ends)
    features[:, 16] = known.sound_index.unmet(asked.sounds, begins, ends)
    ours = chosen != (-1 if known.foreign is None else known.foreign)
    foreign = np.zeros(len(FEATURES)) if ours.all() else features[~ours][0]
    return Evidence(chosen[ours], features[ours], wordings[ours], foreign)


def _lexical(
    asked: Asked,
    known: CompiledKnowledge,
    items: NDArray[np.int64],
    near: NDArray[np.int64],
    characters: Floats,
    sounds: Floats,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the lexical features, the best of each item's near wordings, and those wordings."""
    both = characters + sounds
    best = np.asarray([_best_of(item, known, both) for item in items], dtype=np.int64)
    looked_at = np.unique(np.concatenate((near, best)))
    table = np.zeros((len(looked_at), len(FEATURES)))
    table[:, 0], table[:, 1] = characters[looked_at], sounds[looked_at]
    size_c = known.character_index.length(asked.character_grams)
    size_s = known.sound_index.length(asked.sound_grams)
    norm_c = known.character_index.norms[looked_at]
    norm_s = known.sound_index.norms[looked_at]
    # A cosine times one length over the other is the share of one side that is shared.
    table[:, 2], table[:, 3] = table[:, 0] * size_c / norm_c, table[:, 1] * size_s / norm_s
    table[:, 4], table[:, 5] = table[:, 0] * norm_c / size_c, table[:, 1] * norm_s / size_s
    texts = [known.characters[number] for number in looked_at]
    heard = [known.sounds[number] for number in looked_at]
    table[:, 6] = process.cdist([asked.characters], texts, scorer=fuzz.ratio)[0] / 100
    table[:, 7] = process.cdist([asked.sounds], heard, scorer=fuzz.ratio)[0] / 100
    table[:, 8] = process.cdist([asked.sounds], heard, scorer=fuzz.partial_ratio)[0] / 100
    table[:, 8] *= np.minimum([len(one) / 4 for one in heard], 1.0)
    table[:, 9] = table[:, 0] * size_c * norm_c / _MASS_UNIT
    # Wordings of one item stand side by side, and each item has one that is looked at.
    first = np.searchsorted(known.owners[looked_at], items)
    features = np.maximum.reduceat(table, first)
    return features, best


def _best_of(item: int, known: CompiledKnowledge, likeness: Floats) -> int:
    start, end = known.starts[item], known.starts[item + 1]
    return int(start) + int(np.argmax(likeness[start:end]))


def _largest(scores: Floats, count: int) -> NDArray[np.int64]:
    """Return the places of the largest scores above nothing, in no order."""
    # Most are far below the best: looking through those alone spares the sorting of all.
    least = float(scores.max(initial=0.0)) * _FAR_BELOW
    places = np.flatnonzero(scores > least)
    if len(places) > count:
        places = places[np.argpartition(scores[places], -count)[-count:]]
    return places.astype(np.int64)


def as_rows(evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return the features of several questions one below the other."""
    return np.concatenate([one.features for one in evidence])
