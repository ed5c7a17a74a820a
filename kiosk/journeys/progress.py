"""How far things have come: by card for all one's own cases, or by the number on a receipt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.effects import (
    Effect,
    LookUpCase,
    LookUpEnterprise,
    LookUpPerson,
    ReadCard,
    Speak,
    StartCamera,
    StopCamera,
)
from kiosk.events import (
    CardFailed,
    CardRead,
    CaseSeen,
    CasesFound,
    CasesNotFound,
    CodeSeen,
    DeviceChanged,
    EnterpriseSeen,
    Event,
    PlaceFound,
    Pressed,
    Typed,
)
from kiosk.journeys import slip_codes
from kiosk.journeys.view import (
    Action,
    Body,
    Card,
    IdentifyView,
    Line,
    NoticeView,
    QuestionView,
    TableView,
    Tag,
    Tone,
)
from kiosk.journeys.world import World

TITLE = "查办件进度"
LONGEST_NUMBER = 50
"""Characters of a case number that GB/T 39046 allows."""
_TONES: dict[str, Tone] = {"finished": "ok", "returned": "warn"}
_SPOKEN = 3


@dataclass(frozen=True)
class ProgressState:
    """One look at the hall's cases; `typed` is None while the keyboard is closed."""

    step: Literal["ask", "scanning", "looking", "cases", "place"] = "ask"
    reading: bool = False
    typed: str | None = field(default=None, repr=False)
    cases: tuple[CaseSeen, ...] = field(default=(), repr=False)
    fault: str = ""
    by_card: bool = False
    owner: str = field(default="", repr=False)
    """The number on the card that was read."""
    enterprises: tuple[EnterpriseSeen, ...] = ()
    """Those the person acts for."""
    enterprise: str = ""
    """The name of the one whose cases are shown."""
    place: PlaceFound | None = None
    """Where the ticket stands whose code was scanned."""


Step = tuple[ProgressState, tuple[Effect, ...]]


def begin(world: World) -> Step:
    """Ask for the card, reading at once if one already lies there."""
    status = world.devices.get("card_reader")
    if status is not None and status.state == "ready":
        return ProgressState(reading=True), (ReadCard(),)
    return ProgressState(), ()


def is_first(state: ProgressState) -> bool:
    """Tell whether going back leaves the journey."""
    return state.step == "ask" and state.typed is None


def advance(state: ProgressState, event: Event, world: World) -> Step:
    """Follow the card or the number to the cases."""
    match event:
        case Pressed("back" | "own_cases") if state.enterprise and state.step == "cases":
            return replace(state, step="looking", enterprise=""), (LookUpPerson(state.owner),)
        case Pressed("back"):
            return ProgressState(), (StopCamera(),) if state.step == "scanning" else ()
        case _ if state.step == "scanning":
            return _scanning(state, event)
        case DeviceChanged(device="card_reader", state="ready") if _waits_for_card(state):
            return replace(state, reading=True, fault=""), (ReadCard(),)
        case CardRead(_, data, _) if state.reading:
            return _card_read(replace(state, reading=False), dict(data))
        case CardFailed(reason, remedy) if state.reading:
            return replace(state, reading=False, fault=f"{reason}。{remedy}"), ()
        case CasesFound(cases, enterprises) if state.step == "looking":
            found = replace(state, step="cases", cases=cases)
            if not state.enterprise:
                found = replace(found, enterprises=enterprises)
            return found, (Speak(_spoken(cases)),)
        case PlaceFound() if state.step == "looking":
            told = replace(state, step="place", place=event)
            return told, (Speak(slip_codes.place_words(event)),)
        case CasesNotFound(reason, remedy) if state.step == "looking":
            asking = replace(state, step="ask", enterprise="", fault=f"{reason}。{remedy}")
            return asking, ()
        case Pressed("enterprise_cases", uscc) if state.step == "cases":
            return _look_up_enterprise(state, uscc)
        case Pressed("scan_code") if world.device_fault("camera") is None:
            return ProgressState("scanning"), (StartCamera(reads_codes=True),)
        case Pressed():
            return _pressed(state, event)
        case Typed(text) if state.typed is not None:
            return replace(state, typed=text[:LONGEST_NUMBER].strip(), fault=""), ()
    return state, ()


def _scanning(state: ProgressState, event: Event) -> Step:
    """Ask the hall about the first code that is one of its own."""
    match event:
        case CodeSeen(text):
            question = slip_codes.question_of(text)
            if question is None:
                return replace(state, fault=slip_codes.why_unknown(text)), ()
            return ProgressState("looking"), (StopCamera(), question)
        case DeviceChanged("camera", "absent" | "error", reason, remedy):
            return ProgressState(fault=f"{reason}。{remedy}"), (StopCamera(),)
    return state, ()


def _waits_for_card(state: ProgressState) -> bool:
    return state.step == "ask" and state.typed is None and not state.reading


def _card_read(state: ProgressState, data: dict[str, str]) -> Step:
    number = data.get("resident_number", "")
    if not number:
        fault = "这张卡上读不到身份证号码。请输入回执上的办件编号，或到窗口查询"
        return replace(state, fault=fault), ()
    looking = replace(state, step="looking", by_card=True, owner=number, fault="")
    return looking, (LookUpPerson(number),)


