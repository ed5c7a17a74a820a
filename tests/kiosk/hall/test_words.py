"""What is told to the staff reaches them once, also when the hall is away just then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from kiosk.effects import TellStaff
from kiosk.events import Event, StaffTold, WordKept
from kiosk.hall.embedded import EmbeddedHall
from kiosk.performers.words import WordsDesk
from kiosk.platform.outbox import Outbox
from kiosk.platform.protocol import QuestionReceipt, StaffQuestion
from kiosk.vault import Vault
from tests.kiosk.hall.lines import line_to
from tests.kiosk.platform.test_courier import _kill, _until

from .conftest import RunningHall


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox(tmp_path / "words.sqlite3", Vault(tmp_path / "outbox.key"))
    yield opened
    opened.close()


def _told(desk: WordsDesk, effect: TellStaff) -> Event:
    posted: list[Event] = []
    desk.perform(effect, posted.append)
    (event,) = posted
    return event


def test_a_complaint_reaches_the_staff_and_gets_a_number(hall: RunningHall, outbox: Outbox) -> None:
    told = _told(WordsDesk(outbox, hall.client), TellStaff(uuid4().hex, "complaint", "等了两小时"))
    assert isinstance(told, StaffTold) and told.number and told.url
    (kept,) = hall.service.questions.unanswered()
    assert (kept.kind_name, kept.text) == ("投诉", "等了两小时")


def test_told_while_the_hall_is_away_it_arrives_once_when_it_is_back(
    tmp_path: Path, outbox: Outbox
) -> None:
    hall = EmbeddedHall(tmp_path / "hall", "样本大厅", restarts=False)
    hall.start()
    client = line_to(hall, tmp_path, 2.0)
    _kill(hall)
    desk = WordsDesk(outbox, client, longest_pause_s=0.2)
    word = TellStaff(uuid4().hex, "question", "乡下老屋能改民宿吗")
    assert _told(desk, word) == WordKept()
    assert _told(desk, word) == WordKept()
    for file in tmp_path.glob("words.sqlite3*"):
        assert word.text.encode() not in file.read_bytes()
    hall.start()
    client.base_url = hall.url
    desk.start(lambda event: None)
    _until(lambda: not outbox.pending())
    desk.stop()
    (entry,) = outbox.entries()
    assert entry.state == "filed" and entry.case_number
    again = client.ask_staff(StaffQuestion(question_id=word.message_id, text=word.text))
    assert isinstance(again, QuestionReceipt) and again.number == entry.case_number
    hall.stop()
