"""The board and the phone pages: large, live, in two languages, and without a person's data."""

from __future__ import annotations

import io
import wave

import pytest

from kiosk.hall.announcements import Announcements, call_text, chime
from kiosk.platform.protocol import QuestionReceipt, StaffQuestion, Ticket, TicketRequest
from tests.kiosk.hall.accounts import form_of
from tests.kiosk.hall.conftest import RunningHall
from tests.kiosk.hall.specimens import NAME, NUMBER, specimen


@pytest.fixture
def database_url() -> str:
    """SQLite alone: what is tested here is above the database."""
    return ""


def _take(hall: RunningHall, request_id: str = "request-1") -> Ticket:
    application = hall.service.cases.file(specimen())
    assert application
    asked = TicketRequest(
        request_id=request_id, category="社会民生", application_id="application-0001"
    )
    ticket = hall.client.issue_ticket(asked)
    assert isinstance(ticket, Ticket)
    return ticket


def test_the_board_shows_the_call_and_no_name(hall: RunningHall) -> None:
    _take(hall)
    with hall.browser() as board:
        assert "还没有叫号" in board.get(f"{hall.url}/board", timeout=20).text
        hall.service.queue.call_next("3")
        page = board.get(f"{hall.url}/board", timeout=20).text
    assert ">A001<" in page
    assert "3 号窗口" in page
    assert NAME not in page


def test_only_calls_of_today_are_spoken(hall: RunningHall) -> None:
    _take(hall)
    url = f"{hall.url}/board/call.wav?language=mandarin&number="
    with hall.browser() as board:
        assert board.get(url + "A001", timeout=20).status_code == 404
        hall.service.queue.call_next("3")
        assert board.get(url + "A001", timeout=20).status_code == 204  # no voice was given
        assert board.get(url + "A009", timeout=20).status_code == 404
        assert board.get(f"{hall.url}/board/chime.wav", timeout=20).content[:4] == b"RIFF"


def test_a_call_is_rendered_once_and_a_voice_that_fails_is_silence() -> None:
    asked = []

    class Voice:
        def render(self, text: str, language: str) -> bytes:
            asked.append((text, language))
            if language == "cantonese":
                raise OSError("no such voice")
            return b"RIFF"

    announcements = Announcements(Voice())
    for _ in range(2):
        assert announcements.of("A012", "3", "mandarin") == b"RIFF"
        assert announcements.of("A012", "3", "cantonese") == b""
    assert asked == [(call_text("A012", "3"), language) for language in ("mandarin", "cantonese")]
    assert call_text("A012", "3") == "请 A 0 1 2 号，到 3 号窗口 办理。"


def test_the_chime_is_a_second_of_sound() -> None:
    with wave.open(io.BytesIO(chime())) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert 0.8 < seconds < 1.5


def test_the_phone_page_speaks_both_languages_and_shows_nothing_personal(
    hall: RunningHall,
) -> None:
    url = _take(hall).url
    with hall.browser() as phone:
        chinese = phone.get(url, timeout=20).text
        english = phone.get(f"{url}?lang=en", timeout=20).text
        assert "快到您了" in chinese
        assert "Almost your turn" in english
        hall.service.queue.call_next("3")
        called = phone.get(f"{url}?lang=en", timeout=20).text
    assert "It is your turn" in called
    assert "window 3" in called
    for page in (chinese, english, called):
        assert NAME not in page
        assert NUMBER not in page


def test_who_was_called_evaluates_once(hall: RunningHall) -> None:
    url = _take(hall).url
    with hall.browser() as phone:
        phone.post(f"{url}/evaluation", data={"level": "2"}, timeout=20)
        link = url.rpartition("/")[2]
        assert hall.service.evaluations.level_of(link) is None
        hall.service.queue.call_next("3")
        for level in ("2", "5"):
            page = phone.post(f"{url}/evaluation", data={"level": level}, timeout=20).text
    assert "谢谢您的评价" in page
    assert hall.service.evaluations.level_of(link) == 2


def test_an_answer_reaches_the_page_behind_the_question_s_code(hall: RunningHall) -> None:
    asked = StaffQuestion(question_id="question-1", text="空调太冷了", kind="suggestion")
    receipt = hall.client.ask_staff(asked)
    assert isinstance(receipt, QuestionReceipt)
    with hall.browser() as phone, hall.staff() as staff:
        assert "还没有答复" in phone.get(receipt.url, timeout=20).text
        page = staff.get(f"{hall.url}/questions", timeout=20).text
        assert "建议" in page
        link = receipt.url.rpartition("/")[2]
        empty = staff.post(
            f"{hall.url}/questions/{link}", data={"form": form_of(page), "text": " "}, timeout=20
        )
        assert (empty.status_code, "请写下答复" in empty.text) == (422, True)
        data = {"form": form_of(page), "text": "已调到 26 度"}
        assert (
            "已调到 26 度" in staff.post(f"{hall.url}/questions/{link}", data=data, timeout=20).text
        )
        assert "已调到 26 度" in phone.get(receipt.url, timeout=20).text
        assert phone.get(f"{hall.url}/q/guessed", timeout=20).status_code == 404
