"""Characters drawn as a finger draws them, and what they are taken for."""

from __future__ import annotations

import gc
import sys
from itertools import pairwise

import pytest

from kiosk.effects import FindCharacters
from kiosk.events import CharactersFound, Event, Stroke
from kiosk.handwriting import Handwriting, open_handwriting
from kiosk.performers.handwriting import HandReader

ON_SCREEN = 6
# Corners of each stroke, in thousandths of the pad's height from its upper left corner.
DRAWN: dict[str, tuple[Stroke, ...]] = {
    "一": (((150, 500), (850, 488)),),
    "二": (((300, 300), (700, 288)), ((150, 725), (850, 712))),
    "十": (((150, 500), (850, 488)), ((500, 125), (500, 875))),
    "人": (((512, 150), (450, 450), (175, 825)), ((475, 425), (625, 675), (850, 825))),
    "口": (
        ((250, 250), (262, 750)),
        ((250, 250), (750, 250), (725, 750)),
        ((262, 725), (730, 720)),
    ),
    "大": (
        ((150, 400), (850, 375)),
        ((512, 125), (475, 425), (175, 850)),
        ((487, 400), (625, 675), (850, 850)),
    ),
    "中": (
        ((250, 325), (262, 600)),
        ((250, 325), (750, 325), (730, 600)),
        ((262, 588), (730, 580)),
        ((500, 125), (500, 875)),
    ),
}


def as_a_finger(corners: Stroke, points: int = 12) -> Stroke:
    """The points a touch screen reports between the corners."""
    reported = [
        (round(x0 + (x1 - x0) * part / points), round(y0 + (y1 - y0) * part / points))
        for (x0, y0), (x1, y1) in pairwise(corners)
        for part in range(points)
    ]
    return (*reported, corners[-1])


@pytest.fixture(scope="module")
def handwriting() -> Handwriting:
    return Handwriting()


@pytest.mark.parametrize("character", DRAWN)
def test_a_drawn_character_is_on_the_screen(handwriting: Handwriting, character: str) -> None:
    strokes = [as_a_finger(corners) for corners in DRAWN[character]]
    assert character in handwriting.characters(strokes)[:ON_SCREEN]


def test_a_part_nobody_writes_by_itself_does_not_come_first(handwriting: Handwriting) -> None:
    strokes = [as_a_finger(corners) for corners in DRAWN["口"]]
    assert handwriting.characters(strokes)[0] == "口"


def test_the_place_on_the_pad_does_not_matter(handwriting: Handwriting) -> None:
    moved = [as_a_finger(tuple((x + 900, y) for x, y in corners)) for corners in DRAWN["大"]]
    assert handwriting.characters(moved)[0] == "大"


def test_nothing_written_is_no_character(handwriting: Handwriting) -> None:
    assert handwriting.characters(()) == ()
    assert handwriting.characters(((),)) == ()


def test_a_slow_finger_reports_many_points_and_is_understood(handwriting: Handwriting) -> None:
    strokes = [as_a_finger(corners, 400) for corners in DRAWN["人"]]
    assert "人" in handwriting.characters(strokes)[:ON_SCREEN]


def test_a_recogniser_that_goes_does_not_take_the_program_with_it() -> None:
    for _ in range(3):
        spare = open_handwriting()
        assert spare is not None
        del spare
        gc.collect()
    assert Handwriting().characters([as_a_finger(DRAWN["一"][0])])[0] == "一"


def test_without_the_library_there_is_no_board(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dinkit", None)
    assert open_handwriting() is None


def test_the_answer_names_the_strokes_it_is_for(handwriting: Handwriting) -> None:
    posted: list[Event] = []
    strokes = tuple(as_a_finger(corners) for corners in DRAWN["十"])
    HandReader(handwriting).perform(FindCharacters(strokes), posted.append)
    (found,) = posted
    assert isinstance(found, CharactersFound)
    assert found.strokes == strokes
    assert "十" in found.characters
    HandReader(None).perform(FindCharacters(strokes), posted.append)
    assert len(posted) == 1
