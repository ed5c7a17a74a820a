"""A card read from a photograph: found, straightened, read, verified, and read again in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np

from devices.camera.camera import Picture
from devices.camera.page import find_page, straighten
from devices.ocr.documents import Found, recognise
from devices.ocr.lines import Line, TextReader, are_surely_read, level

CARD_SIDE = 1100
WHOLE_SIDE = 1600
SMALLEST_SIDE = 64
"""Fewer pixels across show no text on any card."""
ASPECTS = (1.2, 1.9)
"""Longer by shorter side of cards (1.59) and licences (1.41), seen somewhat aslant."""
CROP_HEIGHT = 56
AGAIN = "请把证件放平、不要反光，四个角都露出来，再拍一次，或自己填写"

NO_TEXT = f"没有看到证件上的字。{AGAIN}"
NO_DOCUMENT = "没有认出证件。请放身份证、社保卡或营业执照，有字的一面朝上，再拍一次"


@dataclass(frozen=True)
class Reading:
    """What a photograph says; a refused one has no fields, and the reason says what to do."""

    accepted: bool
    reason: str
    label: str = ""
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_card_photo(bgr: Picture, reader: TextReader) -> Reading:
    """Read a card or licence; never accepts a number that a second look does not confirm."""
    refused = Reading(False, NO_TEXT)
    if min(bgr.shape[:2]) < SMALLEST_SIDE:
        return refused
    for view, is_whole in _views(bgr):
        reading, is_other_paper = _read_view(view, reader)
        # A second view may still help a doubtful first one.
        if reading.accepted or (refused.label and reading.label):
            return reading if reading.accepted else refused
        if not refused.label and reading.reason != NO_TEXT:
            refused = reading
        if is_whole and is_other_paper and not refused.label:
            return refused
    return refused


def _read_view(view: Picture, reader: TextReader) -> tuple[Reading, bool]:
    """Read a view as it is, then upside down; and say whether it surely is some other paper."""
    refused = Reading(False, NO_TEXT)
    for turned in (view, _turned(view)):
        lines = reader.read(turned)
        found = recognise(level(lines))
        if found is not None:
            return _judge(found, lines, turned, reader), False
        if not lines:
            break
        refused = Reading(False, NO_DOCUMENT)
        if are_surely_read(lines):
            return refused, True
    return refused, False


def _views(bgr: Picture) -> Iterator[tuple[Picture, bool]]:
    """Yield the card by itself, then the whole picture, then that on its side."""
    corners = find_page(bgr)
    if corners is not None:
        card = _lying(straighten(bgr, corners))
        long, short = max(card.shape[:2]), min(card.shape[:2])
        if ASPECTS[0] <= long / short <= ASPECTS[1]:
            yield _sized(card, CARD_SIDE), False
    whole = _sized(bgr, WHOLE_SIDE)
    yield whole, True
    yield np.ascontiguousarray(np.rot90(whole)), True


def _lying(card: Picture) -> Picture:
    return card if card.shape[1] >= card.shape[0] else np.ascontiguousarray(np.rot90(card))


def _turned(view: Picture) -> Picture:
    return np.ascontiguousarray(view[::-1, ::-1])


def _sized(bgr: Picture, side: int) -> Picture:
    scale = side / max(bgr.shape[:2])
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    if 0.9 < scale <= 1:
        return bgr
    return np.asarray(cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=kind), np.uint8)


def _judge(found: Found, lines: tuple[Line, ...], view: Picture, reader: TextReader) -> Reading:
    if found.unclear:
        return Reading(
            False, f"{found.label}上没有看清：{'、'.join(found.unclear)}。{AGAIN}", found.label
        )
    if found.fault:
        return Reading(False, f"{found.fault}，可能没有看清。{AGAIN}", found.label)
    if found.number_line is not None:
        number = found.fields[found.number_key]
        # The leveled line has other places than the picture: the text tells them apart.
        seen = next(line for line in lines if line.text == found.number_line.text)
        if not _is_confirmed(number, seen, view, reader):
            return Reading(False, f"号码没有看清。{AGAIN}", found.label)
    return Reading(True, "", found.label, found.fields)


def _is_confirmed(number: str, line: Line, view: Picture, reader: TextReader) -> bool:
    """Whether the line says the same in other crops, larger and with stronger contrast."""
    crops = (_crop(view, line, 0.05, contrast=True), _crop(view, line, 0.3, contrast=False))
    return all(number in _joined(text) for text, _ in reader.read_crops(crops))


def _joined(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _crop(view: Picture, line: Line, margin: float, *, contrast: bool) -> Picture:
    a, b, _, d = (np.array(corner, dtype=np.float64) for corner in line.box)
    wide, high = float(np.linalg.norm(b - a)), float(np.linalg.norm(d - a))
    right, below, pad = (b - a) / max(wide, 1.0), (d - a) / max(high, 1.0), margin * high
    start = a - pad * (right + below)
    wide, high = wide + 2 * pad, high + 2 * pad
    scale = CROP_HEIGHT / max(high, 1.0)
    source = np.array([start, start + right * wide, start + below * high], dtype=np.float32)
    size = (max(round(wide * scale), 8), CROP_HEIGHT)
    target = np.array([(0, 0), (size[0], 0), (0, size[1])], dtype=np.float32)
    crop = cv2.warpAffine(
        view, cv2.getAffineTransform(source, target), size,
        flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    if contrast:
        grey = cv2.createCLAHE(2.0, (4, 4)).apply(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY))
        crop = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    return np.asarray(crop, dtype=np.uint8)
