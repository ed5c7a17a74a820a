"""Choosing the recognizer that is configured and installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice.recognizers.recognizer import Recognizer
from voice.recognizers.scripted import ScriptedRecognizer
from voice.recognizers.vosk import VoskRecognizer
from voice.recognizers.whisper import WhisperRecognizer


@dataclass(frozen=True)
class RecognizerSettings:
    """Which engine to use; `auto` takes Vosk when its folder is configured, else Whisper."""

    whisper_folder: Path
    vosk_folder: Path | None = None
    engine: Literal["auto", "whisper", "vosk", "scripted"] = "auto"
    threads: int = 2
    beam: int = 1
    script: Sequence[str] = ()


def choose_recognizer(settings: RecognizerSettings) -> Recognizer:
    """Load the configured recognizer; raises ModelError with its remedy."""
    if settings.engine == "scripted":
        return ScriptedRecognizer(settings.script)
    wants_vosk = settings.engine in ("auto", "vosk") and settings.vosk_folder is not None
    if wants_vosk and settings.vosk_folder is not None:
        return VoskRecognizer(settings.vosk_folder)
    return WhisperRecognizer(settings.whisper_folder, settings.threads, settings.beam)
