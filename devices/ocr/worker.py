"""The process that recognises text: pictures come on standard input, lines go to standard output.

A question is one JSON line `{"kind": "read"|"crop", "height": …, "width": …}` and the picture's
bytes; the answer is one JSON line. The process ends when its input does.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

import numpy as np

from devices.camera.camera import Picture

DETECTION_SIDE = 736
"""Longest side of the picture in which lines are sought; they are read at full size."""


def main() -> None:
    """Answer questions until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    engine = _engine()
    answers.write(b"{}\n")
    answers.flush()
    while (question := _next_question(sys.stdin.buffer)) is not None:
        kind, picture = question
        answers.write(json.dumps(_answer(engine, kind, picture)).encode() + b"\n")
        answers.flush()


def _engine() -> Any:
    from rapidocr import RapidOCR

    cores = os.cpu_count() or 1
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Det.limit_type": "max",
            "Det.limit_side_len": DETECTION_SIDE,
            # Lines of much the same length are read together: wider ones pad the others.
            "Rec.rec_batch_num": 2,
            # One core stays with the window; waiting threads spin and would take it.
            "EngineConfig.onnxruntime.intra_op_num_threads": max(1, min(4, cores - 1)),
        }
    )


def _next_question(source: BinaryIO) -> tuple[str, Picture] | None:
    head = source.readline()
    if not head:
        return None
    asked = json.loads(head)
    shape = (asked["height"], asked["width"], 3)
    data = source.read(int(np.prod(shape)))
    return asked["kind"], np.frombuffer(data, np.uint8).reshape(shape)


def _answer(engine: Any, kind: str, picture: Picture) -> list[Any]:
    if kind == "crop":
        found = engine(picture, use_det=False, use_cls=False, use_rec=True)
        return [[text, float(score)] for text, score in zip(found.txts, found.scores, strict=True)]
    # The engine remembers what it was told to leave out.
    found = engine(picture, use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None:
        return []
    return [
        [text, np.asarray(box).tolist(), float(score)]
        for text, box, score in zip(found.txts, found.boxes, found.scores, strict=True)
    ]


if __name__ == "__main__":
    main()
