"""Writing with the finger where pinyin is not known: question by question, stroke by stroke."""

from __future__ import annotations

import pytest

from kiosk.effects import FindCharacters, Wipe
from kiosk.events import CharactersFound, Stroke, StrokeWritten
from kiosk.journeys.typing import CHOOSE_CHARACTER, MOST_STROKES
from kiosk.journeys.view import AskView, QuestionView
from kiosk.journeys.world import World
from tests.kiosk.journeys.conftest import Drive, labels

LEVEL: Stroke = ((150, 500), (850, 490))
UPRIGHT: Stroke = ((500, 120), (500, 880))


@pytest.fixture
def suggesting(world: World) -> Drive:
    """A citizen who writes a suggestion, with the keys on the screen."""
    drive = Drive(world)
    drive.press("feedback")
    drive.press("write", "suggestion")
    return drive


def page(drive: Drive) -> QuestionView:
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    return body


def test_a_character_is_written_chosen_and_the_board_is_free_again(suggesting: Drive) -> None:
    drive = suggesting
    assert page(drive).keyboard == "pinyin"
    drive.press("board", "handwriting")
    assert page(drive).keyboard == "handwriting"
    assert drive.happen(StrokeWritten(LEVEL)) == (FindCharacters((LEVEL,)),)
    assert drive.happen(StrokeWritten(UPRIGHT)) == (FindCharacters((LEVEL, UPRIGHT)),)
    drive.happen(CharactersFound((LEVEL, UPRIGHT), ("十", "士")))
    assert labels(page(drive).candidates) == ["十", "士"]
    drive.press("word", "十")
    assert page(drive).text == "十"
    assert page(drive).strokes == () and page(drive).candidates == ()
    assert page(drive).keyboard == "handwriting"


def test_characters_for_fewer_strokes_come_too_late(suggesting: Drive) -> None:
    drive = suggesting
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL), StrokeWritten(UPRIGHT))
    drive.happen(CharactersFound((LEVEL,), ("一",)))
    assert page(drive).candidates == ()


@pytest.mark.parametrize("key", ["rewrite", "backspace"])
def test_a_character_gone_wrong_is_written_again_and_the_text_stays(
    suggesting: Drive, key: str
) -> None:
    drive = suggesting
    drive.press("key", "9")
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL), CharactersFound((LEVEL,), ("一",)))
    drive.press(key)
    assert page(drive).strokes == () and page(drive).candidates == ()
    assert page(drive).text == "9"


def test_the_keys_come_back_without_the_half_written(suggesting: Drive) -> None:
    drive = suggesting
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL))
    drive.press("board", "pinyin")
    assert page(drive).keyboard == "pinyin" and page(drive).strokes == ()
    assert drive.happen(StrokeWritten(LEVEL)) == ()


def test_a_character_not_chosen_yet_is_not_lost_by_going_on(suggesting: Drive) -> None:
    drive = suggesting
    drive.press("key", "9")
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL))
    drive.press("send")
    assert page(drive).fault == CHOOSE_CHARACTER
    assert page(drive).strokes == (LEVEL,)


def test_scribbling_comes_to_an_end(suggesting: Drive) -> None:
    drive = suggesting
    drive.press("board", "handwriting")
    drive.happen(*[StrokeWritten(LEVEL)] * (MOST_STROKES + 5))
    assert len(page(drive).strokes) == MOST_STROKES


def test_a_question_to_the_hall_can_be_written_too(world: World) -> None:
    drive = Drive(world)
    drive.press("type")
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL), CharactersFound((LEVEL,), ("一",)))
    drive.press("word", "一")
    body = drive.screen.body
    assert isinstance(body, AskView)
    assert body.typed == "一" and body.keyboard == "handwriting"


def test_nothing_written_outlives_the_visit(suggesting: Drive) -> None:
    drive = suggesting
    drive.press("board", "handwriting")
    drive.happen(StrokeWritten(LEVEL))
    drive.press("home")
    drive.press("leave")
    assert drive.asked(Wipe)
    assert "850" not in repr(drive.visit)
    drive.press("feedback")
    drive.press("write", "suggestion")
    assert page(drive).keyboard == "pinyin" and page(drive).strokes == ()


def test_what_was_written_stands_in_no_log() -> None:
    assert "850" not in repr(StrokeWritten(LEVEL)) + repr(FindCharacters((LEVEL,)))
    assert "一" not in repr(CharactersFound((LEVEL,), ("一",)))
