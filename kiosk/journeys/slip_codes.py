"""The QR codes that this hall prints: a ticket's place in the queue, a receipt's case."""

from __future__ import annotations

import re

from kiosk.effects import LookUpCase, LookUpPlace
from kiosk.events import PlaceFound
from kiosk.journeys.view import Action, Body, CaptureView, Card, Line, TableView, Tag

SCAN = Action("scan_code", "扫小票或回执上的码")
SLIPS = "请把小票或回执放到摄像头下面"
UNKNOWN = "这个码不是大厅的小票或回执，请换一张"
_TICKET = re.compile(r"https?://[^/\s]+(?:/[^/\s]+)*?/t/([A-Za-z0-9_-]{8,40})/?(?:[?#]\S*)?")
_CASE = re.compile(r"[0-9A-Za-z-]{12,50}")
_APPOINTMENT = re.compile(
    r"(?:https?://[^/\s]+(?:/[^/\s]+)*?/a/)?([A-Za-z0-9_-]{16})/?(?:[?#]\S*)?"
)
AN_APPOINTMENT = "这是预约码。要签到，请返回首页，按“取号排队”，再按“预约签到”"
NO_APPOINTMENT = "这个码不是大厅的预约码，请换一张，或输入预约号"
A_TICKET = "这是已经取好的号，不用签到。请看小票，等叫号"
_STATES = {
    "waiting": "正在排队",
    "called": "已叫到您，请马上去窗口",
    "finished": "已经办过了",
    "no_show": "已过号，请问工作人员怎么重新排",
    "withdrawn": "这个号不用了，请看换给您的新号",
}


def question_of(text: str) -> LookUpPlace | LookUpCase | None:
    """Return what a code asks the hall, None for a code that is not the hall's."""
    ticket = _TICKET.fullmatch(text.strip())
    if ticket is not None:
        return LookUpPlace(ticket[1])
    case = text.strip()
    # A case's number is longer, or has no small letters: those of an appointment are random.
    if appointment_of(case) and case.upper() != case:
        return None
    return LookUpCase(case.upper()) if _CASE.fullmatch(case) else None


def appointment_of(text: str) -> str | None:
    """Return the code of an appointment, bare or at the end of its page's address, or None."""
    found = _APPOINTMENT.fullmatch(text.strip())
    return None if found is None else found[1]


def why_unknown(text: str) -> str:
    """Say what a code is that is neither a ticket's nor a receipt's."""
    return AN_APPOINTMENT if appointment_of(text) else UNKNOWN


def why_no_appointment(text: str) -> str:
    """Say what a code is that is no appointment's."""
    return A_TICKET if _TICKET.fullmatch(text.strip()) else NO_APPOINTMENT


def scanning_view(
    fault: str, title: str = SLIPS, hint: str = "二维码朝上，放平不要动，会自动认出来"
) -> CaptureView:
    """Return the live picture in which a code is sought."""
    return CaptureView(
        title,
        hint,
        "live",
        fault,
        "warn" if fault else "plain",
        primary=None,
    )


def place_view(place: PlaceFound) -> Body:
    """Return where a ticket stands, its number as large as its heading."""
    state = _STATES.get(place.state, "请问工作人员")
    is_open = place.state in ("waiting", "called")
    lines = [Line("现在", state, Tag("排队", "ok" if is_open else "warn"))]
    if place.window:
        lines.append(Line("窗口", _window(place)))
    if place.state == "waiting":
        lines.append(Line("前面", f"还有 {place.ahead} 位"))
        lines.append(Line("还要等", f"大约 {place.wait_min} 分钟"))
    card = Card(f"{place.number}　{place.category}", tuple(lines))
    return TableView("您的排队情况", (card,), Action("finish", "好了，结束"), (SCAN,))


def place_words(place: PlaceFound) -> str:
    """Return what is said aloud of it."""
    if place.state == "waiting":
        return f"{place.number}，前面还有{place.ahead}位，大约等{place.wait_min}分钟。"
    window = f"，{_window(place)}" if place.window and place.state == "called" else ""
    return f"{place.number}，{_STATES.get(place.state, '请问工作人员')}{window}。"


def _window(place: PlaceFound) -> str:
    """Return a window as it is called: "3" is 3 号窗口, a name stays as it is."""
    return f"{place.window} 号窗口" if place.window.isdecimal() else place.window
