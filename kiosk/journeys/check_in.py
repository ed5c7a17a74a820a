"""Checking in for an appointment: by card, its QR or its number, and then a ticket as any other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.effects import CheckInAppointment, Effect, ReadCard, StartCamera, StopCamera
from kiosk.events import (
    CardFailed,
    CardRead,
    CodeSeen,
    DeviceChanged,
    Event,
    Pressed,
    TicketFailed,
    TicketIssued,
    Typed,
)
from kiosk.journeys import slip_codes, ticket
from kiosk.journeys.ticket import TicketState
from kiosk.journeys.view import Action, Body, IdentifyView, NoticeView, QuestionView, Tone
from kiosk.journeys.world import World

TITLE = "预约签到"
CODE_TITLE = "请把预约码放到摄像头下面"
CODE_HINT = "手机上的码，请调亮屏幕、放平不要动，会自动认出来"
_LONGEST_NUMBER = 4


@dataclass(frozen=True)
class CheckInState:
    """One check-in until there is a ticket; `typed` is None while the keyboard is closed."""

    reading: bool = False
    looking: bool = False
    scanning: bool = False
    """The appointment's QR is sought under the camera."""
    typed: str | None = None
    card_fault: str = ""
    refusal: str = ""
    """Why there is no ticket: too early, too late, not found, or the hall is away."""


Step = tuple[CheckInState | TicketState, tuple[Effect, ...]]


def begin(world: World) -> tuple[CheckInState, tuple[Effect, ...]]:
    """Ask for the card, reading at once if one already lies there."""
    status = world.devices.get("card_reader")
    if status is not None and status.state == "ready":
        return CheckInState(reading=True), (ReadCard(),)
    return CheckInState(), ()


def is_first(state: CheckInState) -> bool:
    """Tell whether going back leaves the journey."""
    return state.typed is None and not state.refusal and not state.scanning


def advance(state: CheckInState, event: Event, world: World) -> Step:
    """Follow the card or the number to the ticket."""
    match event:
        case Pressed("back"):
            return CheckInState(), (StopCamera(),) if state.scanning else ()
        case _ if state.scanning:
            return _scanning(state, event, world)
        case Pressed("scan_code") if _can_scan(state, world):
            return CheckInState(scanning=True), (StartCamera(reads_codes=True),)
        case DeviceChanged(device="card_reader", state="ready") if _waits_for_card(state):
            return replace(state, reading=True, card_fault=""), (ReadCard(),)
        case CardRead(_, data, _) if state.reading:
            return _card_read(state, dict(data).get("resident_number", ""), world)
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, card_fault=f"{reason}。{remedy}"), ()
        case TicketIssued() if state.looking:
            return ticket.take(event, world)
        case TicketFailed(reason, remedy) if state.looking:
            return CheckInState(typed=state.typed, refusal=f"{reason}。{remedy}".strip("。")), ()
        case Typed(text) if state.typed is not None:
            digits = "".join(letter for letter in text if letter.isdecimal())
            return replace(state, typed=digits[:_LONGEST_NUMBER]), ()
        case Pressed():
            return _pressed(state, event, world)
    return state, ()


def _waits_for_card(state: CheckInState) -> bool:
    return is_first(state) and not state.reading and not state.looking


def _can_scan(state: CheckInState, world: World) -> bool:
    return not state.looking and not state.reading and world.device_fault("camera") is None


def _scanning(state: CheckInState, event: Event, world: World) -> Step:
    """Check in with the first code that may be an appointment's; a card does as well."""
    match event:
        case CodeSeen(text):
            code = slip_codes.appointment_of(text)
            if code is None:
                return replace(state, card_fault=slip_codes.why_no_appointment(text)), ()
            asked = CheckInAppointment(world.new_id(), code=code)
            return CheckInState(looking=True), (StopCamera(), asked)
        case DeviceChanged("camera", "absent" | "error", reason, remedy):
            return CheckInState(card_fault=f"{reason}。{remedy}"), (StopCamera(),)
        case DeviceChanged(device="card_reader", state="ready"):
            return CheckInState(reading=True), (StopCamera(), ReadCard())
        case Pressed("type_number"):
            return CheckInState(typed=""), (StopCamera(),)
    return state, ()


def _card_read(state: CheckInState, number: str, world: World) -> Step:
    if not number:
        fault = "这张卡上读不到身份证号码，请输入预约号"
        return replace(state, reading=False, card_fault=fault), ()
    asked = CheckInAppointment(world.new_id(), person_number=number)
    return CheckInState(looking=True), (asked,)


def _pressed(state: CheckInState, event: Pressed, world: World) -> Step:
    match event.action:
        case "type_number":
            return CheckInState(typed=""), ()
        case "read_card" if not state.reading:
            return CheckInState(reading=True), (ReadCard(),)
        case "check_in_number" if state.typed:
            asked = CheckInAppointment(world.new_id(), number=f"Y{int(state.typed):03d}")
            return replace(state, looking=True, refusal=""), (asked,)
    if state.typed is None:
        return state, ()
    match event.action:
        case "key" if len(state.typed) < _LONGEST_NUMBER and event.argument.isdecimal():
            return replace(state, typed=state.typed + event.argument), ()
        case "backspace":
            return replace(state, typed=state.typed[:-1]), ()
        case "clear":
            return replace(state, typed=""), ()
    return state, ()


def view(state: CheckInState, world: World) -> Body:
    """Return the card or number asked for, the wait, or why there is no ticket."""
    if state.looking:
        return NoticeView("正在签到", "请稍等，马上就好", "plain", busy=True)
    if state.refusal:
        ordinary = Action("take_ticket", "取普通号")
        again = Action("type_number", "输入预约号")
        ways = (again, *_scan(world))
        return NoticeView("没有签到", state.refusal, "warn", primary=ordinary, actions=ways)
    if state.scanning:
        view = slip_codes.scanning_view(state.card_fault, CODE_TITLE, CODE_HINT)
        return replace(view, actions=(Action("type_number", "输入预约号"),))
    if state.typed is not None:
        return QuestionView(
            step=0,
            steps=0,
            question="请输入预约号",
            hint="只输入 Y 后面的数字，例如 Y012 就输入 012",
            text=state.typed,
            tag=None,
            fault="",
            keyboard="digits",
            primary=Action("check_in_number", "签到", enabled=bool(state.typed)),
        )
    return _card_view(state, world)


def _card_view(state: CheckInState, world: World) -> IdentifyView:
    by_number, scan = Action("type_number", "输入预约号"), _scan(world)
    if state.reading:
        return IdentifyView(TITLE, "大约需要一秒钟", "reading", "正在读卡，请不要拿开")
    if world.device_fault("card_reader") is not None:
        can_scan = bool(scan)
        hint = f"读卡器暂时不能用，可以{'扫预约码，或' if can_scan else ''}输入预约号"
        first, *rest = (*scan, by_number)
        message = state.card_fault
        tone: Tone = "error" if message else "plain"
        return IdentifyView(
            TITLE, hint, "no_reader", message, tone, primary=first, actions=tuple(rest)
        )
    if state.card_fault:
        return IdentifyView(
            TITLE,
            "把卡拿起来再放一次",
            "card_fault",
            state.card_fault,
            "error",
            primary=Action("read_card", "再读一次卡"),
            actions=(*scan, by_number),
        )
    hint = "把预约时用的身份证或社保卡放到读卡器上"
    return IdentifyView(TITLE, hint, "card_reader", actions=(*scan, by_number))


def _scan(world: World) -> tuple[Action, ...]:
    return () if world.device_fault("camera") else (Action("scan_code", "扫预约码"),)
