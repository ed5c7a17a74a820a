"""What a terminal stands on, each as one check: disk, memory, clock, screen, fonts, network, hall.

A check that finds nothing wrong tells its figure as the reason. The doctor and service mode show
the same checks.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import psutil

from devices.status import DeviceState, Status
from forms.today import SHANGHAI
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.settings import CATALOGUE, KioskSettings

LEAST_FREE_BYTES = 1_000_000_000
LEAST_MEMORY_BYTES = 200_000_000
HOTTEST_C = 85.0
LOWEST_CHARGE = 30
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONT_NAMES = ("wqy-microhei", "wqy-zenhei", "NotoSansCJK", "SourceHanSans", "NotoSansSC")
CONNECTORS = Path("/sys/class/drm")
POWER_SUPPLIES = Path("/sys/class/power_supply")
INPUT_DEVICES = Path("/proc/bus/input/devices")
TIME_SYNCED = Path("/run/systemd/timesync/synchronized")


@dataclass(frozen=True)
class Check:
    """One thing to look at; what is not wanted on this terminal may be absent."""

    name: str
    kind: str
    look: Callable[[], Status]
    is_wanted: bool = True


def machine_checks(settings: KioskSettings, client: HallClient) -> tuple[Check, ...]:
    """Return the checks of everything that is no device of the citizen."""
    return (
        Check("大厅服务", "hall", partial(hall_status, client, settings.hall.url)),
        Check("网络", "network", network_status, not settings.hall.is_embedded),
        Check("事项目录", "catalogue", catalogue_status),
        Check("磁盘", "disk", partial(disk_status, settings.data.folder)),
        Check("内存", "memory", memory_status),
        Check("温度", "temperature", heat_status),
        Check("时钟", "clock", clock_status),
        Check("显示屏", "display", display_status, is_wanted=has_screen()),
        Check("触摸屏", "touchscreen", touch_status, is_wanted=settings.production),
        Check("中文字体", "font", font_status),
        Check("电源", "power", power_status),
    )


def hall_status(client: HallClient, url: str) -> Status:
    """Ask the hall how it is."""
    if not url and client.base_url.endswith(":0"):
        return _fine("内置大厅随程序启动")
    state = client.hall_state()
    if isinstance(state, Unreachable | Refused):
        return _error(state.reason, f"请检查网络，以及 {url or '内置大厅'} 是否在运行")
    return _fine(url or "本机内置")


def network_status() -> Status:
    """Look for an address that is not this machine's own."""
    addresses = [
        address.address
        for name, found in psutil.net_if_addrs().items()
        for address in found
        if address.family == socket.AF_INET and name != "lo"
    ]
    if not addresses:
        return Status(DeviceState.ABSENT, "没有网络地址", "请检查网线，或到设置里看网络")
    return _fine("、".join(addresses))


def catalogue_status() -> Status:
    """Load the catalogue as the terminal would."""
    from forms.catalogue import CatalogueError, load_catalogue

    try:
        catalogue = load_catalogue(CATALOGUE)
    except CatalogueError as error:
        return _error(f"事项目录有错：{error}", "请运行 ./run catalogue check，改好后重启")
    return _fine(f"{catalogue.version[:12]}，{len(catalogue.items)} 项")


def disk_status(folder: Path) -> Status:
    """Look for room, and whether the data folder can be written."""
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(existing).free
    if not os.access(existing, os.W_OK):
        return _error(f"数据目录写不了：{existing}", "请检查目录的所有者和权限")
    if free < LEAST_FREE_BYTES:
        return _error(f"磁盘只剩 {free / 1e9:.1f} GB", "请清理磁盘，否则办件存不下来")
    return _fine(f"还剩 {free / 1e9:.1f} GB")


def memory_status() -> Status:
    """Look for free memory."""
    free = psutil.virtual_memory().available
    text = f"还剩 {free / 1e9:.1f} GB"
    if free < LEAST_MEMORY_BYTES:
        return _error(f"内存{text}", "请重启程序；常常这样，请加内存")
    return _fine(text)


