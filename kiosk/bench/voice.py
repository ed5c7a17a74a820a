"""Spoken questions through the terminal's own ear, mind, stage and mouth.

Recordings are played at the speed of speech where time is measured, and as fast as they are
taken where only the understanding counts. Times run from the last audible syllable.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

from forms.catalogue import load_catalogue
from kiosk.bench.talking import Conversation, Turn, open_voice
from kiosk.journeys.answers import spoken_answer
from kiosk.opening import KIOSK_CONFIG
from kiosk.said_often import beginning
from kiosk.settings import CATALOGUE, PROJECT_FOLDER, load_settings
from voice.knowledge import HOW
from voice.noise import Samples, babble, band_limited, white_noise, with_noise
from voice.specimens import Specimen, load_specimens, read_recording

SPOKEN = PROJECT_FOLDER / "assets" / "evaluation" / "spoken"
_QUICK_TIMED, _QUICK_UNTIMED = 16, 30

Treatment = Callable[[Samples, int], Samples]


@dataclass
class Tally:
    """What came of a set of recordings."""

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


def measure() -> dict[str, Any]:
    """Measure a part that takes some minutes."""
    return _measure(_QUICK_TIMED, _QUICK_UNTIMED, ("babble10",))


def measure_everything() -> dict[str, Any]:
    """Measure every recording under every noise."""
    return _measure(sys.maxsize, sys.maxsize, tuple(_treatments(())))


def _measure(timed_count: int, untimed_count: int, noises: Sequence[str]) -> dict[str, Any]:
    specimens = [one for one in load_specimens(SPOKEN) if one.path.is_file()]
    ours = [one for one in specimens if one.is_ours]
    foreign = [one for one in specimens if not one.is_ours]
    voices = [read_recording(one.path) for one in _spread(specimens, 24)]
    treatments = _treatments(voices)
    speech = load_settings(KIOSK_CONFIG, os.environ).speech
    catalogue = load_catalogue(CATALOGUE)
    asked = _spread(ours, timed_count)
    ahead = [
        beginning(spoken_answer(catalogue.item(one.item_code), aspect))
        for one in asked
        for aspect in {HOW, one.aspect}
    ]
    with Conversation(catalogue, speech, open_voice(speech, ahead)) as conversation:
        timed = _tally(conversation, asked, _as_it_is, paced=True)
        tallies = {"clean": timed}
        if untimed_count > timed_count:
            asked = _spread(ours, untimed_count) + _spread(foreign, 7)
            tallies["clean"] = _tally(conversation, asked, _as_it_is)
        else:
            timed.refused = _tally(conversation, foreign, _as_it_is).refused
        for noise in noises:
            asked = _spread(ours, untimed_count) + _spread(foreign, 7)
            tallies[noise] = _tally(conversation, asked, treatments[noise])
        first_sound_s = [turn.first_sound_s for turn in timed.turns if turn.first_sound_s]
    _report(tallies)
    return {
        "engine": conversation.engine,
        "intent_clean": tallies["clean"].right,
        "intent_babble10": tallies["babble10"].right,
        "answer_median_s": round(median(turn.answer_s for turn in timed.turns), 2),
        "answer_p95_s": round(_p95([turn.answer_s for turn in timed.turns]), 2),
        "overhead_ms": round(median(turn.overhead_ms for turn in timed.turns), 1),
        "first_sound_s": round(median(first_sound_s), 2) if first_sound_s else None,
    }


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


def _tally(
    conversation: Conversation,
    specimens: Sequence[Specimen],
    treatment: Treatment,
    paced: bool = False,
) -> Tally:
    tally = Tally()
    for specimen in specimens:
        turn = conversation.ask(specimen, treatment, paced)
        if specimen.is_ours:
            tally.turns.append(turn)
        else:
            tally.refused.append(not turn.is_answered)
    return tally


def _spread(specimens: Sequence[Specimen], count: int) -> list[Specimen]:
    """Return so many, evenly from all: neighbours are about the same item."""
    step = max(1, len(specimens) / max(count, 1))
    return [specimens[int(place * step)] for place in range(min(count, len(specimens)))]


def _p95(values: Sequence[float]) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]


def _report(tallies: dict[str, Tally]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("sound", "questions", "right", "right or offered", "foreign ones not answered")
    for name, tally in tallies.items():
        kept = f"{sum(tally.refused)} of {len(tally.refused)}"
        table.add_row(name, str(len(tally.turns)), f"{tally.right}", f"{tally.offered}", kept)
    Console().print(table)
    for name, tally in tallies.items():
        for turn in tally.turns:
            if not turn.is_right:
                print(f"{name}: {turn.specimen.text} → {turn.heard or '（没有听清）'}")
