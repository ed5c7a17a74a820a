"""What the catalogue teaches the voice, and the words it teaches the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from forms.catalogue import Catalogue
from voice.knowledge import KnowledgeItem, build_knowledge
from voice.matching import Matcher


def matcher_of(catalogue: Catalogue) -> Matcher:
    """Return a matcher over every name, everyday name and wording of the catalogue."""
    return Matcher(
        build_knowledge(
            KnowledgeItem(item.code, item.name, (item.short_name, *item.aliases), item.wordings)
            for item in catalogue.items
        )
    )


def names_of(catalogue: Catalogue, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the short names of the items asked for most: a long hint helps the ear less."""
    return tuple(catalogue.item(code).short_name for code in codes)


def phrases_of(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the words a citizen is likely to type here."""
    names = (name for item in catalogue.items for name in (item.short_name, *item.aliases))
    return tuple(dict.fromkeys(names))