def _look_up_enterprise(state: ProgressState, uscc: str) -> Step:
    name = next((one.name for one in state.enterprises if one.uscc == uscc), "")
    if not name:
        return state, ()
    return replace(state, step="looking", enterprise=name), (LookUpEnterprise(state.owner, uscc),)


def _pressed(state: ProgressState, event: Pressed) -> Step:
    match event.action:
        case "type_case":
            return replace(state, typed="", fault="", reading=False), ()
        case "read_card" if not state.reading:
            return replace(state, reading=True, fault=""), (ReadCard(),)
        case "look_up" if state.typed:
            looking = replace(state, step="looking", by_card=False, fault="")
            return looking, (LookUpCase(state.typed.upper()),)
    if state.typed is None:
        return state, ()
    match event.action:
        case "key" if len(state.typed) < LONGEST_NUMBER:
            return replace(state, typed=state.typed + event.argument, fault=""), ()
        case "backspace":
            return replace(state, typed=state.typed[:-1], fault=""), ()
        case "clear":
            return replace(state, typed="", fault=""), ()
    return state, ()


def _spoken(cases: tuple[CaseSeen, ...]) -> str:
    if not cases:
        return "没有查到办件。"
    told = "。".join(f"{one.item_name}，{one.status_text}" for one in cases[:_SPOKEN])
    return f"查到 {len(cases)} 件。{told}。"


def view(state: ProgressState, world: World) -> Body:
    """Return the card or number asked for, the wait, or the cases."""
    if state.step == "looking":
        return NoticeView("正在查询", "请稍等，马上就好", "plain", busy=True)
    if state.step == "scanning":
        return slip_codes.scanning_view(state.fault)
    if state.step == "place" and state.place is not None:
        return slip_codes.place_view(state.place)
    if state.step == "cases":
        return cases_view(state)
    if state.typed is not None:
        return QuestionView(
            step=0,
            steps=0,
            question="请输入办件编号",
            hint="在回执上，二维码的旁边",
            text=state.typed,
            tag=None,
            fault=state.fault,
            keyboard="letters",
            primary=Action("look_up", "查询", enabled=bool(state.typed)),
        )
    return _card_view(state, world)


def _card_view(state: ProgressState, world: World) -> IdentifyView:
    by_number = Action("type_case", "输入回执上的编号")
    by_code = () if world.device_fault("camera") is not None else (slip_codes.SCAN,)
    if state.reading:
        return IdentifyView(TITLE, "大约需要一秒钟", "reading", "正在读卡，请不要拿开")
    if world.device_fault("card_reader") is not None:
        return IdentifyView(
            TITLE,
            "读卡器暂时不能用，可以按回执上的编号查",
            "no_reader",
            state.fault,
            "error" if state.fault else "plain",
            primary=by_number,
            actions=by_code,
        )
    if state.fault:
        again = Action("read_card", "再读一次卡")
        return IdentifyView(
            TITLE, "可以把卡再放一次，也可以扫码或输入编号", "card_fault", state.fault, "error",
            primary=again, actions=(*by_code, by_number),
        )  # fmt: skip
    hint = "把社保卡或身份证放到读卡器上，只显示您自己的办件"
    return IdentifyView(TITLE, hint, "card_reader", actions=(*by_code, by_number))


def cases_view(state: ProgressState) -> Body:
    """Return the cases found, or that there are none."""
    done = Action("finish", "好了，结束")
    if state.by_card and (state.enterprise or state.enterprises):
        return _page_of_two(state, done)
    if not state.cases:
        return NoticeView(
            "没有查到办件",
            "可能还没有提交，或是在别的大厅办的。可以到窗口问一问。",
            "plain",
            primary=done,
            actions=(Action("type_case", "输入回执上的编号"),),
        )
    title = "您的办件" if state.by_card else "办件进度"
    return TableView(title, tuple(_card(case) for case in state.cases), done)


def _page_of_two(state: ProgressState, done: Action) -> TableView:
    """Return the person's page with the enterprises they act for, or one of the enterprises'."""
    cases = tuple(_card(case) for case in state.cases)
    if state.enterprise:
        back = Line("本人", "看我自己的办件", action=Action("own_cases", "查看"))
        return TableView(f"{state.enterprise}的办件", (*cases, Card("换一页", (back,))), done)
    lines = tuple(
        Line("企业", one.name, action=Action("enterprise_cases", "查看", one.uscc))
        for one in state.enterprises
    )
    none = Card("您自己的办件", (Line("办件", "还没有，或是在别的大厅办的"),))
    return TableView("您的办件", (*(cases or (none,)), Card("您代办过的企业", lines)), done)


def _card(case: CaseSeen) -> Card:
    lines = [
        Line("进度", case.status_text, Tag(_badge(case.status), _TONES.get(case.status, "plain"))),
        Line("编号", case.case_number),
        Line("交件日期", case.submitted),
    ]
    if case.result:
        lines.append(Line("办理结果", case.result))
    lines += [Line("要补" if n == 0 else "", text) for n, text in enumerate(case.lacking)]
    if case.promised:
        lines.append(Line("承诺办结", f"{case.promised}前"))
    if case.status == "finished":
        lines.append(
            Line("评价", "这件事办得怎么样？", action=Action("evaluate", "评价", case.case_number))
        )
    return Card(case.item_name, tuple(lines))


def _badge(status: str) -> str:
    return {"finished": "已办结", "returned": "要补正", "accepted": "办理中"}.get(status, "已提交")
