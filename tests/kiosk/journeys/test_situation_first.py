"""The question on which most hangs is asked first, so that nothing superfluous follows."""

from __future__ import annotations

from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import QuestionView

from .conftest import Drive, item_code


def state_of(drive: Drive) -> ApplyState:
    assert isinstance(drive.visit.journey, ApplyState)
    return drive.visit.journey


def test_what_is_to_change_in_a_licence_is_asked_before_anything_it_decides(drive: Drive) -> None:
    drive.press("fill_in", item_code(drive.world, "营业执照变更"))
    drive.press("without_card")
    drive.press("start_filling")
    state = state_of(drive)
    assert state.questions[state.question] == "change_matters"
    body = drive.screen.body
    assert isinstance(body, QuestionView)
    assert len(body.choices) == 18
    drive.press("toggle", "名称")
    drive.press("next_question")
    table = state_of(drive).table
    assert table is not None
    visible = {row.key for row in table.visible_rows}
    assert "new_business_name" in visible
    assert not visible & {"registered_capital", "new_owner_name", "legal_representative"}
