"""Questions for the staff are kept once, sealed, and answered."""

from __future__ import annotations

from kiosk.platform.client import Refused
from kiosk.platform.protocol import QuestionReceipt, StaffQuestion
from tests.kiosk.hall.conftest import RunningHall

TEXT = "我想把乡下的老房子改成民宿要找谁"


def _leave(hall: RunningHall, question_id: str, text: str = TEXT) -> QuestionReceipt:
    receipt = hall.client.ask_staff(StaffQuestion(question_id=question_id, text=text))
    assert isinstance(receipt, QuestionReceipt), receipt
    return receipt


def test_a_question_gets_a_number_and_a_page_for_its_answer(hall: RunningHall) -> None:
    receipt = _leave(hall, "question-1")
    assert receipt.number == "1124-001" and "/q/" in receipt.url
    assert _leave(hall, "question-1") == receipt
    assert _leave(hall, "question-2").number == "1124-002"


def test_the_staff_see_what_waits_and_answer_it(hall: RunningHall) -> None:
    link = _leave(hall, "question-1").url.rsplit("/", 1)[1]
    assert [one.text for one in hall.service.questions.unanswered()] == [TEXT]
    hall.service.questions.answer(link, "请到 3 号窗口。")
    assert hall.service.questions.unanswered() == ()
    found = hall.service.questions.find(link)
    assert found is not None and found.answer == "请到 3 号窗口。"
    assert hall.service.questions.answer("nobody", "没有") is None


def test_another_question_under_the_same_id_is_refused(hall: RunningHall) -> None:
    _leave(hall, "question-1")
    again = StaffQuestion(question_id="question-1", text="另一个问题")
    assert isinstance(hall.client.ask_staff(again), Refused)


def test_what_a_citizen_said_cannot_be_read_from_the_disk(hall: RunningHall) -> None:
    _leave(hall, "question-1")
    kept = b"".join(path.read_bytes() for path in hall.folder.glob("hall.db*"))
    assert TEXT.encode() not in kept
