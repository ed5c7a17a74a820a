"""Ear and mouth as the settings ask for them."""

from __future__ import annotations

from pathlib import Path

from kiosk.settings import SpeechSettings
from voice.listener import Listener
from voice.microphone import SounddeviceMicrophone
from voice.recognizers import RecognizerSettings, choose_recognizer
from voice.synthesizers import Synthesizer, SynthesizerSettings, choose_synthesizer


def open_listener(settings: SpeechSettings) -> Listener:
    """Load the recognizer and try the microphone; raises VoiceError with its remedy."""
    microphone = SounddeviceMicrophone(settings.microphone)
    microphone.open()
    microphone.close()
    recognizer = choose_recognizer(
        RecognizerSettings(
            whisper_folder=settings.models_folder / "whisper-base",
            vosk_folder=Path(settings.vosk_model) if settings.vosk_model else None,
            engine=settings.recognizer,
        )
    )
    return Listener(microphone, recognizer)


def open_synthesizer(settings: SpeechSettings) -> Synthesizer:
    """Return the voice; raises VoiceError when the one asked for is absent."""
    return choose_synthesizer(
        SynthesizerSettings(
            kokoro_folder=settings.models_folder / "kokoro",
            engine=settings.synthesizer,
            rate_wpm=settings.rate,
            volume=settings.volume,
        )
    )
