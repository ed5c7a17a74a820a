"""Renders one sentence with pyttsx3: `python -m voice.synthesizers.pyttsx3_renderer FILE RATE`.

The pinyin comes on standard input. It is a program of its own because espeak-ng keeps one state
for a whole process, pyttsx3 prints, loses its callback when an older engine is collected, and may
wait for ever.
"""

from __future__ import annotations

import sys
import time
import wave
from pathlib import Path
from typing import Any

WRITE_TIMEOUT_S = 8.0
WAV_HEADER_BYTES = 44
VOICE = "cmn-latn-pinyin"


def find_voice(engine: Any) -> str:
    """Return the id of the voice that reads pinyin; raises LookupError when there is none."""
    for voice in engine.getProperty("voices"):
        if str(voice.id).endswith(VOICE):
            return str(voice.id)
    raise LookupError(f"espeak-ng has no voice {VOICE}")


def main() -> int:
    """Render standard input into a WAV file."""
    import pyttsx3

    path, rate_wpm = sys.argv[1], int(sys.argv[2])
    engine = pyttsx3.init("espeak")
    engine.setProperty("voice", find_voice(engine))
    engine.setProperty("rate", rate_wpm)
    engine.save_to_file(sys.stdin.read(), path)
    engine.runAndWait()
    return 0 if is_written(Path(path)) else 1


def is_written(path: Path) -> bool:
    """Wait until a WAV file holds all its sound: pyttsx3 may return before espeak-ng is done."""
    end_s = time.monotonic() + WRITE_TIMEOUT_S
    while time.monotonic() < end_s:
        if _is_whole(path):
            return True
        time.sleep(0.05)
    return False


def _is_whole(path: Path) -> bool:
    """Return whether a file is as long as its header announces; on a busy machine it grows."""
    try:
        with wave.open(str(path)) as recording:
            announced: int = recording.getnframes() * recording.getsampwidth()
    except (OSError, EOFError, wave.Error):
        return False
    return 0 < announced <= path.stat().st_size - WAV_HEADER_BYTES


if __name__ == "__main__":
    sys.exit(main())
