"""How many specimens are read whole from their photographs, how fast, and what goes wrong."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import numpy as np

from devices.ocr.card_photo import read_card_photo
from devices.ocr.process import OcrProcess
from devices.simulators.photographs import Shot, photograph
from devices.simulators.specimens import draw_specimen

SPECIMENS = 60
FIRST_SEED = 70_000
"""Far from the seeds of the tests."""
KINDS = (
    *("resident_front",) * 3,
    "resident_back",
    "social_security",
    "business_licence",
)
WIDTH, HEIGHT = 1920, 1080


def measure_card_photos() -> dict[str, Any]:
    """Read generated specimens: tilted, blurred, in dim light and in shadow."""
    whole, wrong, taken_s = 0, 0, []
    with OcrProcess() as reader:
        reader.warm_up()
        for number in range(SPECIMENS):
            seed = FIRST_SEED + number
            specimen = draw_specimen(KINDS[number % len(KINDS)], seed)
            picture = photograph(specimen.picture, _shot(seed), WIDTH, HEIGHT).bgr
            start_s = time.perf_counter()
            read = read_card_photo(picture, reader)
            taken_s.append(time.perf_counter() - start_s)
            right = all(read.fields.get(key) == text for key, text in specimen.fields.items())
            whole += read.accepted and right
            number_read = read.fields.get("resident_number", "")
            wrong += number_read not in ("", specimen.fields.get("resident_number"))
    return {
        "ocr_ok": round(whole / SPECIMENS, 3),
        "ocr_s": round(median(taken_s), 2),
        "ocr_wrong_number_accepted": wrong,
    }


def _shot(seed: int) -> Shot:
    rng = np.random.default_rng(seed)
    return Shot(
        seed,
        share=float(rng.uniform(0.7, 0.85)),
        turn_deg=12,
        tilt_deg=20,
        blur=float(rng.uniform(0, 0.9)),
        light=float(rng.uniform(0.6, 1.1)),
        shadow=bool(rng.random() < 0.3),
    )
