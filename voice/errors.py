"""What can go wrong with speech, each with a remedy in plain words."""

from __future__ import annotations


class VoiceError(Exception):
    """A fault of speech: `reason` says what happened, `remedy` what to do next."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason}。{remedy}" if remedy else reason)
        self.reason = reason
        self.remedy = remedy


class MicrophoneError(VoiceError):
    """The microphone is absent, refused or fell silent."""


class LoudspeakerError(VoiceError):
    """The loudspeaker is absent or stopped taking sound."""


class ModelError(VoiceError):
    """The weights of a model are missing, damaged or cannot be fetched."""


class RenderingStoppedError(VoiceError):
    """Nobody wants the sound any more that was being made."""
