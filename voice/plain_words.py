"""Says in plain Mandarin what was said in dialect, in everyday words or in English.

Traditional characters become simplified ones first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class PlainWords:
    """Replaces what is said by what is meant, longest first."""

    def __init__(
        self, meant: Mapping[str, str] | None = None, english: Mapping[str, str] | None = None
    ) -> None:
        self._meant = {simplified(said): to for said, to in (meant or {}).items()}
        self._english = dict(english or {})
        self._said = _longest_first(self._meant, "{}")
        self._phrase = _longest_first(self._english, r"\b{}\b")

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The words said and meant."""
        return (*self._meant, *self._meant.values())

    def plain(self, text: str) -> str:
        """Return the text in plain Mandarin; what no table knows stays as it is."""
        text = simplified(text)
        if self._phrase is not None and _is_english(text):
            return self._translated(text)
        if self._said is None:
            return text
        return self._said.sub(lambda found: self._meant[found.group()], text)

    def _translated(self, text: str) -> str:
        assert self._phrase is not None
        known = self._phrase.findall(text.lower())
        return "".join(self._english[phrase] for phrase in known) or text


def simplified(text: str) -> str:
    """Return a text in simplified characters."""
    return _simplify()(text) if _CHINESE.search(text) else text


@lru_cache(maxsize=1)
def _simplify() -> Callable[[str], str]:
    # Imported late: its dictionaries take a tenth of a second.
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def read_words(path: Path) -> dict[str, str]:
    """Return a table of said and meant from a file of two columns parted by a tab."""
    table: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            said, _, meant = line.partition("\t")
            table.setdefault(said, meant.strip())
    return table


def _is_english(text: str) -> bool:
    return _CHINESE.search(text) is None and len(_LATIN_WORD.findall(text.lower())) > 1


def _longest_first(words: Mapping[str, str], shape: str) -> re.Pattern[str] | None:
    if not words:
        return None
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(shape.format(re.escape(word)) for word in ordered))
