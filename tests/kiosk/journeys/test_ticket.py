"""Taking a number."""

from __future__ import annotations

from kiosk.events import IssueTicket, Printed, PrintSlip, TicketFailed, TicketIssued
from kiosk.journeys.view import NoticeView, TableView, TicketView

from .conftest import Drive

TICKET = TicketIssued("社会民生", "A027", 4, 9, "http://hall/t/1")


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
