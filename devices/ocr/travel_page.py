"""The page of a passport or permit that bears the code lines, read from a photograph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import cv2
import numpy as np

from devices.camera.camera import Picture
from devices.camera.page import find_page, straighten
from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey, expiry_note, find_mrz
from devices.cards.reader import CardFault
from devices.ocr.lines import Line, TextReader, are_surely_read, level

PAGE_SIDE = 1400
SMALLEST_SIDE = 64
"""Fewer pixels across show no code lines."""
PROVES = "只读了证件上印的机读码，没有读芯片：不能证明证件是真的，也不能证明是本人，窗口要核对原件"
NO_CODE_LINES = CardFault(
    "没有读出证件下方的机读码（带 < 号的两三行）",
    "请把带照片的一页放平、不要反光，机读码全露出来，再拍一次，或自己填写",
)
KINDS = {"P": "护照", "C": "通行证", "I": "证件", "A": "证件"}
"""First letter of the zone → what the document is called."""


@dataclass(frozen=True)
class TravelPage:
    """What the page says, and the key that opens the document's chip."""

    key: MrzKey
    identity: Identity


def read_travel_page(
    bgr: Picture, reader: TextReader, today: Callable[[], date] = date.today
) -> TravelPage | CardFault:
    """Read the code lines; check digits must hold, so that no digit is taken for another."""
    if min(bgr.shape[:2]) < SMALLEST_SIDE:
        return NO_CODE_LINES
    for view in _views(bgr):
        for turned in (view, np.ascontiguousarray(view[::-1, ::-1])):
            lines = level(reader.read(turned))
            mrz = find_mrz([line.text for line in sorted(_rows(lines), key=_height)])
            if mrz is not None:
                data = mrz.data(today())
                label = f"照片（{KINDS.get(mrz.document[:1], '证件')}）"
                note = expiry_note(data, today())
                return TravelPage(mrz.key, Identity(label, PROVES, data, note))
            if not lines or are_surely_read(lines):
                break
    return NO_CODE_LINES


def _views(bgr: Picture) -> Iterator[Picture]:
    """Yield the page by itself, then the whole picture, then that on its side."""
    corners = find_page(bgr)
    if corners is not None:
        page = straighten(bgr, corners)
        yield _sized(page if page.shape[1] >= page.shape[0] else np.rot90(page))
    yield _sized(bgr)
    yield _sized(np.rot90(bgr))


def _sized(bgr: cv2.typing.MatLike) -> Picture:
    scale = PAGE_SIDE / max(bgr.shape[:2])
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=kind), np.uint8)


def _rows(lines: tuple[Line, ...]) -> Iterator[Line]:
    """Yield the lines, pieces of one row joined: long rows of fillers come apart."""
    left = sorted(lines, key=lambda line: line.left)
    while left:
        first, *rest = left
        row = [one for one in rest if abs(one.middle - first.middle) < 0.5 * first.height]
        left = [one for one in rest if one not in row]
        yield Line("".join(one.text for one in (first, *row)), first.box, first.score)


def _height(line: Line) -> float:
    return line.middle
