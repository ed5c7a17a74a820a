"""Spoken questions through the terminal's own ear, mind, stage and mouth.

Recordings are played at the speed of speech where time is measured, and as fast as they are
taken where only the understanding counts. Times run from the last audible syllable. Only the test
half of the recordings is played: the other is there to choose prompts, windows and limits by.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

from forms.catalogue import Catalogue, load_catalogue
from kiosk.bench.talking import Conversation, Turn, open_voice
from kiosk.journeys.spoken_answers import spoken_answer
from kiosk.opening import KIOSK_CONFIG
from kiosk.said_often import beginning
from kiosk.settings import CATALOGUE, PROJECT_FOLDER, load_settings
from voice.knowledge import ASPECT_CUES, HOW
from voice.noise import Samples, babble, band_limited, white_noise, with_noise
from voice.specimens import Specimen, load_specimens, measured_half, read_recording

SPOKEN = PROJECT_FOLDER / "assets" / "evaluation" / "spoken"
_BABBLERS = 24

Treatment = Callable[[Samples, int], Samples]


@dataclass(frozen=True)
class Extent:
    """How many recordings are played under which noise, and how long it may take at most."""

    timed: int = 24
    untimed: int = 56
    foreign: int = 8
    noises: tuple[str, ...] = ("babble10",)
    longest_s: float = 540.0


@dataclass
class Tally:
    """What came of a set of recordings."""

    wanted: int = 0
    turns: list[Turn] = field(default_factory=list)
    refused: list[bool] = field(default_factory=list)
    """Of the questions that are not ours, which were answered with nothing."""

    @property
    def right(self) -> float:
        """Share of our questions whose best reading is the right item."""
        return round(sum(turn.is_right for turn in self.turns) / max(len(self.turns), 1), 3)

    @property
    def offered(self) -> float:
        """Share of our questions with the right item answered or among those offered."""
        return round(sum(turn.is_offered for turn in self.turns) / max(len(self.turns), 1), 3)

    @property
    def played(self) -> int:
        """How many recordings were played."""
        return len(self.turns) + len(self.refused)


def measure() -> dict[str, Any]:
    """Measure a fixed part of the test half, evenly over voices and items."""
    return _measure(Extent())


def measure_everything() -> dict[str, Any]:
    """Measure the whole test half under every noise."""
    whole = sys.maxsize
    return _measure(Extent(whole, whole, whole, tuple(_treatments(())), float("inf")))


def _measure(extent: Extent) -> dict[str, Any]:
    specimens = [one for one in load_specimens(SPOKEN) if one.path.is_file()]
    voices = [read_recording(one.path) for one in _spread(specimens, _BABBLERS)]
    tested = measured_half(specimens)
    ours = _spread([one for one in tested if one.is_ours], extent.untimed)
    foreign = _spread([one for one in tested if not one.is_ours], extent.foreign)
    timed = _spread(ours, extent.timed)
    untimed = [one for one in ours if one not in timed]
    speech = load_settings(KIOSK_CONFIG, os.environ).speech
    catalogue = load_catalogue(CATALOGUE)
    _tell("loading the ear, the mind and the mouth")
    voice = open_voice(speech, _beginnings(catalogue, timed))
    tallies: dict[str, Tally] = {"timed": Tally(), "clean": Tally()}
    with Conversation(catalogue, speech, voice) as conversation:
        course = _Course(conversation, time.monotonic() + extent.longest_s)
        try:
            course.play("timed", tallies["timed"], timed, _as_it_is, paced=True)
            tallies["clean"].turns += tallies["timed"].turns
            tallies["clean"].wanted = len(timed)
            course.play("clean", tallies["clean"], [*untimed, *foreign], _as_it_is)
            for noise, treatment in _treatments(voices).items():
                if noise in extent.noises:
                    tallies[noise] = Tally()
                    course.play(noise, tallies[noise], [*ours, *foreign], treatment)
        finally:
            # Also what an impatient Ctrl-C leaves.
            _report(tallies)
    return _figures(conversation.engine, tallies)


def _figures(engine: str, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    timed = tallies["timed"].turns
    first_sound_s = [turn.first_sound_s for turn in timed if turn.first_sound_s]
    return {
        "engine": engine,
        "intent_clean": tallies["clean"].right,
        "intent_babble10": tallies["babble10"].right,
        "answer_median_s": round(median(turn.answer_s for turn in timed), 2),
        "answer_p95_s": round(_p95([turn.answer_s for turn in timed]), 2),
        "overhead_ms": round(median(turn.overhead_ms for turn in timed), 1),
        "first_sound_s": round(median(first_sound_s), 2) if first_sound_s else None,
    }


def _beginnings(catalogue: Catalogue, specimens: Sequence[Specimen]) -> list[str]:
    """Return how answers to these begin, in every aspect, as an idle terminal renders them."""
    items = dict.fromkeys(one.item_code for one in specimens)
    return list(
        dict.fromkeys(
            beginning(spoken_answer(catalogue.item(code), aspect))
            for code in items
            for aspect in (HOW, *ASPECT_CUES)
        )
    )


@dataclass(frozen=True)
class _Course:
    """Plays one set of recordings after another until the time is up."""

    conversation: Conversation
    ends_s: float

    def play(
        self,
        name: str,
        tally: Tally,
        specimens: Sequence[Specimen],
        treatment: Treatment,
        paced: bool = False,
    ) -> None:
        """Add to the tally what comes of each recording, saying so as it goes."""
        tally.wanted += len(specimens)
        for specimen in specimens:
            if time.monotonic() > self.ends_s:
                return
            turn = self.conversation.ask(specimen, treatment, paced)
            if specimen.is_ours:
                tally.turns.append(turn)
            else:
                tally.refused.append(not turn.is_answered)
            took = f" {turn.answer_s:.2f} s" if paced else ""
            heard = turn.heard or "（没有听清）"
            _tell(f"{name} {tally.played}/{tally.wanted} {specimen.text} → {heard}{took}")


def _treatments(voices: Sequence[Samples]) -> dict[str, Treatment]:
    found: dict[str, Treatment] = {}
    for ratio_db in (20, 10, 5):
        found[f"white{ratio_db}"] = partial(_under_white_noise, ratio_db)
        found[f"babble{ratio_db}"] = partial(_under_babble, voices, ratio_db)
    found["cheap_microphone"] = lambda speech, seed: band_limited(speech)
    return found


def _under_white_noise(ratio_db: float, speech: Samples, seed: int) -> Samples:
    return with_noise(speech, white_noise(len(speech), seed), ratio_db)


def _under_babble(
    voices: Sequence[Samples], ratio_db: float, speech: Samples, seed: int
) -> Samples:
    return with_noise(speech, babble(voices, len(speech), seed), ratio_db)


def _as_it_is(speech: Samples, seed: int) -> Samples:
    return speech


def _spread(specimens: Sequence[Specimen], count: int) -> list[Specimen]:
    """Return so many, evenly from all: neighbours are about the same item."""
    step = max(1, len(specimens) / max(count, 1))
    return [specimens[int(place * step)] for place in range(min(count, len(specimens)))]


def _p95(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _report(tallies: Mapping[str, Tally]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("sound", "played", "right", "right or offered", "foreign ones not answered")
    for name, tally in tallies.items():
        kept = f"{sum(tally.refused)} of {len(tally.refused)}"
        played = f"{tally.played} of {tally.wanted}"
        table.add_row(name, played, f"{tally.right}", f"{tally.offered}", kept)
    Console().print(table)
    for name, tally in tallies.items():
        for turn in tally.turns:
            if not turn.is_right and name != "timed":
                print(f"{name}: {turn.specimen.text} → {turn.heard or '（没有听清）'}")
