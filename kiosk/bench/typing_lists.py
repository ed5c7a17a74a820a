"""What the typing bench types: names and addresses drawn from public facts, none of a real person.

These lists know nothing of assets/typing, which the keyboard learns from: surnames stand with their
published shares and given names are those published as the commonest (both as in Faker's zh_CN
provider, MIT); half of the given names are two characters drawn at random from those in the
reports on new-born children. Roads, estates and villages are real ones of Guangdong.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pypinyin import lazy_pinyin

from forms.divisions import Divisions

SEED = 2026
_FILE = Path(__file__).with_suffix(".toml")
# Read otherwise than the character usually is.
_READINGS = {"曾": "zeng", "翟": "zhai", "覃": "qin", "任": "ren", "万": "wan"}
_PLACE_READINGS = {"乐": "le", "车": "che", "长": "chang", "石": "shi", "大": "da"}


@dataclass(frozen=True)
class Entry:
    """What one citizen types: pieces of text with the letters of each; digits have none."""

    pieces: tuple[tuple[str, tuple[str, ...]], ...]
    """Text and the runs of letters typed for it, one after the other."""


def names(count: int) -> Iterator[Entry]:
    """Yield names, typed at once, with separators, in two parts or one character at a time."""
    chance, words = random.Random(SEED), _words()
    surnames = [(word[0], int(word[1:])) for word in words["surnames"]]
    for number in range(count):
        surname = chance.choices([s for s, _ in surnames], [share for _, share in surnames])[0]
        drawn = chance.choice(words["newborn"]) + chance.choice(words["newborn"])
        given = drawn if number % 2 else chance.choice(words["given_names"])
        first, rest = _READINGS.get(surname) or lazy_pinyin(surname)[0], lazy_pinyin(given)
        ways = (
            ("".join([first, *rest]),),
            ("'".join([first, *rest]),),
            (first, "".join(rest)),
            (first, *rest),
        )
        yield Entry(((surname + given, ways[number // 2 % len(ways)]),))


def addresses(count: int, divisions: Divisions) -> Iterator[Entry]:
    """Yield addresses of Guangdong, typed a part at a time as they are spoken."""
    chance, words = random.Random(SEED), _words()
    streets = [d for d in divisions if d.code.startswith("44") and len(d.code) == 9]
    for _ in range(count):
        path = divisions.path(chance.choice(streets).code)
        parts = [chance.choice(words["roads"]), str(chance.randint(1, 400)), "号"]
        parts += [chance.choice(words["places"]), str(chance.randint(1, 20))]
        parts += [chance.choice("栋座"), str(chance.randint(101, 2808)), chance.choice("房室")]
        spelt = [(one.name, (one.pinyin.replace(" ", ""),)) for one in path]
        yield Entry((*spelt, *((part, _letters(part)) for part in parts)))


def _words() -> dict[str, list[str]]:
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: text.split() for key, text in lists.items()}


def _letters(text: str) -> tuple[str, ...]:
    if text.isdigit():
        return ()
    pairs = zip(text, lazy_pinyin(text), strict=True)
    return ("".join(_PLACE_READINGS.get(one, usual) for one, usual in pairs),)
