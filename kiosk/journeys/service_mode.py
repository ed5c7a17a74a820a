"""Service mode: a technician behind a PIN sees every device, tests it, and puts things right."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import (
    ChangeSetting,
    CheckBadge,
    CheckPin,
    GatherReport,
    Hush,
    Restart,
    SetInService,
    StopCamera,
    StopListening,
)
from kiosk.events import (
    BadgeChecked,
    Event,
    Fact,
    PinChecked,
    Pressed,
    ServiceReported,
    SettingChanged,
    Typed,
)
from kiosk.journeys import service_setup
from kiosk.journeys.service_settings import (
    CHANGEABLE,
    VARIES,
    change_of,
    setting_of,
    setting_view,
    settings_view,
    value_in,
)
from kiosk.journeys.service_state import DEVICES, ServiceState, Step, device_line, devices_of
from kiosk.journeys.service_tests import advance_test, begin_test, test_view, touch, touch_view
from kiosk.journeys.view import Action, Body, Card, Line, NoticeView, QuestionView, TableView, Tag
from kiosk.journeys.world import World

__all__ = ["DEVICES", "ServiceState", "Step", "advance", "begin", "view"]

MOST_DIGITS = 12


def begin() -> Step:
    """Ask for the PIN."""
    return ServiceState(), ()


def advance(state: ServiceState, event: Event, world: World) -> Step:
    """Return where the technician is next and what is to be done."""
    if state.page == "pin":
        return _at_pin(state, event)
    match event:
        case ServiceReported():
            return replace(state, report=event), ()
        case Pressed("back") if state.page == "setup" and not service_setup.is_first(state.setup):
            return _set_up(state, event)
        case Pressed("back" | "overview") if state.page != "overview":
            return _overview(state)
        case Pressed("refresh"):
            return state, (GatherReport(),)
        case Pressed("show_log"):
            return replace(state, page="log"), (GatherReport(),)
        case Pressed("set_in_service", argument):
            return state, (SetInService(argument == "yes"), GatherReport())
        case Pressed("ask_restart"):
            return replace(state, page="restart"), ()
        case Pressed("restart") if state.page == "restart":
            return state, (Restart(),)
        case Pressed("test_device", device) if device in devices_of(world):
            return begin_test(state, device, world)
        case Pressed("test_touch"):
            return ServiceState(page="touch", report=state.report), ()
        case Pressed("touch_cell", argument) if state.page == "touch":
            return touch(state, argument)
        case Pressed("set_up"):
            setup, effects = service_setup.begin()
            return ServiceState("setup", report=state.report, setup=setup), effects
        case Pressed("show_settings"):
            return replace(state, page="settings", fault=""), (GatherReport(),)
    if state.page in ("settings", "setting"):
        return _change(state, event)
    if state.page == "setup":
        return _set_up(state, event)
    return advance_test(state, event) if state.page == "test" else (state, ())


def _set_up(state: ServiceState, event: Event) -> Step:
    setup, effects = service_setup.advance(state.setup, event, _values(state))
    return replace(state, setup=setup), effects


def _change(state: ServiceState, event: Event) -> Step:
    """Change one setting after another; each can be undone."""
    match event:
        case Pressed("edit_setting", key) if key in CHANGEABLE:
            value = value_in(_values(state), key)
            return replace(state, page="setting", key=key, text=value, fault=""), ()
        case Pressed("choose_value", value) if state.page == "setting":
            return replace(state, text=value, fault=""), ()
        case Pressed("save_setting") if state.page == "setting" and not state.checking:
            return _save(state)
        case Pressed("undo_setting") if state.changed and not state.checking:
            undo = replace(state, checking=True, key=state.changed)
            return undo, (ChangeSetting(setting_of(state.changed), state.before),)
        case SettingChanged(reason=reason) if reason:
            return replace(state, checking=False, fault=reason), ()
        case SettingChanged(_, before):
            saved = replace(state, page="settings", changed=state.key, before=before, fault="")
            return replace(saved, checking=False), ()
    return state, ()


def _save(state: ServiceState) -> Step:
    if state.text == VARIES:
        return replace(state, page="settings", fault=""), ()
    change = ChangeSetting(*change_of(_values(state), state.key, state.text))
    return replace(state, checking=True), (change,)


def _values(state: ServiceState) -> dict[str, str]:
    return dict(state.report.settings) if state.report is not None else {}


def _can_change(state: ServiceState) -> bool:
    return state.report is not None and state.report.can_change_settings


def _at_pin(state: ServiceState, event: Event) -> Step:
    match event:
        case Pressed("key", digit) if digit.isdecimal() and len(state.pin) < MOST_DIGITS:
            return replace(state, pin=state.pin + digit, fault=""), ()
        case Typed(text) if text.isdecimal() or not text:
            return replace(state, pin=text[:MOST_DIGITS], fault=""), ()
        case Pressed("backspace"):
            return replace(state, pin=state.pin[:-1], fault=""), ()
        case Pressed("clear"):
            return replace(state, pin="", fault=""), ()
        case Pressed("next_question") if state.pin and not state.checking:
            return replace(state, pin="", checking=True), (CheckPin(state.pin),)
        case Pressed("show_badge") if not state.checking:
            return replace(state, pin="", fault="", checking=True), (CheckBadge(),)
        case BadgeChecked(ok=False, reason=reason):
            return replace(state, checking=False, fault=reason), ()
        case PinChecked(ok=True) | BadgeChecked(ok=True):
            return _overview(state)
        case PinChecked(wait_s=wait_s, is_set=is_set):
            return replace(state, checking=False, fault=_why_not(wait_s, is_set)), ()
    return state, ()


def _why_not(wait_s: int, is_set: bool) -> str:
    if not is_set:
        return "还没有设置维护密码。请在本机运行 ./run pin 设置"
    if wait_s > 0:
        return f"密码错误次数太多，请 {wait_s} 秒后再试"
    return "密码不对，请重新输入"


def _overview(state: ServiceState) -> Step:
    quiet = (StopCamera(), StopListening(), Hush()) if state.page == "test" else ()
    return ServiceState(page="overview", report=state.report), (*quiet, GatherReport())


def view(state: ServiceState, world: World) -> Body:
    """Return the page the technician is on."""
    match state.page:
        case "pin":
            return _pin_view(state)
        case "log":
            return _log_view(state)
        case "restart":
            return NoticeView(
                "要重新启动程序吗？",
                "大约需要一分钟，待上传的办件不会丢",
                "warn",
                primary=Action("restart", "重新启动"),
                actions=(Action("overview", "不用了"),),
            )
        case "test":
            return test_view(state, world)
        case "touch":
            return touch_view(state)
        case "setup":
            return service_setup.view(state.setup, _values(state), _can_change(state))
        case "settings":
            can_change = _can_change(state)
            return settings_view(_values(state), can_change, state.changed, state.fault)
        case "setting":
            return setting_view(CHANGEABLE[state.key], state.text, state.fault, state.checking)
    return _overview_view(state, world)


def _pin_view(state: ServiceState) -> QuestionView:
    return QuestionView(
        step=1,
        steps=1,
        question="请输入维护密码",
        hint="仅供维护人员使用。有工作卡的，请放到读卡器上，再按“刷工作卡”",
        text="●" * len(state.pin),
        tag=None,
        fault=state.fault,
        keyboard="digits",
        primary=Action(
            "next_question", "正在核对……" if state.checking else "进入", enabled=not state.checking
        ),
        helpers=(Action("show_badge", "刷工作卡", enabled=not state.checking),),
    )


def _overview_view(state: ServiceState, world: World) -> TableView:
    devices = tuple(device_line(key, name, world) for key, name in devices_of(world).items())
    report = state.report
    cards = [Card("设备", devices)]
    if report is not None:
        cards += [Card(title, tuple(map(_fact_line, facts))) for title, facts in report.sections]
    switch = (
        Action("set_in_service", "暂停服务", "no")
        if world.in_service
        else Action("set_in_service", "恢复服务", "yes")
    )
    actions = (
        switch,
        Action("set_up", "设置设备"),
        Action("show_settings", "设置"),
        Action("test_touch", "测触摸屏"),
        Action("show_log", "看日志"),
        Action("ask_restart", "重新启动"),
    )
    tags = [line.tag for card in cards for line in card.lines if line.tag is not None]
    wrong = sum(tag.tone == "error" for tag in tags)
    return TableView(
        "维护",
        tuple(cards),
        Action("refresh", "重新检查"),
        actions,
        message=f"{wrong} 处有问题" if wrong else "一切正常",
        tone="error" if wrong else "ok",
    )


def _fact_line(fact: Fact) -> Line:
    return Line(fact.label, fact.text, None if fact.ok else Tag("请处理", "error"))


def _log_view(state: ServiceState) -> TableView:
    lines = state.report.log_lines if state.report is not None else ()
    card = Card("最近的日志", tuple(Line(text[:19], text[20:]) for text in reversed(lines)))
    return TableView("日志（不含个人信息）", (card,), Action("overview", "返回维护"))
