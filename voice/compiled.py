"""The knowledge made ready for matching: wordings in rows, grouped by their item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from voice.actions import actions_of
from voice.carriers import without_carriers
from voice.grams import GramIndex, Integers, grams, units
from voice.knowledge import ANY_ASPECT, NOT_OURS, KnowledgeEntry
from voice.lexicon import SyllableCodes, folded_syllables
from voice.meaning import Embedding, Meanings, MeaningStore
from voice.plain_words import PlainWords
from voice.repair import SoundRepair


@dataclass(frozen=True)
class CompiledKnowledge:
    """All wordings, those of one item side by side, with what finds them."""

    item_codes: tuple[str, ...]
    actions: tuple[frozenset[str], ...]
    """What each item does: replace, renew, change … as its names say."""
    starts: Integers
    """The first wording of each item, and the number of wordings at the end."""
    owners: Integers
    aspects: tuple[str, ...]
    phrasings: tuple[str, ...]
    characters: tuple[str, ...]
    sounds: tuple[str, ...]
    codes: SyllableCodes
    character_index: GramIndex
    sound_index: GramIndex
    repair: SoundRepair
    meanings: Meanings | None = None

    @cached_property
    def foreign(self) -> int | None:
        """The place of what is not ours among the items, if anything of it is known."""
        return self.item_codes.index(NOT_OURS) if NOT_OURS in self.item_codes else None

    @cached_property
    def _text(self) -> tuple[str, Integers]:
        """All wordings as they are compared, a line each, and where each begins."""
        lengths = [len(one) + 1 for one in self.characters]
        return "\n".join(self.characters), np.concatenate(([0], np.cumsum(lengths)[:-1]))

    def wordings_with(self, word: str) -> dict[int, int]:
        """Return how many wordings of each item hold this word."""
        text, begins = self._text
        places = [found.start() for found in re.finditer(re.escape(word), text)]
        rows = np.unique(np.searchsorted(begins, np.asarray(places, np.int64), side="right") - 1)
        items, counts = np.unique(self.owners[rows], return_counts=True)
        return dict(zip(items.tolist(), counts.tolist(), strict=True))

    def is_foreign(self, text: str) -> bool:
        """Return whether a text, as it is compared, is known as a whole to be not ours."""
        if self.foreign is None:
            return False
        return text in self.characters[self.starts[self.foreign] : self.starts[self.foreign + 1]]

    def with_meanings(self, embedding: Embedding, store: MeaningStore) -> CompiledKnowledge:
        """Return the knowledge with the meaning of every wording."""
        rows = store.vectors(self.phrasings, embedding)
        return replace(self, meanings=Meanings(rows, self.starts) if len(rows) else None)


def compile_knowledge(entries: Iterable[KnowledgeEntry], words: PlainWords) -> CompiledKnowledge:
    """Return the entries made ready for matching."""
    by_item: dict[str, list[KnowledgeEntry]] = {}
    for entry in entries:
        by_item.setdefault(entry.item_code, []).append(entry)
    ordered = [entry for some in by_item.values() for entry in some]
    sizes = [len(some) for some in by_item.values()]
    codes = SyllableCodes()
    characters = tuple(without_carriers(words.plain(entry.phrasing)) for entry in ordered)
    sounds = tuple(codes.encode(folded_syllables(text)) for text in characters)
    return CompiledKnowledge(
        item_codes=tuple(by_item),
        actions=tuple(_actions(some) for some in by_item.values()),
        starts=np.concatenate(([0], np.cumsum(sizes))).astype(np.int32),
        owners=np.repeat(np.arange(len(sizes)), sizes).astype(np.int32),
        aspects=tuple(entry.aspect for entry in ordered),
        phrasings=tuple(entry.phrasing for entry in ordered),
        characters=characters,
        sounds=sounds,
        codes=codes,
        character_index=GramIndex.build(grams(units(text)) for text in characters),
        sound_index=GramIndex.build(grams(text) for text in sounds),
        repair=SoundRepair.learnt_from((*(entry.phrasing for entry in ordered), *words.vocabulary)),
    )


def _actions(entries: Sequence[KnowledgeEntry]) -> frozenset[str]:
    if entries[0].item_code == NOT_OURS:
        return frozenset()
    names = (entry.phrasing for entry in entries if entry.aspect == ANY_ASPECT)
    return frozenset(action for name in names for action in actions_of(name))
