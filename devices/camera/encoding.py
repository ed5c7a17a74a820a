"""Pictures as files."""

from __future__ import annotations

import cv2
import numpy as np

from devices.camera.camera import Picture

QUALITIES = (92, 85, 75, 65, 55)
SHRINK = 0.8


class PictureError(ValueError):
    """A picture that cannot be encoded."""


def encode_jpeg(bgr: Picture, max_bytes: int = 1_500_000) -> bytes:
    """Return a JPEG no larger than `max_bytes`: first quality gives way, then size."""
    picture: cv2.typing.MatLike = bgr
    while min(picture.shape[:2]) >= 16:
        for quality in QUALITIES:
            data = _encoded(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
            if len(data) <= max_bytes:
                return data
        picture = cv2.resize(picture, None, fx=SHRINK, fy=SHRINK, interpolation=cv2.INTER_AREA)
    raise PictureError(f"no JPEG of this picture fits into {max_bytes} bytes")


def decode(data: bytes) -> Picture:
    """Return the picture of a JPEG that `encode_jpeg` made."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise PictureError("其中一页不是 JPEG，请重新拍")
    return np.asarray(picture, dtype=np.uint8)


def encode_preview_png(bgr: Picture, width: int = 900) -> bytes:
    """Return a PNG of at most this width."""
    picture: cv2.typing.MatLike = bgr
    if bgr.shape[1] > width:
        scale = width / bgr.shape[1]
        picture = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # Level 1 takes a third of the time; the picture is shown once and forgotten.
    return _encoded(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 1])


def _encoded(kind: str, picture: cv2.typing.MatLike, options: list[int]) -> bytes:
    done, data = cv2.imencode(kind, picture, options)
    if not done:
        raise PictureError(f"cannot encode a picture of {picture.shape} as {kind}")
    return data.tobytes()
