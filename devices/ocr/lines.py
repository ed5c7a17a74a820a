"""Lines of text in a picture, and what finds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture
from devices.errors import DeviceError

Box = tuple[tuple[float, float], ...]
"""Top left, top right, bottom right, bottom left, in pixels."""


SURE_SCORE = 0.9
SURE_LETTERS = 20


class OcrError(DeviceError):
    """The recognition of text failed or took too long."""


@dataclass(frozen=True)
class Line:
    """A line of text, where it stands, and how sure its reading is (0 to 1)."""

    text: str
    box: Box
    score: float

    @property
    def left(self) -> float:
        """Return the left edge."""
        return min(x for x, _ in self.box)

    @property
    def right(self) -> float:
        """Return the right edge."""
        return max(x for x, _ in self.box)

    @property
    def middle(self) -> float:
        """Return the height of its middle."""
        return sum(y for _, y in self.box) / len(self.box)

    @property
    def height(self) -> float:
        """Return how high the letters are."""
        return max(y for _, y in self.box) - min(y for _, y in self.box)


class TextReader(Protocol):
    """Reads the text in pictures."""

    def read(self, bgr: Picture) -> tuple[Line, ...]:
        """Return every line found; raises `OcrError`."""

    def read_crops(self, crops: tuple[Picture, ...]) -> tuple[tuple[str, float], ...]:
        """Return text and score of pictures that hold one line each; raises `OcrError`."""


def are_surely_read(lines: tuple[Line, ...]) -> bool:
    """Whether so many letters were read so surely that they cannot be upside down."""
    letters = sum(len(line.text) for line in lines)
    score = sum(len(line.text) * line.score for line in lines)
    return letters >= SURE_LETTERS and score >= SURE_SCORE * letters


def level(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Turn the places of the lines so that the text runs level."""
    slopes = [np.arctan2(b[1] - a[1], b[0] - a[0]) for a, b, *_ in (line.box for line in lines)]
    if not slopes:
        return lines
    angle = -float(np.median(slopes))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return tuple(Line(line.text, _turned(line.box, turn), line.score) for line in lines)


def _turned(box: Box, turn: NDArray[np.float64]) -> Box:
    return tuple((float(x), float(y)) for x, y in np.array(box) @ turn.T)
