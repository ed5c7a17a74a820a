"""Cutting a text into stretches to speak one by one, each knowing where it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_LONGEST = 60
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]+|[^。！？!?；;\n]+")
_CLAUSE = re.compile(r"[^，,、：:]*[，,、：:]+|[^，,、：:]+")
_SAID = re.compile(r"[\w]")


@dataclass(frozen=True)
class Sentence:
    """A stretch of text with its place, `text[start:end]`, in the original."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the stretches of a text that have something to say, long ones cut at commas."""
    found: list[Sentence] = []
    for match in _SENTENCE.finditer(text):
        found.extend(_clauses(match[0], match.start()))
    return tuple(sentence for sentence in found if _SAID.search(sentence.text))


def _clauses(sentence: str, offset: int) -> list[Sentence]:
    cuts, gathered = [0], 0
    if len(sentence) > _LONGEST:
        for clause in _CLAUSE.finditer(sentence):
            if clause.end() - gathered > _LONGEST and clause.start() > gathered:
                cuts.append(clause.start())
                gathered = clause.start()
    cuts.append(len(sentence))
    return [
        Sentence(sentence[start:end], offset + start, offset + end)
        for start, end in pairwise(cuts)
        if end > start
    ]
