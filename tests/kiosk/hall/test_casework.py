"""A case goes from the window to the departments and back, and nothing is asked twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.hall.case_tables import case_notices, case_results, case_steps
from kiosk.hall.casework import Doer, Outcome, review_due
from kiosk.hall.config import HallConfig
from kiosk.hall.notices import Lacking, compose_lacking
from kiosk.hall.rejection import Rejection
from kiosk.hall.reviews import Decision
from kiosk.hall.service import HallService
from kiosk.hall.time_limits import Card, card_of, limit_text
from kiosk.platform.protocol import CaseProgress, CaseReceipt
from tests.kiosk.hall.conftest import QUICK_HASHER, Clock
from tests.kiosk.hall.specimens import NAME, NUMBER, PAGE, specimen

SCHOOL = "1144010000000008673442190016000"
CLERK = Doer("zhang", "3 号窗口")
PHOTO = (Lacking("photo", "相片（原件 1 份，带到窗口）"),)


@pytest.fixture
def hall(tmp_path: Path, database_url: str) -> Iterator[HallService]:
    config = HallConfig("样本大厅", tmp_path, database_url=database_url, clock=Clock())
    service = HallService(config, QUICK_HASHER)
    yield service
    service.close()


@pytest.fixture
def case(hall: HallService) -> str:
    receipt = hall.cases.file(specimen(codes=(SCHOOL,)))
    assert isinstance(receipt, CaseReceipt)
    return receipt.case_number


def _status(hall: HallService, case: str) -> str:
    progress = hall.cases.progress(case)
    assert isinstance(progress, CaseProgress)
    return progress.status


def _code(outcome: object) -> str:
    assert isinstance(outcome, Rejection), outcome
    return outcome.code


def test_an_opened_case_shows_everything_handed_in(hall: HallService, case: str) -> None:
    file = hall.files.open(case)
    assert file is not None
    assert (file.applicant, file.applicant_number) == (NAME, NUMBER)
    assert [(m.name, m.pages, m.at_window) for m in file.materials] == [
        ("相片", (1,), False),
        ("户口簿", (), True),
    ]
    assert file.is_signed
    assert hall.files.picture(file.head.application_id, "photo", 1) == PAGE
    assert hall.files.picture(file.head.application_id, "photo", 2) is None


def test_a_window_accepts_and_finishes(hall: HallService, case: str) -> None:
    assert hall.casework.accept(case, CLERK) is None
    assert _status(hall, case) == "accepted"
    assert hall.casework.finish(case, Outcome.GRANTED, "证号样本", CLERK) is None
    assert _status(hall, case) == "finished"
    result = hall.casework.result(case)
    assert result is not None
    assert (result.name, result.text) == ("准予办理", "证号样本")
    assert [step.name for step in hall.casework.steps(case)] == ["窗口受理", "办结"]


def test_a_step_out_of_order_is_refused(hall: HallService, case: str) -> None:
    assert _code(hall.casework.finish(case, Outcome.GRANTED, "", CLERK)) == "wrong_status"
    assert _code(hall.casework.send(case, ("教育局",), CLERK)) == "wrong_status"
    hall.casework.accept(case, CLERK)
    assert _code(hall.casework.accept(case, CLERK)) == "wrong_status"
    assert _code(hall.casework.accept("none", CLERK)) == "unknown_case"


def test_a_notice_names_everything_at_once_and_the_case_comes_back(
    hall: HallService, case: str
) -> None:
    number = hall.casework.give_back(case, PHOTO, "请带原件", CLERK)
    assert isinstance(number, int)
    assert _status(hall, case) == "returned"
    [notice] = hall.casework.notices(case)
    assert (notice.notice_id, notice.lacking, notice.note) == (number, PHOTO, "请带原件")
    assert hall.casework.accept(case, CLERK) is None
    assert _status(hall, case) == "accepted"


def test_an_empty_notice_is_refused(hall: HallService, case: str) -> None:
    assert _code(hall.casework.give_back(case, (), "  ", CLERK)) == "incomplete"
    assert _status(hall, case) == "submitted"


def test_a_notice_is_composed_from_the_item_s_own_materials(hall: HallService) -> None:
    lacking = compose_lacking(
        hall.guide.materials(SCHOOL), ("residence_permit", "dwelling_proof"), ("居住地址",)
    )
    assert [one.text for one in lacking] == [
        "居住证（原件 1 份，带到窗口）",
        "居住地址证明（原件 1 份，终端拍照或带到窗口，租房合同或房产证）",
        "更正填写内容：居住地址",
    ]


def test_departments_review_side_by_side(hall: HallService, case: str) -> None:
    hall.casework.accept(case, CLERK)
    departments = ("教育局", "公安局", "人力资源和社会保障局")
    assert hall.casework.send(case, departments, CLERK) is None
    assert hall.reviews.count_waiting() == 3
    for department in departments:
        assert _code(hall.casework.finish(case, Outcome.GRANTED, "", CLERK)) == "under_review"
        doer = Doer("li", department=department)
        assert hall.reviews.decide(case, Decision.APPROVE, "", doer) is None
    assert hall.reviews.count_waiting() == 0
    assert hall.casework.finish(case, Outcome.GRANTED, "", CLERK) is None


def test_a_refusal_and_a_correction_need_a_reason(hall: HallService, case: str) -> None:
    hall.casework.accept(case, CLERK)
    hall.casework.send(case, ("教育局",), CLERK)
    doer = Doer("li", department="教育局")
    for decision in (Decision.CORRECT, Decision.REFUSE):
        assert _code(hall.reviews.decide(case, decision, " ", doer)) == "no_reason"
    assert hall.reviews.decide(case, Decision.CORRECT, "缺居住证明", doer) is None
    [review] = hall.reviews.of_case(case)
    assert (review.decision_name, review.reason) == ("要求补正", "缺居住证明")
    assert _code(hall.casework.finish(case, Outcome.GRANTED, "", CLERK)) == "under_review"


def test_a_decision_is_taken_once_and_from_who_was_asked(hall: HallService, case: str) -> None:
    hall.casework.accept(case, CLERK)
    hall.casework.send(case, ("教育局",), CLERK)
    stranger = Doer("wang", department="公安局")
    assert _code(hall.reviews.decide(case, Decision.APPROVE, "", stranger)) == "no_task"
    doer = Doer("li", department="教育局")
    assert hall.reviews.decide(case, Decision.APPROVE, "", doer) is None
    assert _code(hall.reviews.decide(case, Decision.REFUSE, "改了", doer)) == "no_task"


def test_after_a_correction_the_departments_are_asked_afresh(hall: HallService, case: str) -> None:
    hall.casework.accept(case, CLERK)
    hall.casework.send(case, ("教育局",), CLERK)
    hall.reviews.decide(case, Decision.CORRECT, "缺证明", Doer("li", department="教育局"))
    hall.casework.give_back(case, PHOTO, "", CLERK)
    assert hall.reviews.of_case(case) == ()
    hall.casework.accept(case, CLERK)
    assert hall.casework.send(case, ("教育局",), CLERK) is None
    assert hall.reviews.count_waiting("教育局") == 1


def test_reasons_and_results_are_sealed_in_the_database(hall: HallService, case: str) -> None:
    hall.casework.give_back(case, PHOTO, "请带样本原件", CLERK)
    hall.casework.accept(case, CLERK)
    hall.casework.finish(case, Outcome.REFUSED, "不符合样本条件", CLERK)
    with hall.database.read() as connection:
        kept = [
            str(connection.execute(select(table)).all())
            for table in (case_steps, case_notices, case_results)
        ]
    for said in ("样本原件", "样本条件"):
        assert said not in "".join(kept)
        assert str(said.encode())[2:-1] not in "".join(kept)


def test_the_citizen_is_told_the_list_the_departments_and_the_result(
    hall: HallService, case: str
) -> None:
    def told() -> CaseProgress:
        progress = hall.cases.progress(case)
        assert isinstance(progress, CaseProgress)
        return hall.in_full(progress)

    hall.casework.give_back(case, PHOTO, "只给窗口看的话", CLERK)
    assert told().lacking == (PHOTO[0].text,)
    hall.casework.accept(case, CLERK)
    assert told().lacking == ()
    hall.casework.send(case, ("教育局", "公安局"), CLERK)
    hall.reviews.decide(case, Decision.APPROVE, "", Doer("li", department="教育局"))
    assert told().status_text == "已受理，部门审批中（1/2）"
    hall.reviews.decide(case, Decision.REFUSE, "不符合", Doer("wang", department="公安局"))
    hall.casework.finish(case, Outcome.REFUSED, "", CLERK)
    assert told().status_text == "已办结：不予办理"


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "card", "text"),
    [
        (7, Card.NONE, "还有 5 个工作日"),
        (1, Card.YELLOW, "还有 1 个工作日"),
        (0, Card.YELLOW, "今天到期"),
        (-3, Card.RED, "超期 1 个工作日"),
        (-7, Card.RED, "超期 5 个工作日"),
    ],
)
def test_cards_turn_yellow_before_a_limit_and_red_after(days: int, card: Card, text: str) -> None:
    due_on = MONDAY + timedelta(days=days)
    assert (card_of(MONDAY, due_on), limit_text(MONDAY, due_on)) == (card, text)


def test_a_case_without_a_promise_shows_no_card() -> None:
    assert (card_of(MONDAY, None), limit_text(MONDAY, None)) == (Card.NONE, "没有承诺时限")


def test_a_review_ends_a_working_day_before_the_promise() -> None:
    assert review_due(MONDAY, None) == date(2026, 11, 30)
    assert review_due(MONDAY, date(2026, 11, 26)) == date(2026, 11, 25)
    assert review_due(MONDAY, date(2026, 11, 30)) == date(2026, 11, 27)
    assert review_due(MONDAY, MONDAY) == MONDAY
