"""The face of a visit: the whole screen as view data."""

from __future__ import annotations

from dataclasses import replace

from kiosk.journeys import apply, consult, ticket
from kiosk.journeys.application import ApplyState
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.ticket import TicketState
from kiosk.journeys.view import Action, Away, Body, HomeView, Screen, Tone
from kiosk.journeys.world import World
from kiosk.visit import Visit, countdown_s, needs_wiping

_HELP = Action("help", "求助", note="叫工作人员")
_BACK = Action("back", "返回")
_HOME = Action("home", "首页")


def face(visit: Visit, world: World) -> Screen:
    """Return the screen to be drawn for this state."""
    world = replace(world, devices=visit.devices)
    title, subtitle, body = _body(visit, world)
    at_home = visit.journey is None
    banner = visit.banner or ("" if visit.hall.online else _offline_text(visit))
    return Screen(
        body=body,
        title=title,
        subtitle=subtitle,
        corner=visit.clock if at_home else "",
        corner_note=visit.day if at_home else _time_left(visit, world),
        footer=_footer(visit),
        looks=visit.looks,
        away=_away(visit, world),
        banner=banner or ("演示模式：设备是模拟的" if world.demo and at_home else ""),
    )


def _body(visit: Visit, world: World) -> tuple[str, str, Body]:
    match visit.journey:
        case ConsultState() as state:
            return "咨询", "", consult.view(state, world)
        case ApplyState() as state:
            return _apply_title(state, world)
        case TicketState() as state:
            return ("取号成功" if state.ticket else "取号排队"), "", ticket.view(state, world)
    return "一门", world.hall_name, _home(visit, world)


def _apply_title(state: ApplyState, world: World) -> tuple[str, str, Body]:
    body = apply.view(state, world)
    names = world.names(state.codes) or "填表办事"
    if state.step == "review":
        return "请核对", names, body
    saved = state.table.saved_fields if state.table is not None else 0
    return names, f"一张表，少填 {saved} 项" if saved else "", body


def _home(visit: Visit, world: World) -> HomeView:
    state, tone = _hall_state(visit)
    quick = tuple(
        Action("show_answer", world.item(code).short_name, code) for code in world.quick_items
    )
    everything = Action("all_items", f"全部 {len(world.catalogue.items)} 项 ›")
    wait = f"现在约等 {visit.hall.wait_min} 分钟" if visit.hall.online else "离线也可以填表"
    return HomeView(
        greeting="您好，想办什么事？",
        voice=_voice_door(world),
        voice_examples=("“居住证怎么办理”", "“我的社保卡丢了”"),
        doors=(
            Action("fill_in", "填表办事", note="一张表，办多件事", glyph="表"),
            Action("take_ticket", "取号排队", note=wait, glyph="号"),
            Action("type", "打字提问", note="说话不方便，就打字", glyph="问"),
            Action("help", "叫工作人员", note="请人过来帮您", glyph="帮"),
        ),
        quick=(*quick, everything),
        hall_tag="大厅现在",
        hall_state=state,
        hall_tone=tone,
    )


def _voice_door(world: World) -> Action:
    if world.device_fault("microphone") is None:
        return Action("listen", "点这里，直接说")
    return Action("type", "点这里，打字问", note="话筒暂时不能用，打字一样能问")


def _hall_state(visit: Visit) -> tuple[str, Tone]:
    if not visit.hall.online:
        return _offline_text(visit), "warn"
    serving = f"　·　正在办理 {visit.hall.serving}" if visit.hall.serving else ""
    return f"等候 {visit.hall.waiting} 人{serving}", "plain"


def _offline_text(visit: Visit) -> str:
    kept = f"，{visit.hall.outbox} 件待上传" if visit.hall.outbox else ""
    return f"暂时连不上大厅，可以照常填表{kept}"


def _time_left(visit: Visit, world: World) -> str:
    left = max(0, countdown_s(visit, world) - round(world.countdown_s))
    return f"剩余 {left // 60}:{left % 60:02d}"


def _footer(visit: Visit) -> tuple[Action, ...]:
    looks = visit.looks
    care = Action("care", "普通" if looks.care else "大字", note="关爱版", chosen=looks.care)
    if visit.journey is None:
        return (
            _HELP,
            care,
            Action("high_contrast", "对比", note="高对比", chosen=looks.high_contrast),
            Action("low_reach", "低位", note="低位操作", chosen=looks.low_reach),
        )
    match visit.journey:
        case ApplyState(step="fill", whole_table=False):
            return (_BACK, Action("whole_table", "看整张表"), _HOME, _HELP)
        case ApplyState(step="receipt") | TicketState():
            return (_HOME, care, _HELP)
    return (_BACK, _HOME, care, _HELP)


def _away(visit: Visit, world: World) -> Away | None:
    stay, leave = Action("stay", "我还在，继续"), Action("leave", "结束并清除")
    if visit.away and needs_wiping(visit):
        seconds = countdown_s(visit, world)
        message = "没有人操作时，本机会清除您的全部信息"
        return Away("您还在吗？", message, seconds, stay, leave)
    if visit.leaving:
        message = "还没提交的内容会从本机清除"
        return Away("要结束这次办事吗？", message, 0, Action("stay", "继续办"), leave)
    return None
