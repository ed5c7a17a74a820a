"""Spoken questions to measure with: `python -m voice.specimens FOLDER` makes the recordings.

A folder holds questions.tsv and one Opus file a question, spoken by Kokoro in several voices and
at several speeds. Noise is added when they are played (`voice.noise`), so it is not kept.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.errors import VoiceError
from voice.loudspeaker import SilentLoudspeaker, Sound
from voice.recognizers.recognizer import RATE_HZ
from voice.resampling import resample

QUESTIONS = "questions.tsv"
_BIT_RATE = 24_000
# Nobody speaks the instant a recording starts, and an endpointer needs a silence to learn from.
_SILENCE_S = 0.4
_PEAK = 0.6


@dataclass(frozen=True)
class Specimen:
    """One question, who speaks it how fast, and what it asks for ('' when it is not ours)."""

    name: str
    item_code: str
    aspect: str
    voice: str
    speed: float
    text: str
    path: Path

    @property
    def is_ours(self) -> bool:
        """Whether the catalogue has an answer."""
        return bool(self.item_code)


def load_specimens(folder: Path) -> tuple[Specimen, ...]:
    """Return the questions of a folder in their order, recorded or not."""
    with (folder / QUESTIONS).open(encoding="utf-8", newline="") as table:
        return tuple(_specimen(row, folder) for row in csv.DictReader(table, delimiter="\t"))


def _specimen(row: Mapping[str, str], folder: Path) -> Specimen:
    path = folder / f"{row['id']}.opus"
    return Specimen(
        name=row["id"],
        item_code=row["item_code"],
        aspect=row["aspect"],
        voice=row["voice"],
        speed=float(row["speed"]),
        text=row["question"],
        path=path,
    )


def measured_half(specimens: Sequence[Specimen]) -> list[Specimen]:
    """Return every second recording of each voice: what may be measured by, never chosen by."""
    seen: Counter[str] = Counter()
    kept = []
    for one in specimens:
        seen[one.voice] += 1
        if seen[one.voice] % 2 == 0:
            kept.append(one)
    return kept


def read_recording(path: Path) -> NDArray[np.float32]:
    """Return a recording of any format as 16 kHz mono samples from -1 to 1."""
    from faster_whisper.audio import decode_audio

    samples: NDArray[np.float32] = decode_audio(str(path), sampling_rate=RATE_HZ)
    return samples


def write_recording(samples: NDArray[np.float32], path: Path) -> None:
    """Write 16 kHz mono samples as Opus, whole or not at all."""
    import av

    partial = path.with_suffix(".partial")
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    with av.open(str(partial), "w", format="ogg") as container:
        stream: Any = container.add_stream("libopus", rate=RATE_HZ, layout="mono")
        stream.bit_rate = _BIT_RATE
        frame = av.AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    partial.replace(path)


def as_spoken(sound: Sound) -> NDArray[np.float32]:
    """Return a rendered sentence at 16 kHz, evenly loud, with silence on both sides."""
    samples = resample(sound.samples, sound.rate_hz, RATE_HZ)
    samples = samples * (_PEAK / max(float(np.abs(samples).max()), 1e-6))
    silence = np.zeros(int(_SILENCE_S * RATE_HZ), dtype=np.float32)
    return np.concatenate([silence, samples, silence])


def record_missing(
    folder: Path, models: Path, report: Callable[[str], None], threads: int = 1
) -> int:
    """Record the questions that have no recording yet and return how many those were."""
    from voice.synthesizers.kokoro import KokoroSynthesizer, read_style

    missing = [one for one in load_specimens(folder) if not one.path.is_file()]
    if not missing:
        return 0
    synthesizer = KokoroSynthesizer(models, SilentLoudspeaker(), missing[0].voice, threads=threads)
    for number, one in enumerate(missing, start=1):
        style = read_style(models, one.voice)
        write_recording(as_spoken(synthesizer.render_as(one.text, style, one.speed)), one.path)
        report(f"{number}/{len(missing)} {one.path.name} {one.text}")
    return len(missing)


def main() -> int:
    """Record what is missing; can be interrupted and run again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--models", type=Path, default=Path(".yimen/models/kokoro"))
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    try:
        record_missing(
            arguments.folder,
            arguments.models,
            lambda line: print(line, flush=True),
            arguments.threads,
        )
    except VoiceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
