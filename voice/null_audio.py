"""A real-time sound card without hardware: a private PulseAudio with a speaker and a microphone.

    with null_audio() as audio:
        audio.play_into_microphone(recording)   # what the microphone hears
        with audio.captured_speech() as path:   # what the loudspeaker said
            ...

PortAudio reads its devices when it is first imported, so a program under test is either started
with `audio.environment`, or the fixture is entered before anything imports sounddevice.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_START_TIMEOUT_S = 15.0
# A null device works in steps of two seconds unless somebody listens to it more closely.
_SETTLING_S = 2.0
_CLOSELY = ("parec", "--latency-msec=20", "--device")
_ALSA_CONF = "/usr/share/alsa/alsa.conf"
_ASOUNDRC = """\
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


@dataclass(frozen=True)
class NullAudio:
    """A running sound server; `environment` leads programs to it."""

    environment: Mapping[str, str]

    def play_into_microphone(self, recording: Path) -> subprocess.Popen[bytes]:
        """Start playing a WAV file to whoever listens to the microphone."""
        return subprocess.Popen(["paplay", "--device=mic", str(recording)], env=self.environment)

    @contextlib.contextmanager
    def captured_speech(self, path: Path) -> Iterator[Path]:
        """Write what the loudspeaker plays meanwhile to a 16 kHz mono WAV file."""
        command = ["parecord", "--device=spk.monitor", "--rate=16000", "--channels=1",
                   "--format=s16le", "--file-format=wav", str(path)]  # fmt: skip
        recorder = subprocess.Popen(command, env=self.environment)
        try:
            time.sleep(0.3)
            yield path
            time.sleep(0.3)
        finally:
            recorder.terminate()
            recorder.wait(5)


def is_available() -> bool:
    """Return whether PulseAudio's programs are installed."""
    return all(shutil.which(name) for name in ("pulseaudio", "paplay", "parecord", "pactl"))


@contextlib.contextmanager
def null_audio(for_this_process: bool = False) -> Iterator[NullAudio]:
    """Run a private sound server; with `for_this_process`, os.environ leads to it as well."""
    with tempfile.TemporaryDirectory(prefix="audio-") as folder:
        environment = _environment(Path(folder))
        server = subprocess.Popen(
            _command(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        listeners: list[subprocess.Popen[bytes]] = []
        try:
            _wait_until_ready(server, environment)
            listeners = [_listen(device, environment) for device in ("vmic", "spk.monitor")]
            time.sleep(_SETTLING_S)
            with _process_environment(environment if for_this_process else {}):
                yield NullAudio(environment)
        finally:
            for process in (*listeners, server):
                process.terminate()
                process.wait(10)


def _environment(folder: Path) -> dict[str, str]:
    asoundrc = folder / "asoundrc"
    asoundrc.write_text(f"<{_ALSA_CONF}>\n{_ASOUNDRC}" if Path(_ALSA_CONF).exists() else _ASOUNDRC)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    return {
        **os.environ,
        "XDG_RUNTIME_DIR": str(runtime),
        "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
        "PULSE_SERVER": f"unix:{runtime / 'pulse' / 'native'}",
        "PULSE_STATE_PATH": str(folder / "state"),
        "PULSE_COOKIE": str(folder / "cookie"),
        "ALSA_CONFIG_PATH": str(asoundrc),
    }


def _listen(device: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*_CLOSELY, device], env=environment, stdout=subprocess.DEVNULL)


def _command() -> list[str]:
    modules = (
        "module-native-protocol-unix auth-anonymous=1",
        "module-null-sink sink_name=spk",
        "module-null-sink sink_name=mic",
        "module-remap-source source_name=vmic master=mic.monitor",
    )
    options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    return ["pulseaudio", *options, *(part for module in modules for part in ("-L", module))]


def _wait_until_ready(server: subprocess.Popen[bytes], environment: Mapping[str, str]) -> None:
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"pulseaudio ended with {server.returncode}")
        if _pactl(environment, "info") and _pactl(environment, "set-default-source", "vmic"):
            _pactl(environment, "set-default-sink", "spk")
            return
        time.sleep(0.05)
    raise RuntimeError("pulseaudio did not become ready")


def _pactl(environment: Mapping[str, str], *arguments: str) -> bool:
    done = subprocess.run(["pactl", *arguments], env=environment, capture_output=True, timeout=10)
    return done.returncode == 0


@contextlib.contextmanager
def _process_environment(environment: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
