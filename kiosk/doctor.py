"""The check of a terminal: each device and what it stands on, with reason and remedy."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.camera import build_camera
from devices.printers import build_printer
from devices.status import DeviceState, Status
from kiosk.attached import build_reader
from kiosk.settings import KioskSettings
from voice.errors import VoiceError

LEAST_FREE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One device as the doctor finds it."""

    name: str
    kind: str
    status: DeviceState
    reason: str = ""
    remedy: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether nothing need be done."""
        return self.status.is_usable


def examine(settings: KioskSettings) -> Iterator[Finding]:
    """Look at one device after the other, none of which can stop the rest."""
    reader, camera, printer = settings.card_reader, settings.camera, settings.printer
    card_reader = build_reader(settings)
    yield _finding("读卡器", f"card_reader/{reader.kind}", card_reader.status())
    eye = build_camera(camera.source, camera.width, camera.height)
    yield _finding("摄像头", f"camera/{camera.source}", eye.status())
    slips = build_printer(printer.kind, printer.place)
    yield _finding("小票打印机", f"printer/{printer.kind}", slips.status())
    yield _finding("话筒", "microphone", _microphone(settings))
    yield _finding("语音识别", f"recognizer/{settings.speech.recognizer}", _recognizer(settings))
    yield _finding("语音播报", f"synthesizer/{settings.speech.synthesizer}", _synthesizer(settings))
    yield _finding("磁盘", "disk", _disk(settings))
    yield _finding("大厅服务", "hall", _hall(settings))


def _finding(name: str, kind: str, status: Status) -> Finding:
    return Finding(name, kind, status.state, status.reason, status.remedy)


def _microphone(settings: KioskSettings) -> Status:
    from voice.microphone import SounddeviceMicrophone
    from voice.port_audio import PortAudio

    microphone = SounddeviceMicrophone(settings.speech.microphone, PortAudio())
    try:
        microphone.open()
    except VoiceError as error:
        return Status(DeviceState.ABSENT, error.reason, error.remedy)
    microphone.close()
    return Status(DeviceState.READY)


def _recognizer(settings: KioskSettings) -> Status:
    speech = settings.speech
    folder = Path(speech.vosk_model or speech.models_folder / "whisper-base")
    if not folder.is_dir():
        return Status(DeviceState.ABSENT, f"没有语音模型：{folder}", "请运行 ./run setup")
    return Status(DeviceState.READY)


def _synthesizer(settings: KioskSettings) -> Status:
    wanted = settings.speech.synthesizer
    if wanted == "kokoro" and importlib.util.find_spec("misaki") is None:
        return Status(DeviceState.ABSENT, "没有安装 Kokoro", "请改用 auto，或安装 yimen[kokoro]")
    if wanted in ("auto", "pyttsx3") and shutil.which("espeak-ng") is None:
        return Status(DeviceState.ABSENT, "没有安装 espeak-ng", "请运行 ./run setup")
    return Status(DeviceState.READY)


def _disk(settings: KioskSettings) -> Status:
    folder = settings.data.folder
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE_BYTES:
        reason = f"磁盘只剩 {free / 1e9:.1f} GB"
        return Status(DeviceState.ERROR, reason, "请清理磁盘，否则办件存不下来")
    return Status(DeviceState.READY)


def _hall(settings: KioskSettings) -> Status:
    if settings.hall.is_embedded:
        return Status(DeviceState.READY)
    from kiosk.hall_link import HallLink
    from kiosk.platform.client import Refused, Unreachable

    state = HallLink(settings.hall, settings.data.folder).client.hall_state()
    if isinstance(state, Unreachable | Refused):
        return Status(
            DeviceState.ERROR, state.reason, f"请检查网络，以及 {settings.hall.url} 是否在运行"
        )
    return Status(DeviceState.READY)
