"""Choosing the voice that is configured and installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice.echo import EchoReference
from voice.loudspeaker import SounddeviceLoudspeaker
from voice.models import is_installed
from voice.port_audio import PortAudio
from voice.synthesizers.kokoro import KokoroSynthesizer
from voice.synthesizers.pyttsx3 import Pyttsx3Synthesizer
from voice.synthesizers.silent import SilentSynthesizer
from voice.synthesizers.synthesizer import Synthesizer
from voice.weights import KOKORO

_NORMAL_RATE_WPM = 170


@dataclass(frozen=True)
class SynthesizerSettings:
    """Which voice to use; `auto` takes Kokoro when its weights are installed."""

    kokoro_folder: Path | None = None
    engine: Literal["auto", "kokoro", "pyttsx3", "silent"] = "auto"
    device: str = ""
    rate_wpm: int = _NORMAL_RATE_WPM
    volume: Callable[[], float] = lambda: 1.0
    voice: str = "zf_xiaobei"
    shelf_folder: Path | None = None
    """Where what is said often is kept; None keeps nothing."""


def choose_synthesizer(
    settings: SynthesizerSettings,
    port_audio: PortAudio | None = None,
    reference: EchoReference | None = None,
) -> Synthesizer:
    """Return the configured voice; raises ModelError when Kokoro is asked for but absent.

    Give it the `PortAudio` the microphone has, so that devices plugged in later are found, and the
    reference by which the microphone tells this voice from the citizen's.
    """
    if settings.engine == "silent":
        return SilentSynthesizer()
    loudspeaker = SounddeviceLoudspeaker(settings.device, settings.volume, port_audio, reference)
    folder = settings.kokoro_folder
    wanted = settings.engine == "kokoro"
    if folder is not None and (wanted or (settings.engine == "auto" and _is_usable(folder))):
        speed = settings.rate_wpm / _NORMAL_RATE_WPM
        shelf = settings.shelf_folder
        return KokoroSynthesizer(folder, loudspeaker, settings.voice, speed, shelf_folder=shelf)
    return Pyttsx3Synthesizer(loudspeaker, settings.rate_wpm, settings.shelf_folder)


def _is_usable(folder: Path) -> bool:
    from importlib.util import find_spec

    return is_installed(folder, KOKORO) and all(
        find_spec(name) is not None for name in ("onnxruntime", "misaki")
    )
