"""The check of a terminal: each device and what it stands on, with reason and remedy."""

from __future__ import annotations

import importlib.util
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from devices.camera import Camera, PortraitCamera, build_camera, build_portrait_camera
from devices.deadline import Deadline
from devices.printers import build_printer
from devices.printers.answers import STAFF
from devices.status import DeviceState, Status
from devices.supervisor import CRASHED, STUCK
from kiosk.attached import build_reader
from kiosk.hall_link import HallLink
from kiosk.machine import Check, machine_checks
from kiosk.settings import KioskSettings
from kiosk.sound_devices import SoundDevice
from voice.microphone import SounddeviceMicrophone
from voice.reception import try_reception

LONGEST_S = 45.0
"""The slowest check asks a printer that does not answer."""

TO_CITIZENS = (
    (STAFF, "请"),
    ("请找工作人员", "请"),
    ("请工作人员", "请"),
    ("，您也可以自己填写", ""),
    ("，或到综合窗口交材料原件", ""),
    ("，或带证件照到综合窗口", ""),
    ("，也可以打字提问", ""),
    ("，文字仍在屏幕上", ""),
)
"""What the remedies of devices say to citizens → what of it is left for a technician."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """One device as the doctor finds it."""

    name: str
    kind: str
    status: DeviceState
    reason: str = ""
    remedy: str = ""
    is_wanted: bool = True

    @property
    def is_fine(self) -> bool:
        """Whether nothing need be done; what is not wanted may be absent."""
        return self.status.is_usable or not self.is_wanted


def examine(settings: KioskSettings) -> Iterator[Finding]:
    """Look at one device after the other, none of which can stop the rest."""
    client = HallLink(settings.hall, settings.data.folder).client
    found = look_at((*device_checks(settings), *machine_checks(settings, client)))
    return (replace(one, remedy=for_technicians(one.remedy)) for one in found)


def for_technicians(remedy: str) -> str:
    """Return a device's remedy without what only a citizen is asked to do meanwhile."""
    for words, instead in TO_CITIZENS:
        remedy = remedy.replace(words, instead)
    return remedy


def look_at(checks: Iterable[Check]) -> Iterator[Finding]:
    """Make each check, within a deadline; one that raises or hangs is a finding as well."""
    for check in checks:
        line = Deadline(f"check-{check.kind}", LONGEST_S, STUCK, STUCK)
        try:
            status = line.call(check.look)
        except Exception:
            _log.exception("the check of %s failed", check.kind)
            status = CRASHED
        yield Finding(
            check.name, check.kind, status.state, status.reason, status.remedy, check.is_wanted
        )


def device_checks(settings: KioskSettings) -> tuple[Check, ...]:
    """Return the checks of what the citizen meets."""
    reader, camera, printer = settings.card_reader, settings.camera, settings.printer
    speech = settings.speech
    cards = build_reader(settings)
    eye = build_camera(camera.source, camera.width, camera.height)
    own_face = build_portrait_camera(camera.own_portrait_source, camera.width, camera.height)
    face = PortraitCamera(eye) if camera.portrait_source == "same" else own_face
    slips = build_printer(printer.kind, printer.place)
    queue = settings.page_printer.queue
    speaks = speech.synthesizer != "silent"
    return (
        Check("读卡器", f"card_reader/{reader.kind}", cards.status, reader.kind != "none"),
        Check(
            "摄像头",
            f"camera/{camera.source}",
            _look_of(eye, camera.source),
            camera.source != "none",
        ),
        Check(
            "人像摄像头",
            f"portrait_camera/{camera.portrait_source}",
            _look_of(face, camera.own_portrait_source),
            bool(camera.portrait_device),
        ),
        Check("小票打印机", f"printer/{printer.kind}", slips.status, printer.kind != "none"),
        Check("A4 打印机", f"page_printer/{queue}", _page_printer(queue), bool(queue)),
        Check("话筒", "microphone", partial(_microphone, speech.microphone)),
        Check("喇叭", "loudspeaker", SoundDevice("output").status, speaks),
        Check("语音识别", f"recognizer/{speech.recognizer}", partial(_recognizer, settings)),
        Check("语音播报", f"synthesizer/{speech.synthesizer}", partial(_synthesizer, settings)),
    )


def _look_of(eye: Camera, source: int | str) -> Callable[[], Status]:
    return partial(_stream, eye) if "://" in str(source) else eye.status


def _stream(eye: Camera) -> Status:
    """Take one picture: only so is a stream known to be there, and others may watch it as well."""
    status = eye.open()
    try:
        taken = eye.read() if status.state.is_usable else None
        return status if taken is not None or not status.state.is_usable else eye.status()
    finally:
        eye.close()


def _microphone(name: str) -> Status:
    status = SoundDevice("input", name).status()
    if not status.state.is_usable:
        return status
    trouble = try_reception(SounddeviceMicrophone(name))
    if trouble is None:
        return status
    # A microphone that cleans its sound is silent until somebody speaks: told, but no fault.
    state = DeviceState.ERROR if trouble.is_fault else status.state
    return Status(state, trouble.reason, trouble.remedy)


def _page_printer(queue: str) -> Callable[[], Status]:
    if not queue:
        return lambda: Status(DeviceState.ABSENT, "本机没有装 A4 打印机")
    from devices.printers.cups import CupsPrinter

    return CupsPrinter(queue).status


def _recognizer(settings: KioskSettings) -> Status:
    speech = settings.speech
    folder = Path(speech.vosk_model or speech.models_folder / "whisper-base")
    if not folder.is_dir():
        return Status(DeviceState.ABSENT, f"没有语音模型：{folder}", "请运行 ./run setup")
    return Status(DeviceState.READY, folder.name)


def _synthesizer(settings: KioskSettings) -> Status:
    wanted = settings.speech.synthesizer
    if wanted == "kokoro" and importlib.util.find_spec("misaki") is None:
        return Status(DeviceState.ABSENT, "没有安装 Kokoro", "请改用 auto，或运行 ./run setup")
    if wanted in ("auto", "pyttsx3") and shutil.which("espeak-ng") is None:
        return Status(DeviceState.ABSENT, "没有安装 espeak-ng", "请运行 ./run setup")
    return Status(DeviceState.READY, "设置成不出声" if wanted == "silent" else "")
