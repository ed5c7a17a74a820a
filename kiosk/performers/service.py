"""What a technician asks of the terminal: the PIN, a report, out of service, a restart."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from devices.cards.identity import Identity
from devices.cards.reader import CardFault
from forms.today import SHANGHAI
from kiosk.attached import attached_devices
from kiosk.device_trial import DeviceTrials, Trial
from kiosk.doctor import Finding, look_at
from kiosk.effects import (
    ChangeSetting,
    ChangeSettings,
    CheckBadge,
    CheckPin,
    Effect,
    FindDevices,
    GatherReport,
    PlayTone,
    Restart,
    SetInService,
    TryDevice,
    UseCatalogue,
)
from kiosk.events import (
    BadgeChecked,
    CardRead,
    DevicesFound,
    DeviceTried,
    Event,
    Fact,
    Heard,
    PhotoTaken,
    PinChecked,
    Printed,
    ServiceChanged,
    ServiceReported,
    SettingChanged,
    SettingsChanged,
    SpeechEnded,
    TonePlayed,
)
from kiosk.machine import Check
from kiosk.platform.outbox import Outbox
from kiosk.runner import Post
from kiosk.settings import KioskSettings
from kiosk.settings_editor import SettingsEditor
from kiosk.sound_devices import play_tone
from kiosk.staff_badges import StaffBadges
from kiosk.staff_pin import StaffPin
from kiosk.staff_tries import StaffTries

log = logging.getLogger(__name__)

LOG_LINES = 40
_WORK: Mapping[type, str] = {
    CardRead: "读卡器",
    PhotoTaken: "摄像头",
    Printed: "打印机",
    Heard: "话筒",
    SpeechEnded: "喇叭",
}
"""Event that shows a device at work → the device's name."""
LOG_TAIL_BYTES = 16_000
PIN_FILE = "staff_pin.json"
BADGE_FILE = "staff_badges.json"
BADGE_TRIES_FILE = "staff_badge_tries.json"
TOO_MANY_BADGES = "没有登记的卡试得太多，请 {} 秒后再试，或输入维护密码"
UNKNOWN_BADGE = "这张卡没有登记。请用 ./run badge add 登记，或输入维护密码"

ReadBadge = Callable[[], Identity | CardFault]


def open_badge_reader(settings: KioskSettings) -> ReadBadge:
    """Return what reads the contactless card on the terminal's PC/SC reader."""
    readers = settings.card_reader
    if "pcsc" not in readers.kind:
        return lambda: CardFault("这台机器没有能读工作卡的读卡器", "请输入维护密码")
    # Where no card is read, the terminal runs without the PC/SC library.
    from devices.cards.pcsc import PcscCardReader

    return PcscCardReader(readers.name, allow_virtual=not settings.production).read_badge


@dataclass(frozen=True)
class About:
    """What the terminal is and works with."""

    catalogue_version: str
    item_count: int
    data: Path
    models: Path


