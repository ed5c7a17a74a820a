"""Tries a device as the terminal would use it, with other settings in place of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from devices.attached import Attached, Kind
from devices.camera import (
    Camera,
    build_camera,
    build_portrait_camera,
    encode_preview_png,
)
from devices.cards.identity import Identity
from devices.cards.reader import CardReader
from devices.deadline import Deadline
from devices.printers import Printer, TicketSlip, build_printer
from devices.status import DeviceState, Status
from devices.supervisor import CRASHED, STUCK
from forms.today import SHANGHAI
from kiosk.attached import build_reader
from kiosk.microphone_trial import SoundWork, sound_work, try_microphone
from kiosk.settings import KioskSettings
from kiosk.settings_file import lay

LONGEST_S = 100.0
"""The slowest answer is that of an A4 printer which has to wake up first."""
TEST_SLIP = TicketSlip("设备测试", "测试页", ("一二三四五六七八九十", "1234567890"))
FRAMES = 5
"""The first frames of many cameras are dark."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trial:
    """How a device did: its status, what it did in words, and the picture a camera took."""

    status: Status
    did: str = ""
    picture_png: bytes = field(default=b"", repr=False)

    @property
    def is_ready(self) -> bool:
        """Whether the device can do its work."""
        return self.status.state.is_usable


@dataclass(frozen=True)
class OwnDevices:
    """The devices that the running terminal holds, for no two may hold a line at once."""

    reader: CardReader
    camera: Camera
    portrait_camera: Camera
    """A camera of its own for portraits, or none."""
    printer: Printer


def build_devices(settings: KioskSettings) -> OwnDevices:
    """Return the devices that the settings name; nothing is opened yet."""
    camera, printer = settings.camera, settings.printer
    return OwnDevices(
        build_reader(settings),
        build_camera(camera.source, camera.width, camera.height),
        build_portrait_camera(camera.own_portrait_source, camera.width, camera.height),
        build_printer(printer.kind, printer.place),
    )


class DeviceTrials:
    """Tries one device after the other, each within a deadline."""

    def __init__(
        self,
        settings: KioskSettings,
        own: OwnDevices | None = None,
        sound: SoundWork | None = None,
    ) -> None:
        """`own` are the devices that a running terminal holds by these settings."""
        self._settings = settings
        self._own = own
        self._sound = sound or sound_work(settings.speech)
        self._line: Deadline[Trial] = Deadline("trial", LONGEST_S, Trial(STUCK), Trial(STUCK))

    def find(self) -> tuple[Attached, ...]:
        """Return what is plugged in."""
        # Where nothing is set up, the terminal runs without the libraries that look.
        from devices.detection import detect
        from devices.printers.cups import queue_names
        from kiosk.sound_devices import microphone_names

        return (
            *detect(production=self._settings.production),
            *(
                Attached(Kind.PAGE_PRINTER, name, "CUPS", (("page_printer.queue", name),))
                for name in queue_names()
            ),
            *(
                Attached(Kind.MICROPHONE, name, "PortAudio", (("speech.microphone", name),))
                for name in microphone_names()
            ),
        )

    def try_out(self, chosen: Mapping[str, str]) -> Trial:
        """Use the device that the settings choose: read, look, or print a test page."""
        if "none" in chosen.values() or chosen.get("page_printer.queue") == "":
            return Trial(Status(DeviceState.READY), "这台机器不装")
        section = next(iter(chosen)).partition(".")[0]
        try:
            tried = _with(self._settings, chosen)
        except ValidationError as error:
            fault = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
            return Trial(Status(DeviceState.ERROR, f"不能这样设置：{fault}", "请换一个"))
        try:
            return self._line.call(self._work(section, tried))
        except Exception:
            _log.exception("the trial of %s failed", section)
            return Trial(CRASHED)

    def _work(self, section: str, tried: KioskSettings) -> Callable[[], Trial]:
        if section == "speech":
            return lambda: Trial(*try_microphone(tried.speech.microphone, self._sound))
        if section == "page_printer":
            return lambda: _print_page(tried.page_printer.queue, tried.hall.name)
        is_own = getattr(tried, section) == getattr(self._settings, section)
        devices = self._own if is_own and self._own is not None else build_devices(tried)
        match section:
            case "camera":
                return lambda: _look(devices.camera)
            case "printer":
                return lambda: _print(devices.printer)
        reader = devices.reader
        return lambda: _read(reader, keeps_open=devices is self._own)


def _with(settings: KioskSettings, chosen: Mapping[str, str]) -> KioskSettings:
    values = settings.model_dump()
    for key, text in chosen.items():
        lay(values, tuple(key.split(".")), text)
    return KioskSettings.model_validate(values)


def _read(reader: CardReader, keeps_open: bool) -> Trial:
    try:
        status = reader.status()
        if status.state is not DeviceState.READY:
            hint = "读卡器在，放一张卡再测，还能看读卡是否正常"
            return Trial(status, hint if status.state is DeviceState.NO_CARD else "")
        read = reader.read()
        if isinstance(read, Identity):
            return Trial(status, f"读到了：{read.source_label}（内容不显示）")
        return Trial(status, f"读卡器在，但卡没有读出来：{read.reason}")
    finally:
        # A serial line that was opened to be tried must be free for whoever uses it.
        if not keeps_open:
            reader.close()


def _look(camera: Camera) -> Trial:
    status = camera.open()
    if not status.state.is_usable:
        return Trial(status)
    try:
        frame = None
        for _ in range(FRAMES):
            frame = camera.read()
            if frame is None:
                break
        if frame is None:
            return Trial(camera.status())
        height, width = frame.bgr.shape[:2]
        return Trial(status, f"画面 {width}×{height}", encode_preview_png(frame.bgr))
    finally:
        camera.close()


def _print(printer: Printer) -> Trial:
    status = printer.status()
    if not status.state.is_usable:
        return Trial(status)
    outcome = printer.print_ticket(TEST_SLIP)
    if outcome.ok:
        return Trial(status, "测试页已送到打印机，请看是否清楚")
    return Trial(Status(DeviceState.ERROR, outcome.reason, outcome.remedy))


def _print_page(queue: str, hall_name: str) -> Trial:
    from devices.printers.cups import CupsPrinter
    from kiosk.test_page import draw_test_page

    printer = CupsPrinter(queue)
    status = printer.status()
    if not status.state.is_usable:
        return Trial(status)
    now = datetime.now(SHANGHAI)
    outcome = printer.print_pdf(draw_test_page(hall_name, queue, now), "测试页")
    if outcome.ok:
        return Trial(status, "测试页打完了，请看四边的框和字是否清楚")
    return Trial(Status(DeviceState.ERROR, outcome.reason, outcome.remedy))
