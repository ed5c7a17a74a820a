"""The wizard of service mode: what is plugged in, which of it is used, a test of each, saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from devices.attached import Attached, Kind
from kiosk.device_choices import (
    KIND_NAMES,
    SAY_SOMETHING,
    WANTED,
    Choice,
    Settings,
    choices,
    place_choice,
)
from kiosk.effects import ChangeSettings, Effect, FindDevices, TryDevice
from kiosk.events import DevicesFound, DeviceTried, Event, Pressed, SettingsChanged, Typed
from kiosk.journeys.view import (
    Action,
    Body,
    CaptureView,
    Card,
    Line,
    NoticeView,
    QuestionView,
    TableView,
    Tag,
)

Page = Literal["finding", "found", "pick", "type", "trying", "tried", "summary", "saving", "saved"]
SECTIONS = tuple(WANTED)
LONGEST_PLACE = 120
_OVERVIEW = Action("overview", "返回维护")
_HOW_TO_TYPE = {
    "card_reader": "身份证读卡器的串口，例如 /dev/ttyUSB0；USB 的写 usb",
    "camera": "摄像头的编号、设备或网络地址，例如 0、/dev/video2",
    "printer": "网络打印机的地址，例如 192.168.1.50；串口的写 /dev/ttyUSB0",
    "page_printer": "它在打印服务（CUPS）里的名字，例如 HP_LaserJet",
    "microphone": "话筒的名字或名字的一部分，例如 USB Audio",
}

_PIECES = {
    "card_reader": ("/dev/ttyUSB", "/dev/ttyACM", "usb", "@"),
    "camera": ("/dev/video", "rtsp://", "/", ":"),
    "printer": ("192.168.", ":9100", "/dev/ttyUSB", "-"),
    "page_printer": ("_", "-", ".", "HP"),
    "microphone": ("USB", " ", "-", "_"),
}
"""What places are made of, and the letters of the keyboard are not."""


_HINTS = {
    "microphone": "按“测试”后马上对着话筒说一句话；录好会放出来",
    "page_printer": "只列出打印服务（CUPS）里已有的；测试会打一张 A4 纸",
}
_WAITING = {
    "microphone": SAY_SOMETHING,
    "page_printer": "正在打一张 A4 测试页，最多要等一分半钟",
}
"""What to do while a device is tried."""


@dataclass(frozen=True)
class SetupState:
    """How far the technician is; nothing is written before the last page."""

    page: Page = "finding"
    found: tuple[Attached, ...] = ()
    section: int = 0
    """Which of the devices is being chosen."""
    picked: Choice | None = None
    place: str = ""
    """What is typed where a device was not found."""
    tried: DeviceTried | None = field(default=None, repr=False)
    taken: tuple[tuple[str, Choice, bool], ...] = ()
    """Section, device and whether its test went well, of each that was chosen."""
    before: Settings = ()
    """What the settings were before they were saved."""
    fault: str = ""


Step = tuple[SetupState, tuple[Effect, ...]]


def begin() -> Step:
    """Look what is plugged in."""
    return SetupState(), (FindDevices(),)


def is_first(state: SetupState) -> bool:
    """Tell whether going back leaves the wizard."""
    return state.page in ("finding", "found", "saving", "saved")


def advance(state: SetupState, event: Event, values: Mapping[str, str]) -> Step:
    """Return the next page; `values` are the settings as they are."""
    match event:
        case DevicesFound(found) if state.page == "finding":
            return SetupState("found", found), ()
        case DeviceTried() if state.page == "trying":
            return replace(state, page="tried", tried=event), ()
        case SettingsChanged(before, reason) if state.page == "saving":
            return _saved(state, before, reason), ()
        case Typed(text) if state.page == "type":
            return replace(state, place=text[:LONGEST_PLACE]), ()
        case Pressed():
            return _pressed(state, event, values)
    return state, ()


def _pressed(state: SetupState, event: Pressed, values: Mapping[str, str]) -> Step:
    match state.page, event.action:
        case ("found" | "saved", "find_devices"):
            return begin()
        case "found", "pick_devices":
            return replace(state, page="pick"), ()
        case "pick", "pick_device":
            return replace(state, picked=_offered(state, values, event.argument)), ()
        case "pick", "type_place":
            return replace(state, page="type", place=""), ()
        case "pick", "skip_device":
            return _next(state), ()
        case ("pick" | "tried", "try_device") if state.picked is not None:
            return _try(state, state.picked)
        case ("tried" | "type", "pick_again" | "back"):
            return replace(state, page="pick", tried=None), ()
        case "tried", "take_device":
            return _take(state), ()
        case _, "back":
            return _back(state), ()
        case "summary", "save_devices" if state.taken:
            return replace(state, page="saving", fault=""), (ChangeSettings(_chosen(state)),)
        case "saved", "undo_devices" if state.before:
            return replace(state, page="saving", taken=(), fault=""), (
                ChangeSettings(state.before),
            )
    return _type(state, event) if state.page == "type" else (state, ())


def _type(state: SetupState, event: Pressed) -> Step:
    match event.action:
        case "key" if len(state.place) < LONGEST_PLACE:
            return replace(state, place=(state.place + event.argument)[:LONGEST_PLACE]), ()
        case "backspace":
            return replace(state, place=state.place[:-1]), ()
        case "clear":
            return replace(state, place=""), ()
        case "next_question":
            picked = place_choice(SECTIONS[state.section], state.place)
            return _try(state, picked) if picked is not None else (state, ())
    return state, ()


def _offered(state: SetupState, values: Mapping[str, str], argument: str) -> Choice | None:
    offered = choices(SECTIONS[state.section], state.found, values)
    number = int(argument) if argument.isdecimal() else len(offered)
    return offered[number] if number < len(offered) else state.picked


def _try(state: SetupState, picked: Choice) -> Step:
    trying = replace(state, page="trying", picked=picked, tried=None)
    if picked.is_none:
        return _take(replace(trying, tried=DeviceTried(True))), ()
    return trying, (TryDevice(picked.settings),)


def _take(state: SetupState) -> SetupState:
    if state.picked is None or state.tried is None:
        return state
    section = SECTIONS[state.section]
    rest = tuple(one for one in state.taken if one[0] != section)
    return _next(replace(state, taken=(*rest, (section, state.picked, state.tried.ok))))


def _next(state: SetupState) -> SetupState:
    fresh = replace(state, picked=None, tried=None, place="")
    if state.section + 1 < len(SECTIONS):
        return replace(fresh, page="pick", section=state.section + 1)
    return replace(fresh, page="summary")


def _back(state: SetupState) -> SetupState:
    fresh = replace(state, picked=None, tried=None)
    if state.page == "summary":
        return replace(fresh, page="pick", fault="")
    if state.page == "pick" and state.section > 0:
        return replace(fresh, section=state.section - 1)
    return replace(fresh, page="found") if state.page == "pick" else state


def _chosen(state: SetupState) -> Settings:
    return tuple(pair for _, choice, _ in state.taken for pair in choice.settings)


def _saved(state: SetupState, before: Settings, reason: str) -> SetupState:
    if reason:
        page: Page = "summary" if state.taken else "saved"
        return replace(state, page=page, fault=reason)
    return replace(state, page="saved", before=before if state.taken else (), fault="")


def view(state: SetupState, values: Mapping[str, str], can_change: bool) -> Body:
    """Return the page of the wizard."""
    match state.page:
        case "finding":
            return NoticeView("正在查找接着的设备", "大约需要几秒钟", "plain", busy=True)
        case "found":
            return _found_view(state)
        case "pick":
            return _pick_view(state, values)
        case "type":
            return _type_view(state)
        case "trying":
            name, picked = WANTED[SECTIONS[state.section]], state.picked
            what = picked.words if picked is not None else ""
            wait = _WAITING.get(SECTIONS[state.section], "最多要等一分钟")
            return NoticeView(f"正在测试{name}", f"{what}\n{wait}", "plain", busy=True)
        case "tried":
            return _tried_view(state)
        case "summary":
            return _summary_view(state, can_change)
        case "saving":
            return NoticeView("正在保存", "请稍等", "plain", busy=True)
    return _saved_view(state)


def _found_view(state: SetupState) -> TableView:
    usable = [one for one in state.found if one.kind not in (Kind.OTHER, Kind.UNKNOWN)]
    rest = [one for one in state.found if one not in usable]
    cards = [Card("能用的设备", tuple(map(_found_line, usable)))] if usable else []
    if rest:
        cards.append(Card("本程序不用的设备", tuple(map(_found_line, rest))))
    nothing = (
        "没有找到外接设备。请插好连接线、打开电源，再找一次；网络打印机请按“开始设置”后输入地址"
    )
    return TableView(
        "接着的设备",
        tuple(cards),
        Action("pick_devices", "开始设置"),
        (Action("find_devices", "再找一次"), _OVERVIEW),
        message=f"找到 {len(state.found)} 样，其中 {len(usable)} 样能用"
        if state.found
        else nothing,
        tone="plain" if usable else "warn",
    )


def _found_line(one: Attached) -> Line:
    serial = f"，序列号 {one.serial}" if one.serial else ""
    tag = Tag("不认识", "warn") if one.kind is Kind.UNKNOWN else None
    name = one.name if one.kind is not Kind.UNKNOWN or one.name != "不认识" else "没有名字"
    return Line(KIND_NAMES[one.kind], f"{name}（{one.place}{serial}）", tag)


def _pick_view(state: SetupState, values: Mapping[str, str]) -> QuestionView:
    section = SECTIONS[state.section]
    name = WANTED[section]
    offered = choices(section, state.found, values)
    buttons = tuple(
        Action("pick_device", one.words, str(number), chosen=one == state.picked)
        for number, one in enumerate(offered)
    )
    is_none = state.picked is not None and state.picked.is_none
    go = Action("try_device", "下一样" if is_none else "测试", enabled=state.picked is not None)
    return QuestionView(
        step=state.section + 1,
        steps=len(SECTIONS),
        question=f"{name}用哪一个？",
        hint=_HINTS.get(section, "选好后先测试，最后一起保存"),
        text="",
        tag=None,
        fault="" if len(offered) > 1 else f"没有找到{name}。请插好连接线，返回再找一次",
        keyboard="none",
        primary=go,
        choices=buttons,
        helpers=(Action("type_place", "输入位置"), Action("skip_device", "不改这一样")),
    )


def _type_view(state: SetupState) -> QuestionView:
    section = SECTIONS[state.section]
    return QuestionView(
        step=state.section + 1,
        steps=len(SECTIONS),
        question=f"{WANTED[section]}接在哪里？",
        hint=_HOW_TO_TYPE[section],
        text=state.place,
        tag=None,
        fault="",
        keyboard="letters",
        primary=Action("next_question", "测试", enabled=bool(state.place.strip())),
        helpers=tuple(Action("key", piece, piece) for piece in _PIECES[section]),
    )


def _tried_view(state: SetupState) -> Body:
    tried = state.tried or DeviceTried(False)
    name = WANTED[SECTIONS[state.section]]
    words = "。".join(one for one in (tried.reason, tried.remedy, tried.did) if one)
    again, other = Action("try_device", "再测一次"), Action("pick_again", "换一个")
    take = Action("take_device", "就用它")
    title = f"{name}：{'正常' if tried.ok else '没有就绪'}"
    if tried.picture_png:
        return CaptureView(
            title,
            "画面清楚、方向正确，就是正常",
            "accepted",
            words,
            "ok",
            take,
            (again, other),
            picture_png=tried.picture_png,
        )
    if tried.ok:
        return NoticeView(title, words, "ok", primary=take, actions=(again, other))
    anyway = Action("take_device", "先用着")
    return NoticeView(title, words, "error", primary=again, actions=(other, anyway))


def _summary_view(state: SetupState, can_change: bool) -> TableView:
    taken = {section: (choice, ok) for section, choice, ok in state.taken}
    lines = tuple(_summary_line(name, taken.get(section)) for section, name in WANTED.items())
    save = Action("save_devices", "保存", enabled=bool(state.taken) and can_change)
    fault = state.fault or ("" if can_change else "这台机器的设置不能在屏幕上改")
    return TableView(
        "这样设置，对吗？",
        (Card("设备", lines),),
        save,
        (_OVERVIEW,),
        message=fault or ("" if state.taken else "没有要改的"),
        tone="error" if fault else "plain",
    )


def _summary_line(name: str, taken: tuple[Choice, bool] | None) -> Line:
    if taken is None:
        return Line(name, "不改")
    choice, ok = taken
    good = Tag("不装") if choice.is_none else Tag("测试正常", "ok")
    return Line(name, choice.words, good if ok else Tag("没有就绪", "error"))


def _saved_view(state: SetupState) -> NoticeView:
    undo = (Action("undo_devices", "撤销修改"),) if state.before else ()
    if state.fault:
        return NoticeView("没有改回去", state.fault, "error", primary=_OVERVIEW, actions=undo)
    done = "已保存" if state.before else "已改回原来的"
    return NoticeView(
        done,
        "重新启动程序后生效",
        "ok",
        primary=Action("ask_restart", "重新启动"),
        actions=(*undo, _OVERVIEW),
    )
