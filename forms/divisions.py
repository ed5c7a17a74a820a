"""The tree of divisions (行政区划): province, city, district, street, found by name or pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from pypinyin import lazy_pinyin

# Levels that stand in the codes but in no address.
_VIRTUAL = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_LENGTHS = (2, 4, 6, 9)
_LEAST_HEARD = 2
_HAN = re.compile(r"[\u4e00-\u9fff]*")


@dataclass(frozen=True)
class Division:
    """One division; `code` begins with the code of the division it belongs to (GB/T 2260)."""

    code: str
    name: str
    pinyin: str = ""
    """Syllables without tones, parted by spaces."""


class Divisions:
    """All divisions by code, and the tree between them."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        """Keep them in the order in which they are offered."""
        self._all = {division.code: division for division in divisions}
        self._children: dict[str, list[Division]] = {}
        for code, division in self._all.items():
            if division.name not in _VIRTUAL:
                self._children.setdefault(self._parent(code), []).append(division)

    def __len__(self) -> int:
        """Return how many divisions there are, virtual levels not counted."""
        return sum(len(children) for children in self._children.values())

    def __iter__(self) -> Iterator[Division]:
        """Go through all divisions."""
        return (division for children in self._children.values() for division in children)

    def children(self, code: str = "") -> tuple[Division, ...]:
        """Return what lies within a division, or the provinces."""
        return tuple(self._children.get(code, ()))

    def path(self, code: str) -> tuple[Division, ...]:
        """Return a division and what it lies in, the province first."""
        found = []
        while code:
            division = self._all.get(code)
            if division is not None and division.name not in _VIRTUAL:
                found.append(division)
            code = self._parent(code)
        return tuple(reversed(found))

    def full_name(self, code: str) -> str:
        """Return the name as an address begins: 广东省佛山市禅城区祖庙街道."""
        return "".join(division.name for division in self.path(code))

    def split(self, address: str) -> tuple[str, str]:
        """Return the code of the narrowest division an address begins with, and the rest."""
        code, rest = "", address
        while True:
            inner = next((d for d in self.children(code) if rest.startswith(d.name)), None)
            if inner is None:
                return code, rest
            code, rest = inner.code, rest[len(inner.name) :]

    def heard(self, address: str, start: str = "44") -> str:
        """Return a spoken address with the divisions it begins with as they are written.

        They are known by sound, and a level may be called without its kind (佛山禅城祖庙街道),
        but only before another one named in full, for 中山路 is no city. What begins in the middle
        lies within `start`; nothing changes where no division is heard.
        """
        opening = _HAN.match(address)
        sounds = lazy_pinyin(opening[0]) if opening else []
        inner = [place for city in self.children(start) for place in self.children(city.code)]
        openings = (self.children(), self.children(start), inner)
        found = max((self._heard(sounds, 0, options) for options in openings), key=_reach)
        return self.full_name(found[0]) + address[found[1] :] if found[0] else address

    def _heard(
        self, sounds: Sequence[str], at: int, options: Iterable[Division]
    ) -> tuple[str, int]:
        """Return the narrowest division heard from a place on and where its name ends."""
        best = ("", at)
        for division in options:
            whole = division.pinyin.split()
            for said in (whole, whole[: -_kind_length(division.name)]):
                if len(said) < _LEAST_HEARD or sounds[at : at + len(said)] != said:
                    continue
                end = at + len(said)
                within = self._heard(sounds, end, self.children(division.code))
                # A name without its kind is believed only with a narrower one behind it.
                own = (division.code, end) if said is whole else ("", at)
                best = max(best, within if within[0] else own, key=_reach)
        return best

    def search(self, text: str, within: str = "", most: int = 12) -> tuple[Division, ...]:
        """Return divisions by a part of the name, its pinyin or its initials, the widest first."""
        wanted = text.strip().lower().replace("'", "").replace(" ", "")
        if not wanted:
            return ()
        spelt = self._spellings if wanted.isascii() else {"": chain(*self._spellings.values())}
        found = [
            (rank, len(code), code)
            for code, name, pinyin, initials in spelt.get(wanted[:1] * wanted.isascii(), ())
            if code.startswith(within) and code != within
            for rank in (_rank(wanted, name, pinyin, initials),)
            if rank is not None
        ]
        return tuple(self._all[code] for _, _, code in sorted(found)[:most])

    @cached_property
    def _spellings(self) -> dict[str, list[tuple[str, str, str, str]]]:
        """First letter → code, name, pinyin and initials as they are typed."""
        found: dict[str, list[tuple[str, str, str, str]]] = {}
        for division in self:
            syllables = division.pinyin.split()
            initials = "".join(syllable[0] for syllable in syllables)
            spelt = (division.code, division.name, "".join(syllables), initials)
            found.setdefault(initials[:1], []).append(spelt)
        return found

    def _parent(self, code: str) -> str:
        """Return the code of the nearest wider division that has a name in addresses."""
        for length in reversed(_LENGTHS[: _LENGTHS.index(len(code))]):
            wider = self._all.get(code[:length])
            if wider is not None and wider.name not in _VIRTUAL:
                return wider.code
        return ""


def _kind_length(name: str) -> int:
    return 2 if name.endswith("街道") else 1


def _reach(found: tuple[str, int]) -> tuple[int, int]:
    return found[1] if found[0] else 0, len(found[0])


def _rank(wanted: str, name: str, pinyin: str, initials: str) -> int | None:
    if wanted in (name, pinyin):
        return 0
    if name.startswith(wanted) or pinyin.startswith(wanted):
        return 1
    if initials.startswith(wanted):
        return 2
    return 3 if wanted in name else None


def read_divisions(path: Path) -> Divisions:
    """Read lines of code, name and pinyin parted by tabs; lines that begin with # are comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return Divisions(Division(*line.split("\t")) for line in lines if not line.startswith("#"))
