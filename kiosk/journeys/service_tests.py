"""Tests of each device in service mode: a slip, a card, a picture, a sentence, a tone, touches."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import Listen, PlayTone, PrintSlip, ReadCard, Speak, StartCamera, TakePhoto
from kiosk.events import (
    CardFailed,
    CardRead,
    DeviceChanged,
    Event,
    Heard,
    HeardNothing,
    HeardPart,
    LevelChanged,
    PhotoTaken,
    PortraitSeen,
    Pressed,
    Printed,
    SpeechEnded,
    TonePlayed,
)
from kiosk.journeys.masking import masked
from kiosk.journeys.service_state import DEVICES, PORTRAIT_CAMERA, ServiceState, Step, device_line
from kiosk.journeys.view import Action, Body, CaptureView, Card, Line, TableView, TouchTestView
from kiosk.journeys.world import World

TEST_SENTENCE = "这是喇叭测试。能听清楚，说明喇叭正常。"
LEVEL_STEPS = 20
TOUCH_COLUMNS, TOUCH_ROWS = 6, 4
SIDES = {"left": "左边", "right": "右边"}


def begin_test(state: ServiceState, device: str, world: World) -> Step:
    """Begin the test of one device."""
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
        case "camera" | "portrait_camera":
            return testing, (_start(testing),)
    return replace(testing, result="正在读卡，请把卡放好"), (ReadCard(),)


def advance_test(state: ServiceState, event: Event) -> Step:
    """Take what the device under test did."""
    match event, state.device:
        case Printed(ok, reason, remedy), "printer":
            return _outcome(state, ok, "测试页已送到打印机，请看是否清楚", reason, remedy)
        case SpeechEnded(reason), "loudspeaker":
            return _outcome(state, not reason, "播放完了。听不到请检查音量和接线", reason, "")
        case Pressed("play_tone", side), "loudspeaker" if side in SIDES:
            playing = replace(state, result=f"{SIDES[side]}正在响……", tone="plain")
            return playing, (PlayTone(side),)
        case TonePlayed(reason), "loudspeaker":
            return _outcome(state, not reason, "响完了。只有一边响，请检查接线", reason, "")
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
        case _, "camera" | "portrait_camera":
            return _at_camera(state, event)
    return state, ()


def _start(state: ServiceState) -> StartCamera:
    return StartCamera(portrait=state.device == PORTRAIT_CAMERA)


def _at_camera(state: ServiceState, event: Event) -> Step:
    match event:
        case Pressed("take_photo" | "retake_photo") if state.photo is not None:
            return replace(state, photo=None), (_start(state),)
        case Pressed("take_photo"):
            return state, (TakePhoto(portrait=state.device == PORTRAIT_CAMERA),)
        case PhotoTaken():
            return replace(state, photo=event), ()
        case PortraitSeen(reason):
            return replace(state, result=reason), ()
        case DeviceChanged(name, "absent" | "error", reason, remedy) if name == state.device:
            return _outcome(state, False, "", reason, remedy)
    return state, ()


def _outcome(state: ServiceState, ok: bool, good: str, reason: str, remedy: str) -> Step:
    text = good if ok else f"{reason}。{remedy}" if remedy else reason
    return replace(state, result=text, tone="ok" if ok else "error"), ()


def test_view(state: ServiceState, world: World) -> Body:
    """Return the page of the device under test."""
    return _camera_view(state) if _is_live(state) else _result_view(state, world)


def touch(state: ServiceState, argument: str) -> Step:
    """Tick a square that was touched."""
    if not argument.isdecimal() or int(argument) >= TOUCH_COLUMNS * TOUCH_ROWS:
        return state, ()
    return replace(state, touched=state.touched | {int(argument)}), ()


def touch_view(state: ServiceState) -> TouchTestView:
    """Return the squares; those that were touched are ticked."""
    count = TOUCH_COLUMNS * TOUCH_ROWS
    left = count - len(state.touched)
    squares = tuple(
        Action("touch_cell", "✓" if n in state.touched else "", str(n), chosen=n in state.touched)
        for n in range(count)
    )
    message = (
        f"请逐个点格子，还剩 {left} 个。点不着的地方就是坏的" if left else "全部点到，触摸屏正常"
    )
    return TouchTestView(
        "测试：触摸屏",
        message,
        TOUCH_COLUMNS,
        squares,
        Action("overview", "返回维护"),
        (Action("test_touch", "从头再来"),),
    )


def _is_live(state: ServiceState) -> bool:
    return state.device in ("camera", PORTRAIT_CAMERA) and state.tone != "error"


def _camera_view(state: ServiceState) -> CaptureView:
    photo = state.photo
    title = f"测试：{DEVICES[state.device]}"
    if photo is None:
        return CaptureView(
            title,
            "画面清楚、不卡顿，就是正常",
            "live",
            state.result,
            "plain",
            Action("take_photo", "拍一张"),
            (Action("overview", "返回维护"),),
        )
    return CaptureView(
        title,
        "",
        "accepted" if photo.accepted else "refused",
        "很清楚，摄像头正常" if photo.accepted else photo.reason,
        "ok" if photo.accepted else "error",
        Action("overview", "返回维护"),
        (Action("retake_photo", "再拍一张"),),
        picture_png=photo.preview_png or None,
    )


def _result_view(state: ServiceState, world: World) -> TableView:
    lines = state.lines
    if state.device == "microphone":
        loud = round(state.level * LEVEL_STEPS)
        lines = (Line("音量", "■" * loud + "□" * (LEVEL_STEPS - loud)), *lines)
    name = DEVICES[state.device]
    return TableView(
        f"测试：{name}",
        (Card(name, (device_line(state.device, "状态", world), *lines)),),
        Action("overview", "返回维护"),
        (*_sides(state), Action("test_device", "再测一次", state.device)),
        message=state.result,
        tone=state.tone,
    )


def _sides(state: ServiceState) -> tuple[Action, ...]:
    if state.device != "loudspeaker":
        return ()
    return tuple(Action("play_tone", f"只响{name}", side) for side, name in SIDES.items())
