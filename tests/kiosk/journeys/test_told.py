"""What was settled in the conversation stands in the table, as said and free to be changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from forms.catalogue import load_catalogue
from forms.expression import parse
from forms.situations import answers_of
from forms.values import Source
from kiosk.events import Guess, Heard, Pressed, Understood
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import AskView, QuestionView

from .conftest import ASSETS, Drive

Codes = Callable[[str], str]


def say(drive: Drive, text: str, code: str = "") -> None:
    drive.press("listen")
    drive.happen(Heard(text))
    if code:
        drive.happen(Understood("answer", (Guess(code, "how", 0.9),)))


def to_the_table(drive: Drive) -> ApplyState:
    drive.press("without_card")
    drive.press("start_filling")
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey


def questions_of(drive: Drive) -> tuple[str, ...]:
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey.questions


def test_a_situation_named_aloud_is_not_asked_again_in_the_table(
    drive: Drive, code_of: Codes
) -> None:
    say(drive, "居住证怎么办", code_of("居住证申领"))
    say(drive, "因上学居住")
    say(drive, "马上填表")
    table = to_the_table(drive).table
    assert table is not None
    value = table.values["residence_reason"]
    assert (value.text, value.source, value.origin) == ("就读", Source.SPOKEN, "您口述")
    assert "residence_reason" not in questions_of(drive)


def test_what_was_told_can_be_changed_in_the_table(drive: Drive, code_of: Codes) -> None:
    drive.press("show_answer", code_of("居住证申领"))
    drive.press("choose_situation", "study")
    drive.press("fill_in", code_of("居住证申领"))
    to_the_table(drive)
    drive.press("whole_table")
    drive.press("edit", "residence_reason")
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    assert body.tag is not None and body.tag.text == "您口述"
    drive.press("choose", "就业")
    table = drive.visit.journey.table if isinstance(drive.visit.journey, ApplyState) else None
    assert table is not None
    assert (table.values["residence_reason"].text, table.values["residence_reason"].source) == (
        "就业",
        Source.TYPED,
    )


def test_of_several_choices_the_one_named_is_chosen_and_the_others_are_asked(
    drive: Drive, code_of: Codes
) -> None:
    drive.press("show_answer", code_of("营业执照变更"))
    drive.press("choose_situation", "c_name")
    drive.press("fill_in", code_of("营业执照变更"))
    state = to_the_table(drive)
    assert state.table is not None and state.table.values["change_matters"].text == "名称"
    assert "change_matters" in state.questions
    assert "new_business_name" in state.questions


def test_a_situation_that_leaves_it_open_is_asked(drive: Drive, code_of: Codes) -> None:
    drive.press("show_answer", code_of("居民身份证补领"))
    drive.press("choose_situation", "lost")
    drive.press("fill_in", code_of("居民身份证补领"))
    assert "loss_reason" in to_the_table(drive).questions


def test_what_was_told_of_an_item_given_up_is_forgotten(drive: Drive, code_of: Codes) -> None:
    drive.press("show_answer", code_of("居民身份证换领"))
    drive.press("choose_situation", "expired")
    drive.press("fill_in", code_of("居民身份证换领"))
    drive.press("without_card")
    drive.happen(
        Pressed("toggle_item", code_of("居民身份证换领")),
        Pressed("toggle_item", code_of("居住证申领")),
        Pressed("start_filling"),
    )
    assert isinstance(drive.visit.journey, ApplyState)
    assert drive.visit.journey.table is not None
    assert dict(drive.visit.journey.table.values) == {}


def test_a_follow_up_keeps_the_situation(drive: Drive, code_of: Codes) -> None:
    say(drive, "居住证怎么办", code_of("居住证申领"))
    say(drive, "因上学居住")
    say(drive, "那要多少钱")
    body = drive.screen.body
    assert isinstance(body, AskView) and body.card is not None
    assert "因上学居住" in body.card.title
    say(drive, "马上填表")
    table = to_the_table(drive).table
    assert table is not None and table.values["residence_reason"].text == "就读"


def test_only_a_condition_with_one_answer_tells_it() -> None:
    fields = load_catalogue(ASSETS / "catalogue").dictionary
    day = date(2026, 11, 24)
    assert answers_of(parse("is_married == '否'"), fields, day) == {"is_married": "否"}
    assert answers_of(parse("loss_reason in ['丢失', '被盗']"), fields, day) == {}
    assert answers_of(parse("age(birth_date) < 18"), fields, day) == {}
    both = parse("is_married == '是' and by_agent == '否'")
    assert answers_of(both, fields, day) == {"is_married": "是", "by_agent": "否"}
