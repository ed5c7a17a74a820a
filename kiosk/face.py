"""The face of a visit: the whole screen as view data."""

from __future__ import annotations

from dataclasses import replace

from kiosk.journeys import (
    apply,
    check_in,
    consult,
    feedback,
    progress,
    service_mode,
    ticket,
    wayfinding,
)
from kiosk.journeys.application import ApplyState
from kiosk.journeys.check_in import CheckInState
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.feedback import FeedbackState
from kiosk.journeys.home import (
    BRAND,
    HELP,
    DoorNotes,
    HomeFacts,
    care_action,
    home_footer,
    home_view,
    offline_text,
    read_action,
)
from kiosk.journeys.progress import ProgressState
from kiosk.journeys.service_mode import ServiceState
from kiosk.journeys.ticket import TicketState
from kiosk.journeys.view import LANGUAGES, Action, Away, Body, NoticeView, Screen, TableView
from kiosk.journeys.wayfinding import WayState
from kiosk.journeys.without_devices import fill_in_note, ticket_note
from kiosk.journeys.world import World
from kiosk.visit import Visit, countdown_s, hears_go_on, needs_wiping, world_of

_BACK = Action("back", "返回")
_HOME = Action("home", "首页")
OUT_OF_SERVICE = NoticeView(
    "本机暂停服务", "请到旁边的机器，或到人工窗口办理。给您添麻烦了。", "warn"
)


def face(visit: Visit, world: World) -> Screen:
    """Return the screen to be drawn for this state."""
    world = world_of(visit, world)
    title, subtitle, body = _body(visit, world)
    at_home = visit.journey is None
    told = visit.banner or ("" if visit.hall.online else offline_text(visit.hall))
    banner = "。".join(one for one in (told, _recorded(world)) if one)
    return Screen(
        body=body,
        title=title,
        subtitle=subtitle,
        corner=visit.clock if at_home else "",
        corner_note=visit.day if at_home else _time_left(visit, world),
        footer=_footer(visit, world),
        looks=replace(visit.looks, handwriting=world.handwriting),
        away=_away(visit, world),
        banner=banner or ("演示模式：设备是模拟的" if world.demo and at_home else ""),
    )


def _recorded(world: World) -> str:
    """Return that what is said is recorded, which must stand there whatever else is told."""
    days = world.recordings_days
    return f"评测中：您说的话会录音，保存 {days:g} 天，不想录音请打字" if days else ""


def _body(visit: Visit, world: World) -> tuple[str, str, Body]:
    if visit.choosing_language:
        return BRAND, world.hall_name, _languages(visit)
    match visit.journey:
        case ConsultState() as state:
            return "咨询", "", consult.view(state, world)
        case ApplyState() as state:
            return _apply_title(state, world)
        case TicketState() as state:
            return ("取号成功" if state.ticket else "取号排队"), "", ticket.view(state, world)
        case CheckInState() as state:
            return check_in.TITLE, "", check_in.view(state, world)
        case ProgressState() as state:
            return "查进度", "", progress.view(state, world)
        case FeedbackState() as state:
            return (
                ("评价" if state.subject else "意见建议"),
                "",
                feedback.view(state, visit.looks.language == "en"),
            )
        case WayState() as state:
            return "怎么走", "", wayfinding.view(state, world)
        case ServiceState() as state:
            return "维护", world.hall_name, service_mode.view(state, world)
    if not visit.in_service:
        return BRAND, world.hall_name, OUT_OF_SERVICE
    notes = DoorNotes(fill_in_note(world), ticket_note(world))
    can_hear = world.device_fault("microphone") is None
    return BRAND, world.hall_name, home_view(home_facts(world), visit.hall, can_hear, notes)


def _languages(visit: Visit) -> TableView:
    # Each reader must find the own language, so nothing here is ever translated.
    names = tuple(
        Action("read_in", name, key, chosen=key == visit.looks.language)
        for key, name in LANGUAGES.items()
    )
    return TableView("语言　Language", (), None, names)


def _apply_title(state: ApplyState, world: World) -> tuple[str, str, Body]:
    body = apply.view(state, world)
    names = world.names(state.codes) or "填表办事"
    if state.step == "review":
        return "请核对", names, body
    saved = state.table.saved_fields if state.table is not None else 0
    return names, f"一张表，少填 {saved} 项" if saved else "", body


def home_facts(world: World) -> HomeFacts:
    """Return what the home screen says of the catalogue."""
    quick = tuple((world.item(code).short_name, code) for code in world.quick_items)
    return HomeFacts(quick, len(world.catalogue.items), world.has_face, world.wake_phrase)


def _time_left(visit: Visit, world: World) -> str:
    left = max(0, countdown_s(visit, world) - round(world.countdown_s))
    return f"剩余 {left // 60}:{left % 60:02d}"


def _footer(visit: Visit, world: World) -> tuple[Action, ...]:
    care, aloud = care_action(visit.looks), read_action(visit.reads_aloud)
    if visit.choosing_language:
        return (_BACK, HELP)
    if world.has_face and isinstance(visit.journey, ApplyState | TicketState | WayState):
        # The robot is talked to on every screen, also by who cannot reach it.
        return (_BACK, _HOME, Action("say", "说一句", note="不用手"), aloud, HELP)
    if visit.journey is None:
        return home_footer(visit.looks, visit.reads_aloud)
    match visit.journey:
        case ServiceState():
            return (_BACK, Action("home", "退出维护"))
        case ApplyState(step="fill", whole_table=False):
            return (_BACK, Action("whole_table", "看整张表"), _HOME, aloud, HELP)
        case ApplyState(step="receipt") | TicketState():
            return (_HOME, care, aloud, HELP)
    return (_BACK, _HOME, care, aloud, HELP)


def _away(visit: Visit, world: World) -> Away | None:
    stay, leave = Action("stay", "我还在，继续"), Action("leave", "结束并清除")
    if visit.away and needs_wiping(visit):
        seconds = countdown_s(visit, world)
        message = "没有人操作时，本机会清除您的全部信息"
        if hears_go_on(world):
            message = "要继续，请说一声“继续”。没有人说话时，本机会清除您的全部信息"
        return Away("您还在吗？", message, seconds, stay, leave)
    if visit.leaving:
        message = "还没提交的内容会从本机清除"
        return Away("要结束这次办事吗？", message, 0, Action("stay", "继续办"), leave)
    return None