def heat_status() -> Status:
    """Look at the hottest sensor."""
    read = [one.current for found in psutil.sensors_temperatures().values() for one in found]
    if not read:
        return _fine("没有温度传感器")
    text = f"{max(read):.0f} ℃"
    return _error(text, "请检查风扇和通风口") if max(read) >= HOTTEST_C else _fine(text)


def clock_status(now: datetime | None = None) -> Status:
    """Look whether the clock can be right."""
    now = now or datetime.now(SHANGHAI)
    text = f"{now:%Y-%m-%d %H:%M}（北京时间）"
    if now.year < 2026:
        return _error(f"时间不对：{text}", "请联网对时（systemd-timesyncd），或更换主板电池")
    return _fine(f"{text}，已联网对时" if TIME_SYNCED.exists() else text)


def has_screen(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a screen to look at; cron and ssh know none but the machine's own."""
    named = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return bool(named) or any(CONNECTORS.glob("*/status"))


def display_status(environ: Mapping[str, str] = os.environ) -> Status:
    """Look for a display that answers, or for a screen on one of the sockets."""
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        from kiosk.ui.environment import check_display

        missing = check_display(environ)
        if missing is not None:
            return _error("显示服务没有反应", "请重新启动程序；还不行，请检查显卡和显示线")
        return _fine(environ.get("WAYLAND_DISPLAY") or environ["DISPLAY"])
    sockets = {one.parent.name: _text(one) for one in CONNECTORS.glob("*/status")}
    plugged = sorted(name for name, status in sockets.items() if status == "connected")
    if plugged:
        return _fine("、".join(plugged))
    return Status(DeviceState.ABSENT, "没有接显示屏", "请检查显示屏的电源和显示线")


def touch_status() -> Status:
    """Look for a pointer that knows places, as the kernel lists it."""
    for block in _text(INPUT_DEVICES).split("\n\n"):
        if _is_touch(block):
            name = next((line for line in block.splitlines() if line.startswith("N: Name=")), "")
            return _fine(name.removeprefix("N: Name=").strip('"'))
    return Status(DeviceState.ABSENT, "没有找到触摸屏", "请检查触摸屏的 USB 线")


def _is_touch(block: str) -> bool:
    """ABS_X and ABS_Y, or ABS_MT_POSITION_X (bit 53), without a joystick's handler."""
    bits = next((line[7:] for line in block.splitlines() if line.startswith("B: ABS=")), "0")
    mask = int("".join(word.rjust(16, "0") for word in bits.split()), 16)
    return mask & 3 == 3 and "=js" not in block and " js" not in block


def font_status() -> Status:
    """Look for a font with Chinese in it."""
    for folder in FONT_FOLDERS:
        for name in FONT_NAMES:
            found = next(folder.rglob(f"{name}*"), None) if folder.is_dir() else None
            if found is not None:
                return _fine(found.name)
    return _error("没有中文字体，屏幕上会是方框", "请执行 apt install fonts-wqy-microhei")


def power_status() -> Status:
    """Look at a UPS, where Linux shows one."""
    for supply in sorted(POWER_SUPPLIES.glob("*")):
        kind, charge = _text(supply / "type"), _text(supply / "capacity")
        if kind not in ("UPS", "Battery") or not charge.isdecimal():
            continue
        state = _text(supply / "status")
        if state == "Discharging" and int(charge) < LOWEST_CHARGE:
            return _error(f"停电了，电池只剩 {charge}%", "请尽快恢复供电，或关机")
        return _fine(f"电池 {charge}%" + ("，正在用电池" if state == "Discharging" else ""))
    return _fine("没有接不间断电源")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _fine(fact: str) -> Status:
    return Status(DeviceState.READY, fact)


def _error(reason: str, remedy: str) -> Status:
    return Status(DeviceState.ERROR, reason, remedy)
