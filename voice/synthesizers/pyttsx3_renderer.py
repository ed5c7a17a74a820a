"""Renders one sentence with pyttsx3: `python -m voice.synthesizers.pyttsx3_renderer FILE RATE`.

The pinyin comes on standard input. It is a program of its own because espeak-ng keeps one state
for a whole process, pyttsx3 prints, loses its callback when an older engine is collected, and may
wait for ever.
"""

from __future__ import annotations

import sys
from typing import Any

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
    return 0


if __name__ == "__main__":
    sys.exit(main())
