"""A service whose device is missing says so before the citizen begins, and offers another way."""

from __future__ import annotations

from kiosk.effects import PrintSlip
from kiosk.events import CardRead, DeviceChanged, Printed, TicketIssued
from kiosk.journeys.view import (
    HomeView,
    IdentifyView,
    Screen,
    TableView,
    TicketView,
)

from .conftest import Drive, item_code, labels

NO_READER = DeviceChanged("card_reader", "absent", "没有找到读卡器", "请检查连线")
NO_CAMERA = DeviceChanged("camera", "absent", "没有找到摄像头", "请检查连线")
NO_PAPER = DeviceChanged("printer", "error", "打印机没有纸了", "请换纸")
READY_PRINTER = DeviceChanged("printer", "ready")
TICKET = TicketIssued("社会民生", "A027", 4, 9, "http://hall/t/1")


def door(screen: Screen, action: str) -> str:
    assert isinstance(screen.body, HomeView)
    return next(door.note for door in screen.body.doors if door.name == action)


def test_the_first_screen_says_what_is_missing_and_the_other_way(drive: Drive) -> None:
    assert door(drive.screen, "fill_in") == "一张表，办多件事"
    drive.happen(NO_READER)
    assert door(drive.screen, "fill_in") == "读卡器不能用，可以自己填写"
    drive.happen(NO_CAMERA, NO_PAPER)
    assert door(drive.screen, "fill_in") == "照常办：自己填写，材料带到窗口"
    assert door(drive.screen, "take_ticket") == "不打小票，用手机扫码"
    drive.happen(DeviceChanged("card_reader", "no_card"), DeviceChanged("camera", "ready"))
    assert door(drive.screen, "fill_in") == "一张表，办多件事"


def test_without_a_reader_the_citizen_types(drive: Drive) -> None:
    drive.happen(NO_READER)
    drive.press("fill_in")
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and body.picture == "no_reader"
    assert "without_card" in [action.name for action in body.actions]
    drive.press("without_card")
    assert not isinstance(drive.screen.body, IdentifyView)


def test_a_reader_plugged_in_meanwhile_is_used_at_once(drive: Drive) -> None:
    drive.happen(NO_READER)
    drive.press("fill_in")
    drive.happen(DeviceChanged("card_reader", "no_card"))
    assert isinstance(drive.screen.body, IdentifyView)
    assert drive.screen.body.picture == "card_reader"
    drive.happen(DeviceChanged("card_reader", "ready"), CardRead("社保卡", {"name": "张三"}))
    assert drive.screen.body.picture == "card_read"


def test_without_a_camera_the_form_says_so_on_its_first_page(drive: Drive) -> None:
    drive.happen(NO_CAMERA)
    drive.press("fill_in", item_code(drive.world, "居住证申领"))
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and "带原件到窗口" in body.message
    drive.happen(NO_READER)
    body = drive.screen.body
    assert isinstance(body, IdentifyView) and "带原件到窗口" in body.hint


def test_without_a_printer_the_ticket_is_a_code_for_the_phone(drive: Drive) -> None:
    drive.happen(NO_PAPER)
    drive.press("take_ticket")
    body = drive.screen.body
    assert isinstance(body, TableView) and "手机扫一扫" in body.message
    drive.press("choose_category", "社会民生")
    drive.happen(TICKET)
    assert drive.asked(PrintSlip) == []
    body = drive.screen.body
    assert isinstance(body, TicketView)
    assert body.qr_text == TICKET.url and "手机扫一扫" in body.print_state
    drive.happen(READY_PRINTER)
    (slip,) = drive.press("reprint")
    assert isinstance(slip, PrintSlip) and slip.large == "A027"


def test_a_slip_that_did_not_come_out_is_printed_again_and_never_twice_at_once(
    drive: Drive,
) -> None:
    drive.press("take_ticket")
    drive.press("choose_category", "社会民生")
    drive.happen(TICKET, Printed(False, "打印机没有纸了", "请换纸"))
    assert len(drive.press("reprint")) == 1
    assert drive.press("reprint") == ()
    drive.happen(Printed(True))
    assert len(drive.asked(PrintSlip)) == 2
    body = drive.screen.body
    assert isinstance(body, TicketView) and labels(body.actions) == ["再打一张小票"]


def test_nothing_is_offered_for_print_where_nothing_can_be_printed(drive: Drive) -> None:
    drive.press("show_answer", item_code(drive.world, "居住证申领"))
    actions = getattr(drive.screen.body, "actions", ())
    assert "打印材料清单" in labels(actions)
    drive.happen(NO_PAPER)
    assert "打印材料清单" not in labels(getattr(drive.screen.body, "actions", ()))
