"""Names and addresses typed in pinyin on the citizen's own keyboard: are the right words offered?

A name or address counts when every word picked to write it stood among the first six. What is typed
goes through the journey's own typing; the lists are in `typing_lists`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from forms.catalogue import load_catalogue
from kiosk.bench.timing import ms_of
from kiosk.bench.typing_lists import Entry, addresses, names
from kiosk.effects import FindCandidates
from kiosk.events import CandidatesFound, Pressed, WritingKind
from kiosk.journeys import typing
from kiosk.knowledge import phrases_of
from kiosk.performers.mind import find_words
from kiosk.settings import ASSETS, CATALOGUE
from kiosk.writing import ROW, Writing, open_writing, read_vocabulary

COUNT = 200


@dataclass
class Typist:
    """Types on the citizen's keyboard and picks the longest right word of the first row."""

    writing: Writing
    kind: WritingKind
    times_ms: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    at_once: int = 0

    def share_of(self, entries: Iterable[Entry]) -> float:
        """Return the share of entries that could be written from first rows alone."""
        done = [self._write(entry) for entry in entries]
        return sum(done) / len(done)

    def _write(self, entry: Entry) -> bool:
        draft, picks, wanted = typing.Draft(), 0, 0
        for text, runs in entry.pieces:
            target = draft.text + text
            for letters in runs:
                draft, used = self._type(draft, letters, target)
                picks, wanted = picks + used, wanted + 1
            if not runs:
                draft = typing.with_text(draft, target)
            if draft.text != target:
                self.missed.append(text)
                return False
        self.at_once += picks == wanted
        return True

    def _type(self, draft: typing.Draft, letters: str, target: str) -> tuple[typing.Draft, int]:
        for letter in letters:
            draft = self._press(draft, Pressed("pinyin_key", letter))
        picks = 0
        while draft.pinyin:
            rest = target[len(draft.text) :]
            right = [word for word, _ in draft.words[:ROW] if rest.startswith(word)]
            if not right:
                return replace(draft, pinyin="", words=()), picks
            draft = self._press(draft, Pressed("word", max(right, key=len)))
            picks += 1
        return draft, picks

    def _press(self, draft: typing.Draft, press: Pressed) -> typing.Draft:
        draft, pinyin = typing.press(draft, press)
        if pinyin is None:
            return draft
        asked = FindCandidates(pinyin, self.kind, draft.text)
        found: list[CandidatesFound] = []
        self.times_ms.append(ms_of(lambda: found.append(find_words(self.writing, asked))))
        return typing.with_words(draft, found[0])


def measure() -> dict[str, Any]:
    """Return the time to the candidates and the shares of names and addresses written."""
    vocabulary = read_vocabulary(ASSETS, phrases_of(load_catalogue(CATALOGUE)))
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder:
        writing = open_writing(Path(folder), vocabulary)
        people, places = Typist(writing, "name"), Typist(writing, "address")
        writing.candidates("ni")
        in_six = (
            people.share_of(names(COUNT)),
            places.share_of(addresses(COUNT, vocabulary.divisions)),
        )
        writing.close()
    for typist in (people, places):
        sys.stdout.write(f"{typist.kind}: {typist.at_once} of {COUNT} with one pick a part")
        sys.stdout.write(f"; missed: {'、'.join(typist.missed) or 'none'}\n")
    times = sorted([*people.times_ms, *places.times_ms])
    return {
        "candidate_p99_ms": round(times[int(len(times) * 0.99)], 2),
        "names_in_six": round(in_six[0], 3),
        "addresses_in_six": round(in_six[1], 3),
    }
