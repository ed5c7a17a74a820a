"""Cutting a text into stretches to speak one by one, each knowing where it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_LONGEST = 60
# The first stretch is waited for in silence, so it ends at its first comma when it is longer. An
# answer begins with the name of its item: so short that the name is rendered once for them all.
_LONGEST_FIRST = 8
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
    said = [sentence for sentence in found if _SAID.search(sentence.text)]
    return (*_begin_short(said[0]), *said[1:]) if said else ()


def _begin_short(first: Sentence) -> tuple[Sentence, ...]:
    clause = _CLAUSE.match(first.text)
    cut = clause.end() if clause is not None else len(first.text)
    if len(first.text) <= _LONGEST_FIRST or cut >= len(first.text):
        return (first,)
    middle = first.start + cut
    return (
        Sentence(first.text[:cut], first.start, middle),
        Sentence(first.text[cut:], middle, first.end),
    )


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