class ServiceDesk:
    """Serves service mode; nothing it reports is personal."""

    handles: tuple[type, ...] = (
        CheckPin,
        CheckBadge,
        GatherReport,
        SetInService,
        Restart,
        UseCatalogue,
        ChangeSetting,
        ChangeSettings,
        FindDevices,
        TryDevice,
        PlayTone,
    )
    urgent: tuple[type, ...] = ()

    def __init__(
        self,
        about: About,
        checks: Sequence[Check],
        outbox: Outbox,
        restart: Callable[[], None],
        editor: SettingsEditor,
        read_badge: ReadBadge,
        trials: DeviceTrials,
    ) -> None:
        self._about = about
        self._checks = checks
        self._outbox = outbox
        self._restart = restart
        self._editor = editor
        self._last_used: dict[str, str] = {}
        self._pin = StaffPin(about.data / PIN_FILE)
        self._badges = StaffBadges(about.data / BADGE_FILE)
        self._badge_tries = StaffTries(about.data / BADGE_TRIES_FILE)
        self._read_badge = read_badge
        self._trials = trials
        self._flag = about.data / "out_of_service"

    def start(self, post: Post) -> None:
        """Stay out of service after a restart, if a technician left it so."""
        post(ServiceChanged(not self._flag.exists()))

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Do what the technician asked for."""
        match effect:
            case CheckPin(pin):
                verdict = self._pin.check(pin)
                post(PinChecked(verdict.ok, verdict.wait_s, verdict.is_set))
            case CheckBadge():
                post(self._check_badge())
            case GatherReport():
                post(self._report())
            case ChangeSetting(key, text):
                before = dict(self._editor.values()).get(key, "")
                post(SettingChanged(key, before, self._editor.change(key, text)))
                post(self._report())
            case ChangeSettings(settings):
                post(self._change(dict(settings)))
                post(self._report())
            case FindDevices():
                post(DevicesFound(self._trials.find()))
            case TryDevice(settings):
                post(_tried(self._trials.try_out(dict(settings))))
            case PlayTone(side):
                post(TonePlayed(play_tone(side)))
            case SetInService(in_service):
                self._remember(in_service)
                post(ServiceChanged(in_service))
            case UseCatalogue(version, count):
                self._about = replace(self._about, catalogue_version=version, item_count=count)
            case Restart():
                self._restart()

    def _change(self, settings: Mapping[str, str]) -> SettingsChanged:
        values = dict(self._editor.values())
        before = tuple((key, values.get(key, "")) for key in settings)
        return SettingsChanged(before, self._editor.change_all(settings))

    def _check_badge(self) -> BadgeChecked:
        wait_s = self._badge_tries.wait_s()
        if wait_s:
            return BadgeChecked(False, TOO_MANY_BADGES.format(wait_s))
        read = self._read_badge()
        if isinstance(read, CardFault):
            return BadgeChecked(False, f"{read.reason}。{read.remedy}")
        owner = self._badges.owner(read.data["card_number"])
        if owner:
            self._badge_tries.clear()
            return BadgeChecked(True)
        wait_s = self._badge_tries.note_failure()
        return BadgeChecked(False, TOO_MANY_BADGES.format(wait_s) if wait_s else UNKNOWN_BADGE)

    def _remember(self, in_service: bool) -> None:
        try:
            self._flag.unlink(missing_ok=True) if in_service else self._flag.touch()
        except OSError:
            # A disk that takes nothing must not keep the terminal in service until it does.
            log.warning("in or out of service is not remembered over a restart")

    def note(self, event: Event) -> None:
        """Remember when a device last did its work; may be called from any thread."""
        device = _WORK.get(type(event))
        if device is not None:
            self._last_used[device] = f"{datetime.now(SHANGHAI):%m-%d %H:%M}"

    def _report(self) -> ServiceReported:
        editor = self._editor
        return ServiceReported(
            self._sections(), self._log_lines(), editor.values(), editor.can_change
        )

    def _sections(self) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
        checked = tuple(map(_fact, look_at(self._checks)))
        return (
            ("整机检查", (*checked, self._waiting())),
            ("接着的设备", self._attached()),
            ("程序", self._versions()),
        )

    def _attached(self) -> tuple[Fact, ...]:
        used = self._last_used
        return tuple(
            Fact(name, f"{what}，{f'上次使用 {used[name]}' if name in used else '开机后还没用过'}")
            for name, what in attached_devices(dict(self._editor.values()))
        )

    def _waiting(self) -> Fact:
        count = self._outbox.count_pending()
        return Fact("待上传", f"{count} 件" if count else "没有")

    def _versions(self) -> tuple[Fact, ...]:
        about = self._about
        models = sorted(p.name for p in about.models.glob("*") if p.is_dir())
        return (
            Fact("程序", f"yimen {version('yimen')}，Python {platform.python_version()}"),
            Fact("正在用的目录", f"{about.catalogue_version[:12]}，{about.item_count} 项"),
            Fact("语音模型", "、".join(models) or "没有安装，请运行 ./run setup", bool(models)),
            _memory(),
            _up_since(),
        )

    def _log_lines(self) -> tuple[str, ...]:
        path = self._about.data / "logs" / "yimen.log"
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - LOG_TAIL_BYTES))
                tail = file.read().decode("utf-8", "replace")
        except OSError:
            return ()
        return tuple(tail.splitlines()[-LOG_LINES:])


def _tried(trial: Trial) -> DeviceTried:
    status = trial.status
    return DeviceTried(trial.is_ready, trial.did, status.reason, status.remedy, trial.picture_png)


def _fact(finding: Finding) -> Fact:
    text = f"{finding.reason}。{finding.remedy}" if not finding.is_fine else finding.reason
    return Fact(finding.name, text or "正常", finding.is_fine)


def _memory() -> Fact:
    own_mb = psutil.Process().memory_info().rss / 1e6
    return Fact("占用内存", f"{own_mb:.0f} MB")


def _up_since() -> Fact:
    hours = (time.time() - psutil.Process().create_time()) / 3600
    return Fact("已运行", f"{hours:.1f} 小时")
