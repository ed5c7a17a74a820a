"""What a technician asks of the terminal: the PIN, a report, out of service, a restart."""

from __future__ import annotations

import platform
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil

from kiosk.doctor import LEAST_FREE_BYTES
from kiosk.events import (
    CheckPin,
    Effect,
    Fact,
    GatherReport,
    PinChecked,
    Restart,
    ServiceChanged,
    ServiceReported,
    SetInService,
)
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.outbox import Outbox
from kiosk.runner import Post
from kiosk.staff_pin import StaffPin

LOG_LINES = 40
LOG_TAIL_BYTES = 16_000
HOTTEST_C = 85.0
PIN_FILE = "staff_pin.json"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class About:
    """What does not change while the terminal runs."""

    catalogue_version: str
    item_count: int
    hall_url: str
    data: Path
    models: Path


class ServiceDesk:
    """Serves service mode; nothing it reports is personal."""

    handles: tuple[type, ...] = (CheckPin, GatherReport, SetInService, Restart)
    urgent: tuple[type, ...] = ()

    def __init__(
        self, about: About, client: HallClient, outbox: Outbox, restart: Callable[[], None]
    ) -> None:
        self._about = about
        self._client = client
        self._outbox = outbox
        self._restart = restart
        self._pin = StaffPin(about.data / PIN_FILE)
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
            case GatherReport():
                post(ServiceReported(self._sections(), self._log_lines()))
            case SetInService(in_service):
                self._flag.unlink(missing_ok=True) if in_service else self._flag.touch()
                post(ServiceChanged(in_service))
            case Restart():
                self._restart()

    def _sections(self) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
        return (
            ("大厅与网络", (self._hall(), self._waiting(), _network())),
            ("程序与目录", self._versions()),
            ("机器", (self._disk(), _memory(), *_heat(), _up_since(), _clock())),
        )

    def _hall(self) -> Fact:
        begun_s = time.perf_counter()
        state = self._client.hall_state()
        if isinstance(state, Unreachable | Refused):
            return Fact("大厅服务", f"{state.reason}。{self._about.hall_url or '本机内置'}", False)
        took_ms = round((time.perf_counter() - begun_s) * 1000)
        return Fact("大厅服务", f"正常，{took_ms} 毫秒，{self._about.hall_url or '本机内置'}")

    def _waiting(self) -> Fact:
        count = self._outbox.count_pending()
        return Fact("待上传", f"{count} 件" if count else "没有")

    def _versions(self) -> tuple[Fact, ...]:
        about = self._about
        models = sorted(p.name for p in about.models.glob("*") if p.is_dir())
        return (
            Fact("程序", f"yimen {version('yimen')}，Python {platform.python_version()}"),
            Fact("事项目录", f"{about.catalogue_version[:12]}，{about.item_count} 项"),
            Fact("语音模型", "、".join(models) or "没有安装，请运行 ./run setup", bool(models)),
        )

    def _disk(self) -> Fact:
        free = shutil.disk_usage(self._about.data).free
        return Fact("磁盘", f"还剩 {free / 1e9:.1f} GB", free >= LEAST_FREE_BYTES)

    def _log_lines(self) -> tuple[str, ...]:
        path = self._about.data / "logs" / "yimen.log"
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - LOG_TAIL_BYTES))
                tail = file.read().decode("utf-8", "replace")
        except OSError:
            return ()
        return tuple(tail.splitlines()[-LOG_LINES:])


def _network() -> Fact:
    addresses = [
        address.address
        for name, found in psutil.net_if_addrs().items()
        for address in found
        if address.family == socket.AF_INET and name != "lo"
    ]
    return Fact("网络", "、".join(addresses) or "没有网络地址，请检查网线")


def _memory() -> Fact:
    own_mb = psutil.Process().memory_info().rss / 1e6
    free = psutil.virtual_memory().available / 1e9
    return Fact("内存", f"程序用了 {own_mb:.0f} MB，系统还剩 {free:.1f} GB", free >= 0.2)


def _heat() -> tuple[Fact, ...]:
    read = [one.current for found in psutil.sensors_temperatures().values() for one in found]
    return (Fact("温度", f"{max(read):.0f} ℃", max(read) < HOTTEST_C),) if read else ()


def _up_since() -> Fact:
    hours = (time.time() - psutil.Process().create_time()) / 3600
    return Fact("已运行", f"{hours:.1f} 小时")


def _clock() -> Fact:
    now = datetime.now(_SHANGHAI)
    return Fact("时钟", f"{now:%Y-%m-%d %H:%M:%S}（北京时间）", now.year >= 2026)
