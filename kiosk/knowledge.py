"""What the catalogue teaches the voice, and the words it teaches the keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from forms.catalogue import Catalogue
from kiosk.settings import PROJECT_FOLDER
from voice.knowledge import (
    ANY_ASPECT,
    HOW,
    NOT_OURS,
    KnowledgeEntry,
    KnowledgeItem,
    build_knowledge,
)
from voice.matching import Matcher
from voice.meaning import MeaningStore, open_embedding
from voice.plain_words import PlainWords, read_words
from voice.stored_knowledge import knowledge_at

CONSULTATION = PROJECT_FOLDER / "assets" / "consultation"
SHIPPED_MEANINGS = CONSULTATION / "meanings.npz"
_PART = "；"


def matcher_of(catalogue: Catalogue, folder: Path | None = None) -> Matcher:
    """Return a matcher over every wording of the catalogue, kept compiled in the data folder."""
    words = plain_words()
    kept = folder / "knowledge.npz" if folder is not None else None
    return Matcher(words=words, compiled=knowledge_at(kept, entries_of(catalogue), words))


def entries_of(catalogue: Catalogue) -> tuple[KnowledgeEntry, ...]:
    """Return every wording of every item, and what is known to be not ours."""
    everyday = read_words(CONSULTATION / "everyday_names.tsv")
    told = read_words(CONSULTATION / "circumstances.tsv")
    items = (
        KnowledgeItem(
            item.code,
            item.name,
            (item.short_name, *item.aliases, *_parts(everyday.get(item.short_name, ""))),
            {
                **item.wordings,
                HOW: (*item.wordings.get(HOW, ()), *_parts(told.get(item.short_name, ""))),
                "conditions": (*item.wordings.get("conditions", ()), *item.conditions),
            },
        )
        for item in catalogue.items
    )
    return (*build_knowledge(items), *_not_ours(CONSULTATION / "not_ours.txt"))


def plain_words() -> PlainWords:
    """Return what turns dialect, everyday words and English into plain Mandarin."""
    meant = _dialect() | read_words(CONSULTATION / "said_and_meant.tsv")
    return PlainWords(meant, read_words(CONSULTATION / "english.tsv"))


def list_words() -> PlainWords:
    """Return what turns dialect into plain Mandarin where nothing is known of the list."""
    return PlainWords(_dialect())


def _dialect() -> dict[str, str]:
    """Return what dialect means in any list, this hall's business or another's."""
    return read_words(CONSULTATION / "dialect.tsv")


def meaning_store(folder: Path | None = None) -> MeaningStore:
    """Return the vectors that ship with the program and those kept in the data folder."""
    return MeaningStore(SHIPPED_MEANINGS, folder / "meanings.npz" if folder else None)


def learn_meanings(matcher: Matcher, folder: Path | None = None) -> None:
    """Teach a matcher what its wordings mean, where the embedding is installed."""
    embedding = open_embedding()
    if embedding is not None:
        matcher.learn_meanings(embedding, meaning_store(folder))


def names_of(catalogue: Catalogue, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the short names of the items asked for most: a long hint helps the ear less."""
    return tuple(catalogue.item(code).short_name for code in codes)


def phrases_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the words a citizen is likely to type here."""
    names = (name for item in catalogue.items for name in (item.short_name, *item.aliases))
    return tuple(dict.fromkeys(names))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(_PART) if part.strip())


def _not_ours(path: Path) -> Iterator[KnowledgeEntry]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield KnowledgeEntry(NOT_OURS, ANY_ASPECT, line.strip())
