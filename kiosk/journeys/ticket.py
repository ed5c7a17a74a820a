"""Taking a number: one press, one ticket, printed or shown, also while the hall is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from forms.resident_number import birth_date_of
from forms.today import SHANGHAI
from kiosk.effects import Effect, IssueTicket, PrintSlip, Speak
from kiosk.events import Event, Pressed, Printed, PriorityKind, TicketFailed, TicketIssued
from kiosk.journeys.view import Action, Body, NoticeView, TableView, TicketView, Tone
from kiosk.journeys.without_devices import NO_PRINTER
from kiosk.journeys.world import World

PRINTING = "小票正在打印……"
PROMISE = "结束后，本机不保留您的任何信息"
AHEAD_UNKNOWN = "现在查不到前面还有几位"
PRIORITIES: Mapping[PriorityKind, str] = {
    "elderly": "60 岁以上老人",
    "disabled": "残疾人",
    "military": "军人",
    "pregnant": "孕妇",
}
_ELDERLY_YEARS = 60


@dataclass(frozen=True)
class TicketState:
    """One ticket from asking to paper."""

    request_id: str
    application_id: str = ""
    category: str = ""
    priority: PriorityKind = "none"
    asks_priority: bool = False
    """The citizen is choosing why to be called earlier."""
    person_number: str = field(default="", repr=False)
    ticket: TicketIssued | None = None
    fault: str = ""
    print_state: str = ""
    print_tone: Tone = "plain"

    @property
    def is_printing(self) -> bool:
        """Whether a slip is on its way."""
        return self.print_state == PRINTING


Step = tuple[TicketState, tuple[Effect, ...]]


def begin(
    world: World,
    category: str = "",
    application_id: str = "",
    person_number: str = "",
    priority: PriorityKind = "none",
) -> Step:
    """Ask the hall at once when the category is known; otherwise ask the citizen."""
    state = TicketState(
        world.new_id(), application_id, priority=priority, person_number=person_number
    )
    return _request(state, category) if category else (state, ())


def take(issued: TicketIssued, world: World) -> Step:
    """Go on with a ticket that was had by another way than asking for one."""
    state = TicketState(world.new_id(), category=issued.category, ticket=issued)
    return _issued(state, issued, world)


def priority_of(resident_number: str, world: World) -> PriorityKind:
    """Return what a resident number entitles to: from 60 years on, to be called earlier."""
    born = birth_date_of(resident_number)
    if born is None:
        return "none"
    today = world.now().astimezone(SHANGHAI).date()
    # Who is born on 29 February grows older on 1 March.
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    years = today.year - born.year - (not had_birthday)
    return "elderly" if years >= _ELDERLY_YEARS else "none"


def advance(state: TicketState, event: Event, world: World) -> Step:
    """Follow the ticket; asking again uses the same request, so it is never issued twice."""
    match event:
        case Pressed("choose_category", category) if not state.category:
            return _request(state, category)
        case Pressed("ask_priority") if not state.category:
            return replace(state, asks_priority=True), ()
        case Pressed("choose_priority", chosen) if state.asks_priority:
            priority: PriorityKind = next((kind for kind in PRIORITIES if kind == chosen), "none")
            return replace(state, priority=priority, asks_priority=False), ()
        case Pressed("back") if state.asks_priority:
            return replace(state, asks_priority=False), ()
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
            scan = "，或用手机扫一扫" if state.ticket is not None and state.ticket.url else ""
            text = f"{reason}，没有打出小票。请记下号码{scan}"
            return replace(state, print_state=text, print_tone="warn"), ()
        case Pressed("reprint") if state.ticket is not None and not state.is_printing:
            return _print(state, state.ticket, world)
    return state, ()


def _request(state: TicketState, category: str) -> Step:
    request = IssueTicket(
        category, state.request_id, state.application_id, state.priority, state.person_number
    )
    return replace(state, category=category), (request,)


def _issued(state: TicketState, ticket: TicketIssued, world: World) -> Step:
    ahead = f"前面还有{ticket.ahead}位。" if ticket.ahead is not None else f"{AHEAD_UNKNOWN}。"
    words = f"您的号码是{ticket.number}，{ahead}"
    if not world.can_print:
        unprinted = NO_PRINTER if ticket.url else "本机现在打不出小票，请记下号码"
        shown = replace(state, print_state=unprinted, print_tone="warn")
        return shown, (Speak(f"{words}{unprinted}。"),)
    printing, effects = _print(state, ticket, world)
    return printing, (*effects, Speak(words))


def _print(state: TicketState, ticket: TicketIssued, world: World) -> Step:
    printing = replace(state, print_state=PRINTING, print_tone="plain")
    place: tuple[str, ...]
    if ticket.ahead is None:
        place = ("大厅网络断了，查不到前面还有几位", "号码有效，请看大屏幕、听叫号")
    else:
        place = (f"前面还有 {ticket.ahead} 位，约等 {ticket.wait_min} 分钟",)
    priority = (f"优先叫号：{PRIORITIES[state.priority]}",) if state.priority != "none" else ()
    lines = (f"{ticket.category} · 综合窗口", *priority, *place, "过号请向工作人员说明")
    return printing, (PrintSlip(world.hall_name, ticket.number, lines, ticket.url),)


def view(state: TicketState, world: World) -> Body:
    """Return the choice of category, the wait for the hall, the fault, or the ticket."""
    if state.ticket is not None:
        return _ticket_view(state, state.ticket, world)
    if state.fault:
        retry = Action("retry_ticket", "再试一次")
        return NoticeView("没有取到号", state.fault, "error", primary=retry)
    if state.category:
        return NoticeView("正在取号", "请稍等，马上就好", "plain", busy=True)
    if state.asks_priority:
        return _priority_view()
    categories = dict.fromkeys(item.category for item in world.catalogue.items)
    choices = tuple(Action("choose_category", name, name) for name in categories)
    actions = (Action("check_in", "我有预约，签到"), *choices)
    chosen = f"优先叫号：{PRIORITIES[state.priority]}" if state.priority != "none" else ""
    fault = "" if world.can_print else NO_PRINTER
    message = "。".join(text for text in (chosen, fault) if text)
    ask = Action("ask_priority", "老人、残疾人、军人、孕妇优先")
    return TableView("您要办哪一类事？", (), ask, actions, message, "warn" if fault else "plain")


def _priority_view() -> TableView:
    actions = tuple(Action("choose_priority", name, kind) for kind, name in PRIORITIES.items())
    ordinary = Action("choose_priority", "都不是，普通取号", "none")
    message = "优先叫号时，窗口会请您出示证件"
    return TableView("您属于哪一种？", (), ordinary, actions, message)


def _ticket_view(state: TicketState, ticket: TicketIssued, world: World) -> TicketView:
    can_reprint = world.can_print and not state.is_printing
    known = ticket.ahead is not None
    return TicketView(
        category=f"{ticket.category} · 综合窗口",
        number=ticket.number,
        ahead=str(ticket.ahead) if known else "",
        wait=f"约 {ticket.wait_min} 分" if known else "",
        qr_text=ticket.url,
        message=_message(state, ticket),
        print_state=state.print_state,
        print_tone=state.print_tone,
        primary=Action("finish", "好了，结束"),
        promise=PROMISE,
        actions=(Action("reprint", "再打一张小票"),) if can_reprint else (),
    )


def _message(state: TicketState, ticket: TicketIssued) -> str:
    sentences = ["您已经取过这类事的号，还是这一个。"] if ticket.again else []
    if state.priority != "none":
        sentences.append(f"优先叫号：{PRIORITIES[state.priority]}。")
    if ticket.ahead is None:
        sentences.append("大厅网络断了，查不到前面还有几位。号码有效，请听叫号。")
    else:
        sentences.append("手机扫一扫，随时看排到哪里。")
        if state.application_id:
            sentences.append("您填好的表已送到窗口，不用再填。")
    return "".join(sentences)
