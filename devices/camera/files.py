"""Photographs from files: a page straightened, codes read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2

from devices.camera.assessment import (
    CURLED,
    HEAP,
    NO_PAGE,
    WHITE_DESK,
    assess,
    is_page_itself,
)
from devices.camera.camera import Picture
from devices.camera.encoding import encode_jpeg
from devices.camera.page import Corners, overlook, shows_other_page, straighten
from devices.camera.photo_files import Photo

WITHOUT_PAGE = (NO_PAGE, WHITE_DESK, HEAP, CURLED)
SMALLEST_SIDE = 64
"""Fewer pixels across show no text on any page."""
TOO_FEW_PIXELS = "图片太小，看不清字。请用原图，不要用缩略图"
LOCAL_CONTRAST = (3.0, (8, 8))
WITHOUT_EDGES = "没有看到纸边，把整张图片当作一页"
SEVERAL_PAGES = "照片里不止一张纸，取了最大的一张。其他的请分开拍"


@dataclass(frozen=True)
class Scan:
    """A page found in a photograph, and why it was refused or what to know of it.

    `corners` are (x, y) in pixels of the picture, in the order top left, top right, bottom right,
    bottom left.
    """

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


def scan(picture: Picture) -> Scan:
    """Judge a photograph of a page and straighten it if it will do; of several the largest."""
    if min(picture.shape[:2]) < SMALLEST_SIDE:
        return Scan(False, TOO_FEW_PIXELS, None)
    seen = overlook(picture)
    verdict = assess(picture, seen)
    if verdict.reason in WITHOUT_PAGE and is_page_itself(picture):
        height, width = picture.shape[:2]
        whole = ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))
        return Scan(True, WITHOUT_EDGES, whole, encode_jpeg(picture))
    if not verdict.accepted or verdict.corners is None:
        return Scan(False, verdict.reason, verdict.corners)
    page = straighten(picture, verdict.corners)
    several = shows_other_page(seen.bgr, seen.shrunk(verdict.corners))
    note = SEVERAL_PAGES if several else ""
    return Scan(True, note, verdict.corners, encode_jpeg(page))


def scan_photo(photo: Photo) -> Scan:
    """Scan a photograph; the corners are in pixels of its file as a viewer shows it upright."""
    found = scan(photo.bgr)
    if found.corners is None:
        return found
    # Measured from the centres of pixels, which are half a pixel from their edge in any size.
    corners = tuple(
        ((x + 0.5) * photo.scale - 0.5, (y + 0.5) * photo.scale - 0.5) for x, y in found.corners
    )
    return replace(found, corners=corners)


def find_codes(photo: Photo, *, look_closely: bool = False) -> tuple[Code, ...]:
    """Return every bar code and QR code in a photograph, the text as it was encoded.

    A close look, at which nobody should have to wait for the next frame, is taken at a faint one.
    """
    found = _codes(photo.bgr, photo.scale)
    if found or not look_closely:
        return found
    grey = cv2.cvtColor(photo.bgr, cv2.COLOR_BGR2GRAY)
    return _codes(cv2.createCLAHE(*LOCAL_CONTRAST).apply(grey), photo.scale)


def _codes(picture: cv2.typing.MatLike, scale: float) -> tuple[Code, ...]:
    import zxingcpp

    return tuple(
        Code(str(found.format.name), found.text, _corners(found.position, scale))
        for found in zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    )


def _corners(position: object, scale: float) -> tuple[tuple[int, int], ...]:
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    points = (getattr(position, name) for name in names)
    return tuple((round(point.x * scale), round(point.y * scale)) for point in points)
