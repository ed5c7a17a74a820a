"""Service mode: a technician behind a PIN sees every device, tests it, and puts things right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.events import (
    CardFailed,
    CardRead,
    CheckPin,
    DeviceChanged,
    Effect,
    Event,
    Fact,
    GatherReport,
    Heard,
    HeardNothing,
    HeardPart,
    Hush,
    LevelChanged,
    Listen,
    PhotoTaken,
    PinChecked,
    Pressed,
    Printed,
    PrintSlip,
    ReadCard,
    Restart,
    ServiceReported,
    SetInService,
    Speak,
    SpeechEnded,
    StartCamera,
    StopCamera,
    StopListening,
    TakePhoto,
    Typed,
)
from kiosk.journeys.masking import masked
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
    Tone,
)
from kiosk.journeys.world import World

Page = Literal["pin", "overview", "log", "restart", "test"]

DEVICES: Mapping[str, str] = {
    "card_reader": "读卡器",
    "camera": "摄像头",
    "printer": "打印机",
    "microphone": "话筒",
    "loudspeaker": "喇叭",
}
"""Device → its name on the glass."""

MOST_DIGITS = 12
TEST_SENTENCE = "这是喇叭测试。能听清楚，说明喇叭正常。"
LEVEL_STEPS = 20
_STATES: Mapping[str, tuple[str, Tone]] = {
    "ready": ("正常", "ok"),
    "no_card": ("正常，没有放卡", "ok"),
    "busy": ("正在使用", "ok"),
    "absent": ("没有找到", "error"),
    "error": ("有故障", "error"),
}


@dataclass(frozen=True)
class ServiceState:
    """Where the technician is; the PIN is held only until it is checked."""

    page: Page = "pin"
    pin: str = field(default="", repr=False)
    checking: bool = False
    fault: str = ""
    report: ServiceReported | None = None
    device: str = ""
    lines: tuple[Line, ...] = ()
    level: float = 0.0
    result: str = ""
    tone: Tone = "plain"
    photo: PhotoTaken | None = field(default=None, repr=False)


Step = tuple[ServiceState, tuple[Effect, ...]]


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
        case Pressed("test_device", device) if device in DEVICES:
            return _begin_test(state, device, world)
    return _test(state, event) if state.page == "test" else (state, ())


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
        case PinChecked(ok=True):
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


def _begin_test(state: ServiceState, device: str, world: World) -> Step:
    testing = ServiceState(page="test", report=state.report, device=device)
    match device:
        case "printer":
            waiting = replace(testing, result="正在打印测试页……")
            slip = PrintSlip(world.hall_name, "测试页", ("一二三四五六七八九十", "1234567890"))
            return waiting, (slip,)
        case "microphone":
            return replace(testing, result="请对着话筒说一句话"), (Listen(),)
        case "loudspeaker":
            return replace(testing, result="正在播放……"), (Speak(TEST_SENTENCE),)
        case "camera":
            return testing, (StartCamera(),)
    return replace(testing, result="正在读卡，请把卡放好"), (ReadCard(),)


def _test(state: ServiceState, event: Event) -> Step:
    match event, state.device:
        case Printed(ok, reason, remedy), "printer":
            return _outcome(state, ok, "测试页已送到打印机，请看是否清楚", reason, remedy)
        case SpeechEnded(reason), "loudspeaker":
            return _outcome(state, not reason, "播放完了。听不到请检查音量和接线", reason, "")
        case LevelChanged(level), "microphone":
            return replace(state, level=max(0.0, min(1.0, level))), ()
        case HeardPart(text), "microphone":
            return replace(state, lines=(Line("听到", text),)), ()
        case Heard(text), "microphone":
            heard = replace(state, lines=(Line("听到", text),))
            return _outcome(heard, True, "话筒正常", "", "")
        case HeardNothing(reason, remedy), "microphone":
            return _outcome(state, False, "", reason, remedy)
        case CardRead(source_label, data), "card_reader":
            lines = tuple(Line(key, masked(key, text)) for key, text in data.items())
            read = replace(state, lines=(Line("卡", source_label), *lines))
            return _outcome(read, True, "读卡正常（内容已遮盖）", "", "")
        case CardFailed(reason, remedy), "card_reader":
            return _outcome(state, False, "", reason, remedy)
        case Pressed("take_photo" | "retake_photo"), "camera" if state.photo is not None:
            return replace(state, photo=None), (StartCamera(),)
        case Pressed("take_photo"), "camera":
            return state, (TakePhoto(),)
        case PhotoTaken(), "camera":
            return replace(state, photo=event), ()
        case DeviceChanged("camera", "absent" | "error", reason, remedy), "camera":
            return _outcome(state, False, "", reason, remedy)
    return state, ()


def _outcome(state: ServiceState, ok: bool, good: str, reason: str, remedy: str) -> Step:
    text = good if ok else f"{reason}。{remedy}" if remedy else reason
    return replace(state, result=text, tone="ok" if ok else "error"), ()


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
            return _camera_view(state) if _is_live(state) else _test_view(state, world)
    return _overview_view(state, world)


def _pin_view(state: ServiceState) -> QuestionView:
    return QuestionView(
        step=1,
        steps=1,
        question="请输入维护密码",
        hint="仅供维护人员使用",
        text="●" * len(state.pin),
        tag=None,
        fault=state.fault,
        keyboard="digits",
        primary=Action(
            "next_question", "正在核对……" if state.checking else "进入", enabled=not state.checking
        ),
    )


def _overview_view(state: ServiceState, world: World) -> TableView:
    devices = tuple(_device_line(key, name, world) for key, name in DEVICES.items())
    report = state.report
    cards = [Card("设备", devices)]
    if report is not None:
        cards += [Card(title, tuple(map(_fact_line, facts))) for title, facts in report.sections]
    switch = (
        Action("set_in_service", "暂停服务", "no")
        if world.in_service
        else Action("set_in_service", "恢复服务", "yes")
    )
    actions = (switch, Action("show_log", "看日志"), Action("ask_restart", "重新启动"))
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


def _device_line(key: str, name: str, world: World) -> Line:
    status = world.devices.get(key)
    test = Action("test_device", "测试", key)
    if status is None:
        return Line(name, "还没有检查", Tag("未知", "warn"), test)
    word, tone = _STATES.get(status.state, (status.state, "warn"))
    text = f"{status.reason}。{status.remedy}" if status.reason else word
    return Line(name, text, Tag(word if status.reason else "正常", tone), test)


def _fact_line(fact: Fact) -> Line:
    return Line(fact.label, fact.text, None if fact.ok else Tag("请处理", "error"))


def _log_view(state: ServiceState) -> TableView:
    lines = state.report.log_lines if state.report is not None else ()
    card = Card("最近的日志", tuple(Line(text[:19], text[20:]) for text in reversed(lines)))
    return TableView("日志（不含个人信息）", (card,), Action("overview", "返回维护"))


def _is_live(state: ServiceState) -> bool:
    return state.device == "camera" and state.tone != "error"


def _camera_view(state: ServiceState) -> CaptureView:
    photo = state.photo
    if photo is None:
        return CaptureView(
            "测试：摄像头",
            "画面清楚、不卡顿，就是正常",
            "live",
            "",
            "plain",
            Action("take_photo", "拍一张"),
            (Action("overview", "返回维护"),),
        )
    return CaptureView(
        "测试：摄像头",
        "",
        "accepted" if photo.accepted else "refused",
        "很清楚，摄像头正常" if photo.accepted else photo.reason,
        "ok" if photo.accepted else "error",
        Action("overview", "返回维护"),
        (Action("retake_photo", "再拍一张"),),
        picture_png=photo.preview_png or None,
    )


def _test_view(state: ServiceState, world: World) -> TableView:
    lines = state.lines
    if state.device == "microphone":
        loud = round(state.level * LEVEL_STEPS)
        lines = (Line("音量", "▮" * loud + "▯" * (LEVEL_STEPS - loud)), *lines)
    name = DEVICES[state.device]
    return TableView(
        f"测试：{name}",
        (Card(name, (_device_line(state.device, "状态", world), *lines)),),
        Action("overview", "返回维护"),
        (Action("test_device", "再测一次", state.device),),
        message=state.result,
        tone=state.tone,
    )
