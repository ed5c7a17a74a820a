"""Photographs from files: a page straightened, codes read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from devices.camera.assessment import assess
from devices.camera.camera import Picture
from devices.camera.encoding import PictureError, encode_jpeg
from devices.camera.page import Corners, straighten

MOST_BYTES = 60_000_000


@dataclass(frozen=True)
class Scan:
    """A page found in a photograph; `corners` are (x, y) in its pixels, clockwise from top left."""

    accepted: bool
    reason: str
    corners: Corners | None
    jpeg: bytes = b""


@dataclass(frozen=True)
class Code:
    """A bar code or QR code; `corners` are (x, y) in pixels."""

    format: str
    text: str
    corners: tuple[tuple[int, int], ...]


def read_picture(path: Path) -> Picture:
    """Read a photograph as height × width × 3, or raise `PictureError`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PictureError(f"{path}: 文件太大，最多 {MOST_BYTES // 1_000_000} MB")
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise PictureError(f"{path}: 打不开（{error.strerror}）") from None
    try:
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
    except cv2.error:
        picture = None
    if picture is None:
        raise PictureError(f"{path}: 不是图片，请用 JPEG 或 PNG")
    return np.asarray(picture, dtype=np.uint8)


def scan(picture: Picture) -> Scan:
    """Judge a photograph of a page and straighten it if it will do."""
    verdict = assess(picture)
    if not verdict.accepted or verdict.corners is None:
        return Scan(False, verdict.reason, verdict.corners)
    page = straighten(picture, verdict.corners)
    return Scan(True, "", verdict.corners, encode_jpeg(page))


def find_codes(picture: Picture) -> tuple[Code, ...]:
    """Return every bar code and QR code in a photograph."""
    import zxingcpp

    return tuple(
        Code(str(found.format.name), found.text, _corners(found.position))
        for found in zxingcpp.read_barcodes(picture)
    )


def _corners(position: object) -> tuple[tuple[int, int], ...]:
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    points = (getattr(position, name) for name in names)
    return tuple((int(point.x), int(point.y)) for point in points)
