"""Finding items by name, everyday name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz

from forms.service_item import ServiceItem

_LEAST = 55.0


@dataclass(frozen=True)
class Found:
    """An item found and how well it fits, from 0 to 100."""

    code: str
    name: str
    score: float


@dataclass(frozen=True)
class _Name:
    text: str
    pinyin: str
    initials: str


class ItemSearch:
    """An index over the names of items."""

    def __init__(self, items: Iterable[ServiceItem]) -> None:
        """Prepare the names of these items."""
        self._entries = tuple(
            (item, tuple(_spelled(n) for n in dict.fromkeys(_names_of(item)))) for item in items
        )

    def find(self, text: str, limit: int = 10) -> tuple[Found, ...]:
        """Return the items that fit best, best first; empty when nothing comes near."""
        wanted = "".join(text.split()).lower()
        if not wanted:
            return ()
        latin = wanted.isascii()
        scored = (
            Found(item.code, item.name, max(_score(wanted, name, latin) for name in names))
            for item, names in self._entries
        )
        good = [found for found in scored if found.score >= _LEAST]
        return tuple(sorted(good, key=lambda found: (-found.score, found.name))[:limit])


def _names_of(item: ServiceItem) -> tuple[str, ...]:
    return (item.name, item.short_name, *item.aliases)


def _spelled(name: str) -> _Name:
    pinyin = "".join(lazy_pinyin(name)).lower()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return _Name(name, pinyin, initials)


def _score(wanted: str, name: _Name, latin: bool) -> float:
    if latin:
        return max(_fit(wanted, name.pinyin), _part(wanted, name.initials))
    return _fit(wanted, name.text)


def _fit(wanted: str, name: str) -> float:
    likeness = fuzz.ratio(wanted, name) * 0.85 if len(wanted) > 1 else 0.0
    return _part(wanted, name) or likeness


def _part(wanted: str, name: str) -> float:
    """Score a name that holds the text: its beginning above its middle, fuller ones higher.

    Initials are matched by this alone, for nearly all short strings of letters look alike.
    """
    share = len(wanted) / max(len(name), 1)
    if wanted == name:
        return 100.0
    if name.startswith(wanted):
        return 88 + 10 * share
    return 75 + 10 * share if wanted in name else 0.0
