"""Lists of questions as a hall, a town or a shop would bring them, and what people ask of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from kiosk.settings import PROJECT_FOLDER

LISTS_FOLDER = PROJECT_FOLDER / "assets" / "evaluation" / "lists"
_OR, _GAP, _NOT_HERE = "|", "{}", "-"
_GRID_ASKED = 240
_LEFT_OUT_SHARE = 0.12
_ROUNDABOUT = (
    "你好，我是第一次来，也不知道找谁问，就想问一下{}",
    "我昨天打电话没人接，今天专门跑一趟，{}，麻烦你告诉我",
    "不好意思啊我年纪大了听不太清楚，我儿子叫我来问问{}",
    "那个我邻居说可以来这里问的，{}，是不是这样的",
    "我家里人在外地回不来，托我过来打听一下，{}",
)


@dataclass(frozen=True)
class AskedOf:
    """A sentence somebody asks of a list; `right` are the ids that answer it, if any does."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True)
class QuestionList:
    """A list of questions by their ids, and sentences asked of it."""

    name: str
    entries: tuple[tuple[str, str], ...]
    asked: tuple[AskedOf, ...]


def read_lists(folder: Path = LISTS_FOLDER) -> tuple[QuestionList, ...]:
    """Return the lists of a folder: each thing asked once (.tsv), or crossed (.txt)."""
    plain = [_plain_list(path) for path in sorted(folder.glob("*.tsv"))]
    crossed = [_crossed_list(path) for path in sorted(folder.glob("*.txt"))]
    roundabout = [_asked_roundabout(one) for one in plain if one.name == "town"]
    return (*plain, *crossed, *roundabout)


def _plain_list(path: Path) -> QuestionList:
    """Read a question and its other wordings a line; `-` before what the list has no answer to."""
    entries, asked = [], []
    left_out = random.Random(path.name)
    for number, (question, wordings) in enumerate(_lines(path), start=1):
        key = str(number)
        # Some are asked of a list that lacks them: the nearest thing is then no answer.
        missing = question == _NOT_HERE or left_out.random() < _LEFT_OUT_SHARE
        if not missing:
            entries.append((key, question))
        asked += [AskedOf(one, frozenset() if missing else frozenset({key})) for one in wordings]
    return QuestionList(path.stem, tuple(entries), tuple(asked))


def _crossed_list(path: Path) -> QuestionList:
    chance = random.Random(path.name)
    things, questions, open_ones = [], [], []
    for line, wordings in _lines(path):
        kind, text = line[0], line[1:].strip()
        if kind == "=":
            things.append((text, wordings))
        elif _GAP in text:
            questions.append((text, wordings))
        else:
            open_ones += [text, *wordings]
    entries, asked = [], []
    for (n, (thing, names)), (m, (question, shapes)) in product(
        enumerate(things), enumerate(questions)
    ):
        key = f"{n}-{m}"
        missing = chance.random() < _LEFT_OUT_SHARE
        if not missing:
            entries.append((key, question.format(thing)))
        text = chance.choice(shapes).format(chance.choice((thing, *names)))
        asked.append(AskedOf(text, frozenset() if missing else frozenset({key})))
    some = chance.sample(asked, min(_GRID_ASKED, len(asked)))
    some += [AskedOf(one, frozenset()) for one in open_ones]
    return QuestionList(path.stem, tuple(entries), tuple(some))


def _asked_roundabout(one: QuestionList) -> QuestionList:
    chance = random.Random(one.name)
    asked = [AskedOf(chance.choice(_ROUNDABOUT).format(a.text), a.right) for a in one.asked]
    return QuestionList(f"{one.name}, roundabout", one.entries, tuple(asked))


def _lines(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            # A list asked once has its wordings behind a tab, a crossed one behind the first "|".
            question, _, wordings = line.partition("\t" if "\t" in line else _OR)
            yield question.strip(), [one.strip() for one in wordings.split(_OR) if one.strip()]
