"""Taking a number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.effects import IssueTicket, PrintSlip, Speak
from kiosk.events import Printed, TicketFailed, TicketIssued
from kiosk.journeys import ticket
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import NoticeView, TableView, TicketView

from .conftest import Drive

TICKET = TicketIssued("社会民生", "A027", 4, 9, "http://hall/t/1")
OFFLINE = TicketIssued("社会民生", "A021")
BORN_1950 = "11010119500307001X"


def test_category_is_chosen_ticket_issued_and_printed(drive: Drive) -> None:
    drive.press("take_ticket")
    body = drive.screen.body
    assert isinstance(body, TableView) and body.actions
    (request,) = drive.press("choose_category", "社会民生")
    assert isinstance(request, IssueTicket)
    drive.press("choose_category", "社会民生")
    assert len(drive.asked(IssueTicket)) == 1
    effects = drive.happen(TICKET)
    assert isinstance(effects[0], PrintSlip) and effects[0].large == "A027"
    drive.happen(Printed(True))
    body = drive.screen.body
    assert isinstance(body, TicketView)
    assert (body.number, body.ahead, body.print_tone) == ("A027", "4", "ok")


def test_paper_out_shows_the_number_and_how_to_keep_it(drive: Drive) -> None:
    drive.press("take_ticket")
    drive.press("choose_category", "社会民生")
    drive.happen(TICKET, Printed(False, "打印纸用完了", "请换纸"))
    body = drive.screen.body
    assert isinstance(body, TicketView)
    assert "打印纸用完了" in body.print_state and body.qr_text


def test_trying_again_uses_the_same_request(drive: Drive) -> None:
    drive.press("take_ticket")
    drive.press("choose_category", "社会民生")
    drive.happen(TicketFailed("连不上大厅", "请到人工取号处"))
    assert isinstance(drive.screen.body, NoticeView)
    drive.press("retry_ticket")
    first, second = drive.asked(IssueTicket)
    assert first == second


def test_a_number_of_the_terminals_own_says_plainly_what_is_not_known(drive: Drive) -> None:
    drive.press("take_ticket")
    drive.press("choose_category", "社会民生")
    slip, spoken = drive.happen(OFFLINE)
    assert isinstance(slip, PrintSlip) and slip.large == "A021" and slip.qr_text == ""
    assert any("查不到" in line for line in slip.lines)
    assert isinstance(spoken, Speak) and "None" not in spoken.text
    body = drive.screen.body
    assert isinstance(body, TicketView)
    assert (body.ahead, body.wait, body.qr_text) == ("", "", "")
    assert "号码有效" in body.message


def test_who_has_priority_says_why_before_choosing(drive: Drive) -> None:
    drive.press("take_ticket")
    body = drive.screen.body
    assert isinstance(body, TableView) and body.primary is not None
    drive.press(body.primary.name)
    assert isinstance(drive.screen.body, TableView)
    drive.press("choose_priority", "disabled")
    body = drive.screen.body
    assert isinstance(body, TableView) and "残疾人" in body.message
    (request,) = drive.press("choose_category", "社会民生")
    assert isinstance(request, IssueTicket) and request.priority == "disabled"
    slip = drive.happen(TICKET)[0]
    assert isinstance(slip, PrintSlip) and any("残疾人" in line for line in slip.lines)


def test_back_from_the_reasons_leads_to_the_categories(drive: Drive) -> None:
    drive.press("take_ticket")
    before = drive.screen.body
    drive.press("ask_priority")
    drive.press("back")
    assert drive.screen.body == before


@pytest.mark.parametrize(
    ("pictured", "owner"), [(False, BORN_1950), (True, "")], ids=["card", "picture"]
)
def test_after_an_application_the_card_tells_whose_number_it_is_and_the_age(
    drive: Drive, pictured: bool, owner: str
) -> None:
    codes = (drive.world.catalogue.items[0].code,)
    state = ApplyState("receipt", codes, "application-1", pictured=pictured)
    state = replace(state, card={"resident_number": BORN_1950})
    drive.visit = replace(drive.visit, journey=state)
    drive.press("take_ticket", codes[0])
    (request,) = drive.asked(IssueTicket)
    assert isinstance(request, IssueTicket)
    assert (request.application_id, request.priority) == ("application-1", "elderly")
    assert request.person_number == owner


@pytest.mark.parametrize(
    ("born", "expected"), [("19661124", "elderly"), ("19661125", "none"), ("20000101", "none")]
)
def test_priority_begins_on_the_sixtieth_birthday(drive: Drive, born: str, expected: str) -> None:
    digits = f"110101{born}001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
    assert ticket.priority_of(digits + "10X98765432"[total % 11], drive.world) == expected


def test_who_had_a_number_already_is_told_so(drive: Drive) -> None:
    drive.press("take_ticket")
    drive.press("choose_category", "社会民生")
    drive.happen(replace(TICKET, again=True))
    body = drive.screen.body
    assert isinstance(body, TicketView) and "已经取过" in body.message
