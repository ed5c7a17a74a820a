"""A catalogue prepared for a quick start: checked once, each item decoded when first asked for.

The file is plain JSON in sections, never code: a head line, the frame (dictionary, bundles,
names) and one line an item. Its head names the digest of the sources and of what follows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from forms.bundle import Bundle
from forms.catalogue import Catalogue
from forms.dictionary import Dictionary, FieldDefinition, Rule, Strict
from forms.search import SpelledNames, spell_names
from forms.service_item import ServiceItem

_FORMAT = 2


class _Head(Strict):
    format: int
    sources: str
    body: str
    """SHA-256 of everything after the head."""


class _JoinedNames(Strict):
    """Spelled names, each list as one text of lines: read ten times sooner than list by list."""

    codes: str
    titles: str
    owners: tuple[int, ...]
    names: str
    pinyin: str
    initials: str

    @classmethod
    def of(cls, names: SpelledNames) -> _JoinedNames:
        """Join the lists; no name holds a line's end."""
        lists = {key: "\n".join(getattr(names, key)) for key in _LISTS}
        return cls(owners=names.owners, **lists)

    def spelled(self) -> SpelledNames:
        """Return the names as they were; the digest of the file vouches for them."""
        return SpelledNames.model_construct(
            codes=_lines(self.codes),
            titles=_lines(self.titles),
            owners=self.owners,
            names=_lines(self.names),
            pinyin=_lines(self.pinyin),
            initials=_lines(self.initials),
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


_LISTS = ("codes", "titles", "names", "pinyin", "initials")


class _Frame(Strict):
    version: str
    fields: tuple[FieldDefinition, ...]
    rules: tuple[Rule, ...]
    bundles: tuple[Bundle, ...]
    names: _JoinedNames


class _Lines(Sequence[ServiceItem]):
    """Items kept as lines of JSON until someone asks for them."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._items: list[ServiceItem | None] = [None] * len(lines)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> ServiceItem: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ServiceItem]: ...
    def __getitem__(self, place: int | slice) -> ServiceItem | Sequence[ServiceItem]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        item = self._items[place]
        if item is None:
            item = self._items[place] = ServiceItem.model_validate_json(self._lines[place])
        return item

    def __iter__(self) -> Iterator[ServiceItem]:
        return (self[number] for number in range(len(self)))


def write_compiled(path: Path, catalogue: Catalogue, sources: str) -> SpelledNames:
    """Write a checked catalogue for the next start; readers see the old file or the new one."""
    names = spell_names(catalogue.items)
    frame = _Frame(
        version=catalogue.version,
        fields=tuple(catalogue.dictionary.values()),
        rules=catalogue.dictionary.rules,
        bundles=catalogue.bundles,
        names=_JoinedNames.of(names),
    )
    items = (item.model_dump_json(exclude_defaults=True) for item in catalogue.items)
    body = "\n".join([frame.model_dump_json(exclude_defaults=True), *items]).encode()
    head = _Head(format=_FORMAT, sources=sources, body=sha256(body).hexdigest())
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(head.model_dump_json().encode() + b"\n" + body)
    fresh.replace(path)
    return names


def read_compiled(path: Path, sources: str | None) -> tuple[Catalogue, SpelledNames] | None:
    """Return what was prepared from these sources (any, where None); None where it is unusable."""
    try:
        head_line, _, body = path.read_bytes().partition(b"\n")
        head = _Head.model_validate_json(head_line)
        if head.format != _FORMAT or sources not in (None, head.sources):
            return None
        if sha256(body).hexdigest() != head.body:
            return None
        frame_line, *lines = body.split(b"\n")
        frame = _Frame.model_validate_json(frame_line)
    except (OSError, ValidationError):
        return None
    dictionary, names = Dictionary(frame.fields, frame.rules), frame.names.spelled()
    catalogue = Catalogue(
        _Lines(lines), dictionary, frame.version, frame.bundles, codes=names.codes
    )
    return catalogue, names
