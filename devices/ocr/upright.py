"""Turns a page the way its text is read."""

from __future__ import annotations

import cv2
import numpy as np

from devices.camera.camera import Picture
from devices.ocr.lines import Line, TextReader, are_surely_read

READ_SIDE = 1000
LEAST_LETTERS = 4


def upright(page: Picture, reader: TextReader) -> Picture:
    """Return the page in quarter turns so that its text reads best; raises `OcrError`.

    A page with hardly any text stays as it is.
    """
    scale = min(1.0, READ_SIDE / max(page.shape[:2]))
    small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    seen = reader.read(np.asarray(small, dtype=np.uint8))
    first = 1 if _run_down(seen) else 0
    scores = {}
    for turns in (first, first + 2):
        lines = seen if turns == 0 else reader.read(_turned(small, turns))
        flat = tuple(line for line in lines if not _is_tall(line))
        scores[turns] = sum(len(line.text) * line.score for line in flat)
        if are_surely_read(flat):
            break
    best = max(scores, key=lambda turns: scores[turns])
    return _turned(page, best) if best and scores[best] >= LEAST_LETTERS else page


def _run_down(lines: tuple[Line, ...]) -> bool:
    """Whether most of the text runs from top to bottom, by the lines of several letters."""
    long = [line for line in lines if max(_size(line)) > 2 * min(_size(line))]
    return 2 * sum(_is_tall(line) for line in long) > len(long)


def _is_tall(line: Line) -> bool:
    width, height = _size(line)
    return height > 1.5 * width


def _size(line: Line) -> tuple[float, float]:
    return line.right - line.left, line.height


def _turned(picture: cv2.typing.MatLike, turns: int) -> Picture:
    return np.ascontiguousarray(np.rot90(picture, turns), dtype=np.uint8)
