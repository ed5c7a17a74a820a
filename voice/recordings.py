"""Natural Mandarin recordings for the tests: `python -m voice.recordings FOLDER [TEXT ...]`.

Made with Kokoro, because recognizers cannot understand espeak-ng's Mandarin.
"""

from __future__ import annotations

import argparse
import sys
import threading
import wave
from pathlib import Path

import numpy as np

from voice.errors import VoiceError
from voice.loudspeaker import Sound
from voice.models import install_kokoro
from voice.recognizers.recognizer import RATE_HZ
from voice.resampling import resample
from voice.synthesizers.kokoro import KokoroSynthesizer

TEXTS = (
    "居住证怎么办理",
    "我的社保卡丢了",
    "医保怎么参保",
    "公积金怎么提取",
    "今天天气怎么样",
)
# A recognizer needs silence on both sides; nobody speaks the instant a recording starts.
_SILENCE_S = 0.4
_PEAK = 0.6


class _NoLoudspeaker:
    def play(self, sound: Sound, stopped: threading.Event) -> None:
        """Play nothing: recordings go to files."""


def record(synthesizer: KokoroSynthesizer, text: str, path: Path) -> None:
    """Write a text spoken by Kokoro as a 16 kHz mono WAV file."""
    sound = synthesizer.render(text)
    samples = resample(sound.samples, sound.rate_hz, RATE_HZ)
    samples = samples * (_PEAK / max(float(np.abs(samples).max()), 1e-6))
    silence = np.zeros(int(_SILENCE_S * RATE_HZ), dtype=np.float32)
    pcm = (np.concatenate([silence, samples, silence]) * 32767).astype("<i2").tobytes()
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
        synthesizer = KokoroSynthesizer(arguments.models, _NoLoudspeaker(), arguments.voice)
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
