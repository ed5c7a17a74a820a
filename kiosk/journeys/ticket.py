"""Taking a number: one press, one ticket, printed or shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.events import (
    Effect,
    Event,
    IssueTicket,
    Pressed,
    Printed,
    PrintSlip,
    Speak,
    TicketFailed,
    TicketIssued,
)
from kiosk.journeys.view import Action, Body, NoticeView, TableView, TicketView, Tone
from kiosk.journeys.without_devices import NO_PRINTER
from kiosk.journeys.world import World

PRINTING = "小票正在打印……"
PROMISE = "结束后，本机不保留您的任何信息"


@dataclass(frozen=True)
class TicketState:
    """One ticket from asking to paper."""

    request_id: str
    application_id: str = ""
    category: str = ""
    ticket: TicketIssued | None = None
    fault: str = ""
    print_state: str = ""
    print_tone: Tone = "plain"

    @property
    def is_printing(self) -> bool:
        """Whether a slip is on its way."""
        return self.print_state == PRINTING


Step = tuple[TicketState, tuple[Effect, ...]]


def begin(world: World, category: str = "", application_id: str = "") -> Step:
    """Ask the hall at once when the category is known; otherwise ask the citizen."""
    state = TicketState(world.new_id(), application_id)
    return _request(state, category) if category else (state, ())


def advance(state: TicketState, event: Event, world: World) -> Step:
    """Follow the ticket; asking again uses the same request, so it is never issued twice."""
    match event:
        case Pressed("choose_category", category) if not state.category:
            return _request(state, category)
        case Pressed("retry_ticket") if state.fault:
            return _request(replace(state, fault=""), state.category)
        case TicketIssued() if state.category and state.ticket is None:
            return _issued(replace(state, ticket=event, fault=""), event, world)
        case TicketFailed(reason, remedy) if state.ticket is None:
            return replace(state, fault=f"{reason}。{remedy}"), ()
        case Printed(True):
            printed = replace(state, print_state="小票已打印，请取走 ↓", print_tone="ok")
            return printed, ()
        case Printed(False, reason, _):
            text = f"{reason}，没有打出小票。请记下号码，或用手机扫一扫"
            return replace(state, print_state=text, print_tone="warn"), ()
        case Pressed("reprint") if state.ticket is not None and not state.is_printing:
            return _print(state, state.ticket, world)
    return state, ()


def _request(state: TicketState, category: str) -> Step:
    request = IssueTicket(category, state.request_id, state.application_id)
    return replace(state, category=category), (request,)


def _issued(state: TicketState, ticket: TicketIssued, world: World) -> Step:
    words = f"您的号码是{ticket.number}，前面还有{ticket.ahead}位。"
    if not world.can_print:
        shown = replace(state, print_state=NO_PRINTER, print_tone="warn")
        return shown, (Speak(f"{words}{NO_PRINTER}。"),)
    printing, effects = _print(state, ticket, world)
    return printing, (*effects, Speak(words))


def _print(state: TicketState, ticket: TicketIssued, world: World) -> Step:
    printing = replace(state, print_state=PRINTING, print_tone="plain")
    slip = PrintSlip(
        world.hall_name,
        ticket.number,
        (
            f"{ticket.category} · 综合窗口",
            f"前面还有 {ticket.ahead} 位，约等 {ticket.wait_min} 分钟",
            "过号请向工作人员说明",
        ),
        ticket.url,
    )
    return printing, (slip,)


def view(state: TicketState, world: World) -> Body:
    """Return the choice of category, the wait for the hall, the fault, or the ticket."""
    if state.ticket is not None:
        return _ticket_view(state, state.ticket, world)
    if state.fault:
        retry = Action("retry_ticket", "再试一次")
        return NoticeView("没有取到号", state.fault, "error", primary=retry)
    if state.category:
        return NoticeView("正在取号", "请稍等，马上就好", "plain", busy=True)
    categories = dict.fromkeys(item.category for item in world.catalogue.items)
    actions = tuple(Action("choose_category", name, name) for name in categories)
    message = "" if world.can_print else NO_PRINTER
    return TableView("您要办哪一类事？", (), None, actions, message, "warn" if message else "plain")


def _ticket_view(state: TicketState, ticket: TicketIssued, world: World) -> TicketView:
    again = world.can_print and not state.is_printing
    return TicketView(
        category=f"{ticket.category} · 综合窗口",
        number=ticket.number,
        ahead=str(ticket.ahead),
        wait=f"约 {ticket.wait_min} 分",
        qr_text=ticket.url,
        message="手机扫一扫，随时看排到哪里。"
        + ("您填好的表已送到窗口，不用再填。" if state.application_id else ""),
        print_state=state.print_state,
        print_tone=state.print_tone,
        primary=Action("finish", "好了，结束"),
        promise=PROMISE,
        actions=(Action("reprint", "再打一张小票"),) if again else (),
    )
