"""Choosing the recognizer that is configured and installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voice.recognizers.pair import PairRecognizer
from voice.recognizers.recognizer import Recognizer, Understood
from voice.recognizers.scripted import ScriptedRecognizer
from voice.recognizers.vosk import VoskRecognizer
from voice.recognizers.whisper import WhisperRecognizer


@dataclass(frozen=True)
class RecognizerSettings:
    """Which engine to use; `auto` takes Vosk when its folder is configured, else Whisper.

    Of what an engine takes to have been said, and of both engines with `both`, the words count that
    are `understood` better.
    """

    whisper_folder: Path
    vosk_folder: Path | None = None
    engine: Literal["auto", "whisper", "vosk", "both", "scripted"] = "auto"
    threads: int = 2
    script: Sequence[str] = ()
    understood: Understood = lambda text, engine: 1.0


def choose_recognizer(settings: RecognizerSettings) -> Recognizer:
    """Load the configured recognizer; raises ModelError with its remedy."""
    if settings.engine == "scripted":
        return ScriptedRecognizer(settings.script)
    vosk = (
        VoskRecognizer(settings.vosk_folder)
        if settings.engine in ("auto", "vosk", "both") and settings.vosk_folder is not None
        else None
    )
    if vosk is not None and settings.engine != "both":
        return vosk
    whisper = WhisperRecognizer(settings.whisper_folder, settings.threads, settings.understood)
    return whisper if vosk is None else PairRecognizer(vosk, whisper, settings.understood)
