"""The conversations written down, through the real journeys and the real catalogue."""

from __future__ import annotations

from functools import cache

import pytest

from forms.catalogue import load_catalogue
from kiosk.bench.dialogues import Turn, first_fault, read_dialogues
from kiosk.bench.spoken_visit import VoiceVisit
from kiosk.journeys.world import World
from kiosk.knowledge import learn_meanings, matcher_of
from kiosk.settings import CATALOGUE
from voice.matching import Matcher

KNOWN_MISSES = {"我是来读书的"}
LEAST_HELD_OUT = 0.85


@cache
def _matcher() -> Matcher:
    matcher = matcher_of(load_catalogue(CATALOGUE))
    learn_meanings(matcher)
    return matcher


@pytest.mark.parametrize("turns", read_dialogues("development"), ids=lambda turns: turns[-1].said)
def test_a_conversation_goes_as_it_should(turns: tuple[Turn, ...], world: World) -> None:
    fault = first_fault(turns, VoiceVisit(world, _matcher()))
    assert bool(fault) == (turns[-1].said in KNOWN_MISSES), fault


def test_conversations_nothing_was_tuned_by_mostly_go_as_they_should(world: World) -> None:
    held_out = read_dialogues("held_out")
    faults = [
        fault for turns in held_out if (fault := first_fault(turns, VoiceVisit(world, _matcher())))
    ]
    assert len(faults) <= (1 - LEAST_HELD_OUT) * len(held_out), "\n".join(faults)


def test_the_two_halves_share_no_conversation() -> None:
    assert not set(read_dialogues("development")) & set(read_dialogues("held_out"))
