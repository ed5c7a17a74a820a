"""Natural Mandarin recordings for the tests: `python -m voice.recordings FOLDER [TEXT ...]`.

Made with Kokoro, because recognizers cannot understand espeak-ng's Mandarin.
"""

from __future__ import annotations

import argparse
import sys
import wave
from pathlib import Path

from voice.errors import VoiceError
from voice.loudspeaker import SilentLoudspeaker
from voice.models import install_kokoro
from voice.recognizers.recognizer import RATE_HZ
from voice.specimens import as_spoken
from voice.synthesizers.kokoro import KokoroSynthesizer

TEXTS = (
    "居住证怎么办理",
    "我的社保卡丢了",
    "医保怎么参保",
    "公积金怎么提取",
    "今天天气怎么样",
)


def record(synthesizer: KokoroSynthesizer, text: str, path: Path) -> None:
    """Write a text spoken by Kokoro as a 16 kHz mono WAV file."""
    pcm = (as_spoken(synthesizer.render(text)) * 32767).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE_HZ)
        recording.writeframes(pcm)


def main() -> int:
    """Make recordings from the command line, installing Kokoro first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("texts", nargs="*", default=TEXTS)
    parser.add_argument("--models", type=Path, default=Path(".yimen/models/kokoro"))
    parser.add_argument("--voice", default="zf_xiaobei")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    try:
        install_kokoro(arguments.models, lambda text, part: print(f"{part:4.0%} {text}"))
        synthesizer = KokoroSynthesizer(arguments.models, SilentLoudspeaker(), arguments.voice)
    except VoiceError as error:
        print(error, file=sys.stderr)
        return 1
    for text in arguments.texts:
        path = arguments.folder / f"{text}.wav"
        record(synthesizer, text, path)
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
