"""Pages turned as their text is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from devices.camera.camera import Picture
from devices.ocr.lines import Line
from devices.ocr.upright import upright

TEXT = "出租方与承租方经协商订立本合同以供样本之用"


@dataclass
class ReaderOfCorner:
    """Reads well when the dark corner is top left, badly otherwise, and sees how lines run."""

    text: str = TEXT
    seen: int = 0

    def read(self, bgr: Picture) -> tuple[Line, ...]:
        self.seen += 1
        dark = np.unravel_index(int(bgr[:, :, 0].argmin()), bgr.shape[:2])
        top, left = dark[0] < bgr.shape[0] / 2, dark[1] < bgr.shape[1] / 2
        runs_across = top == left
        score = 0.97 if top and left else 0.55
        width, height = (400, 30) if runs_across else (30, 400)
        return (Line(self.text, ((0, 0), (width, 0), (width, height), (0, height)), score),)

    def read_crops(self, crops: tuple[Picture, ...]) -> tuple[tuple[str, float], ...]:
        raise AssertionError("no crops are needed")


@pytest.fixture
def page() -> Picture:
    blank = np.full((800, 600, 3), 230, np.uint8)
    blank[20:60, 20:60] = 0
    return blank


@pytest.mark.parametrize("turns", range(4))
def test_a_page_in_any_quarter_turn_comes_upright(turns: int, page: Picture) -> None:
    taken = np.ascontiguousarray(np.rot90(page, turns))
    assert np.array_equal(upright(taken, ReaderOfCorner()), page)


def test_a_page_read_surely_at_once_is_read_once_and_left_alone(page: Picture) -> None:
    reader = ReaderOfCorner()
    assert upright(page, reader) is page and reader.seen == 1


def test_a_page_without_text_stays_as_it_is(page: Picture) -> None:
    turned = np.ascontiguousarray(np.rot90(page, 2))
    assert upright(turned, ReaderOfCorner("号")) is turned
