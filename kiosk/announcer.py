"""The voice of the hall's board, in Mandarin and Cantonese.

Espeak renders a call within a tenth of a second. The terminal's own voice sounds better and needs
seconds of both cores for each call, which is too late for who is called and too dear for a hall.
"""

from __future__ import annotations

import subprocess

from kiosk.hall.announcements import Language

_VOICES: dict[Language, str] = {"mandarin": "cmn", "cantonese": "yue"}
_RATE_WPM = 140
_TIMEOUT_S = 20.0
_HEAD_BYTES = 44
_SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")


class EspeakAnnouncer:
    """Renders calls by espeak-ng; where it is not installed the board only rings its chime."""

    def render(self, text: str, language: Language) -> bytes:
        """Return the spoken sentence as WAV, or nothing when espeak is not there."""
        command = ["espeak-ng", "-v", _VOICES[language], "-s", str(_RATE_WPM), "--stdout"]
        spoken = text.translate(_SPOKEN).encode()
        try:
            done = subprocess.run(
                command, input=spoken, capture_output=True, timeout=_TIMEOUT_S, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return b""
        return _with_length(done.stdout)


def _with_length(wav: bytes) -> bytes:
    """Write the length into the head, which espeak cannot know while it streams."""
    if len(wav) <= _HEAD_BYTES:
        return b""
    sizes = [(len(wav) - skipped).to_bytes(4, "little") for skipped in (8, _HEAD_BYTES)]
    return wav[:4] + sizes[0] + wav[8:40] + sizes[1] + wav[_HEAD_BYTES:]
