"""Ear and mouth as the settings ask for them, sharing one look at the sound devices."""

from __future__ import annotations

from pathlib import Path

from kiosk.settings import SpeechSettings
from kiosk.volume_by_hour import volume_now
from voice.echo import EchoFreeMicrophone, EchoReference, is_installed
from voice.listener import IsComplete, Keep, Listener
from voice.microphone import Microphone, SounddeviceMicrophone
from voice.port_audio import PortAudio
from voice.recognizers import Recognizer, RecognizerSettings, Understood, choose_recognizer
from voice.synthesizers import Synthesizer, SynthesizerSettings, choose_synthesizer

EXPECTED_WORDS = ("居住证、社保卡、公积金、医保、营业执照",)
"""What most sentences are about: told to the recognizer, its characters come out right sooner."""


class Speech:
    """Opens the recognizer and the voice; both raise VoiceError with its remedy."""

    def __init__(self, settings: SpeechSettings, keep: Keep | None = None) -> None:
        self._settings = settings
        self._keep = keep
        self._port_audio = PortAudio()
        self._reference = EchoReference() if can_overhear(settings) else None

    def open_listener(
        self,
        is_complete: IsComplete = lambda text, engine: False,
        understood: Understood = lambda text, engine: 1.0,
    ) -> Listener:
        """Try the microphone, then load the recognizer."""
        settings = self._settings
        microphone: Microphone = SounddeviceMicrophone(settings.microphone, self._port_audio)
        if self._reference is not None:
            microphone = EchoFreeMicrophone(microphone, self._reference)
        microphone.open()
        microphone.close()
        recognizer = open_recognizer(settings, understood)
        return Listener(microphone, recognizer, is_complete=is_complete, keep=self._keep)

    def open_synthesizer(self) -> Synthesizer:
        """Choose the voice."""
        settings = self._settings
        wanted = SynthesizerSettings(
            kokoro_folder=settings.models_folder / "kokoro",
            engine=settings.synthesizer,
            rate_wpm=settings.rate,
            volume=volume_now(settings.volume, settings.volume_by_hour),
            shelf_folder=settings.models_folder / "spoken",
        )
        return choose_synthesizer(wanted, self._port_audio, self._reference)


def can_overhear(settings: SpeechSettings) -> bool:
    """Tell whether who speaks while the machine does can be told from the machine."""
    return settings.interruptible and is_installed()


def open_recognizer(
    settings: SpeechSettings, understood: Understood = lambda text, engine: 1.0
) -> Recognizer:
    """Load the configured recognizer; raises VoiceError with its remedy.

    Of two engines the one counts whose words are `understood` better.
    """
    return choose_recognizer(
        RecognizerSettings(
            whisper_folder=settings.models_folder / "whisper-base",
            vosk_folder=Path(settings.vosk_model) if settings.vosk_model else None,
            engine=settings.recognizer,
            understood=understood,
        )
    )
