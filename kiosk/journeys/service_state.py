"""Where a technician is in service mode, and the words for devices that its pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.effects import Effect
from kiosk.events import PhotoTaken, ServiceReported
from kiosk.journeys.service_setup import SetupState
from kiosk.journeys.view import Action, Line, Tag, Tone
from kiosk.journeys.world import World

Page = Literal["pin", "overview", "log", "restart", "test", "touch", "settings", "setting", "setup"]

PORTRAIT_CAMERA = "portrait_camera"
DEVICES: Mapping[str, str] = {
    "card_reader": "读卡器",
    "camera": "摄像头",
    PORTRAIT_CAMERA: "人像摄像头",
    "printer": "打印机",
    "microphone": "话筒",
    "loudspeaker": "喇叭",
}
"""Device → its name on the glass."""

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
    touched: frozenset[int] = frozenset()
    key: str = ""
    text: str = ""
    """The setting that is being changed, and what it is to be."""
    changed: str = ""
    before: str = ""
    """The setting that was saved last, and what it was."""
    setup: SetupState = field(default_factory=SetupState)


Step = tuple[ServiceState, tuple[Effect, ...]]


def devices_of(world: World) -> Mapping[str, str]:
    """Return the devices of this terminal; few have a second camera for portraits."""
    if world.portrait_device == PORTRAIT_CAMERA:
        return DEVICES
    return {key: name for key, name in DEVICES.items() if key != PORTRAIT_CAMERA}


def device_line(key: str, name: str, world: World) -> Line:
    """Return how a device is, with the button that tests it."""
    status = world.devices.get(key)
    test = Action("test_device", "测试", key)
    if status is None:
        return Line(name, "还没有检查", Tag("未知", "warn"), test)
    word, tone = _STATES.get(status.state, (status.state, "warn"))
    if status.state == "no_card":
        return Line(name, word, Tag("正常", tone), test)
    text = f"{status.reason}。{status.remedy}" if status.reason else word
    return Line(name, text, Tag(word if status.reason else "正常", tone), test)
