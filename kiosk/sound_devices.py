"""Whether there is a microphone and a loudspeaker, asked of PortAudio in a process of its own.

PortAudio reads its list of devices once a process and can hang with a broken sound server; a
process that asks, answers and ends can do neither to the terminal.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from devices.status import DeviceState, Status
from devices.supervisor import Supervised

Direction = Literal["input", "output"]

ANSWER_S = 15.0
OPENING_S = 60.0
"""A recognizer takes seconds to load, more on a busy machine."""
_ASK = """
import sys
import sounddevice
direction, name = sys.argv[1:]
device = int(name) if name.isdigit() else name or None
sounddevice.query_devices(device, direction)
"""
_LIST = """
import json
import sounddevice
inputs = [one["name"] for one in sounddevice.query_devices() if one["max_input_channels"] > 0]
print(json.dumps(inputs))
"""
_OF_THE_SYSTEM = ("default", "sysdefault", "pulse", "pipewire", "jack")
"""What PortAudio lists beside the devices: ways to whichever one the system prefers."""
_TONE = """
import sys
import numpy as np
import sounddevice
rate = 44100
wave = 0.3 * np.sin(2 * np.pi * 660 * np.arange(rate) / rate)
both = np.zeros((rate, 2), np.float32)
both[:, int(sys.argv[1])] = wave
sounddevice.play(both, rate, blocking=True)
"""
_NO_LIBRARY = Status(DeviceState.ERROR, "没有安装 PortAudio", "请执行 apt install libportaudio2")
_HANGS = Status(DeviceState.ERROR, "声音服务没有反应", "请重新启动机器")
_ABSENT = {
    "input": Status(DeviceState.ABSENT, "没有找到话筒", "请检查话筒是否插好，也可以打字提问"),
    "output": Status(
        DeviceState.ABSENT, "没有找到喇叭", "请检查音箱是否插好并打开，文字仍在屏幕上"
    ),
}


class SoundDevice:
    """A microphone or loudspeaker; asked again only when the sound cards change."""

    def __init__(
        self,
        direction: Direction,
        name: str = "",
        signature: Callable[[], object] | None = None,
        ask: Callable[[Direction, str], Status] | None = None,
    ) -> None:
        self._direction = direction
        self._name = name
        self._signature = signature or sound_cards
        self._ask = ask or ask_port_audio
        self._seen: object = None
        self._status: Status | None = None

    def status(self) -> Status:
        """Return how the device is; takes half a second after something was plugged in or out."""
        seen = self._signature()
        if self._status is None or seen != self._seen:
            self._status = self._ask(self._direction, self._name)
            self._seen = seen
        return self._status

    def ask_again(self) -> Status:
        """Return how the device is, whatever was found before."""
        self._status = None
        return self.status()


def supervise_sound(
    name: str,
    device: SoundDevice,
    user_status: Callable[[], Status],
    reopen: Callable[[], Status],
) -> Supervised:
    """Watch a sound device together with who uses it: without either there is no sound."""

    def look() -> Status:
        status = device.status()
        return user_status() if status.state.is_usable else status

    def revive() -> Status:
        status = device.ask_again()
        return reopen() if status.state.is_usable else status

    return Supervised(name, look, revive=revive, deadline_s=OPENING_S)


def sound_cards() -> object:
    """Return something that differs after a sound card or the sound server came or went."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "/run/user/0")
    server = Path(os.environ.get("PULSE_RUNTIME_PATH", f"{runtime}/pulse")) / "native"
    return _text_of(Path("/proc/asound/cards")), _text_of(Path("/proc/asound/pcm")), server.exists()


def ask_port_audio(direction: Direction, name: str) -> Status:
    """Ask a process of its own whether PortAudio has such a device."""
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _ASK, direction, name],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_S,
        )
    except subprocess.TimeoutExpired:
        return _HANGS
    if asked.returncode == 0:
        return Status(DeviceState.READY)
    if b"OSError" in asked.stderr or b"ModuleNotFoundError" in asked.stderr:
        return _NO_LIBRARY
    absent = _ABSENT[direction]
    if name:
        return Status(DeviceState.ABSENT, f"{absent.reason}“{name}”", absent.remedy)
    return absent


def microphone_names() -> tuple[str, ...]:
    """Return the microphones that are plugged in, by the part of their names that stays."""
    try:
        asked = subprocess.run(
            [sys.executable, "-c", _LIST],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_S,
        )
        names: list[str] = json.loads(asked.stdout) if asked.returncode == 0 else []
    except (subprocess.TimeoutExpired, ValueError):
        return ()
    # Behind the colon stands a number that changes with the order of plugging in.
    stems = [name.partition(":")[0].strip() for name in names if name not in _OF_THE_SYSTEM]
    return tuple(dict.fromkeys(filter(None, stems)))


def play_tone(side: str) -> str:
    """Play a tone of a second on the left or the right; return why it could not be, or ''."""
    try:
        played = subprocess.run(
            [sys.executable, "-c", _TONE, "0" if side == "left" else "1"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_S,
        )
    except subprocess.TimeoutExpired:
        return _HANGS.reason
    return "" if played.returncode == 0 else _ABSENT["output"].reason


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
