"""What the terminal says often, most often first: rendered ahead while nobody is there."""

from __future__ import annotations

from collections.abc import Iterator

from forms.catalogue import Catalogue
from kiosk.journeys.answers import asks_situation
from kiosk.journeys.hands_free import SAY_GO_ON
from kiosk.journeys.replies import DECLINED, EMERGENCY, GREETING, NOT_OURS, UNSURE, WELCOME, WHICH
from kiosk.journeys.spoken_answers import spoken_answer
from kiosk.visit import HELP_CALLED, STILL_THERE
from voice.knowledge import ASPECT_CUES, HOW
from voice.sentences import split_sentences


def said_often(catalogue: Catalogue, quick_items: tuple[str, ...]) -> Iterator[str]:
    """Return fixed phrases, whole answers to what is asked most, and how every answer begins."""
    yield from (UNSURE, NOT_OURS, STILL_THERE, SAY_GO_ON, HELP_CALLED, EMERGENCY)
    yield from (WHICH, GREETING, WELCOME, DECLINED)
    aspects = (HOW, *ASPECT_CUES)
    for item in map(catalogue.item, quick_items):
        yield spoken_answer(item, HOW, ask_situation=asks_situation(item, HOW))
    for item in catalogue.items:
        yield from dict.fromkeys(beginning(spoken_answer(item, aspect)) for aspect in aspects)
    for quick in quick_items:
        yield from (spoken_answer(catalogue.item(quick), aspect) for aspect in aspects)


def beginning(answer: str) -> str:
    """Return the stretch of an answer that is spoken first."""
    stretches = split_sentences(answer)
    return stretches[0].text if stretches else ""
