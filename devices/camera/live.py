"""The live picture: the page's edges drawn into it, and whether it lies still."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from devices.camera.camera import Frame, Picture
from devices.camera.page import Corners, find_page, is_cut_off

STILL_S = 0.9
"""How long a page must lie still before the shutter goes off by itself."""
STILL_SHARE = 0.012
"""Of the picture's diagonal: a corner that moves less lies still; a camera's noise moves it too."""
FOUND, STILL = (40, 170, 255), (80, 200, 60)
"""The outline's colours, blue first: a page found, and one about to be photographed."""


@dataclass(frozen=True)
class Outlook:
    """The page in one frame; `is_steady` is true in the one frame in which it has lain long."""

    corners: Corners | None
    is_steady: bool = False


class LiveEdges:
    """Follows the page from frame to frame; not for two threads at once."""

    def __init__(self) -> None:
        self._corners: Corners | None = None
        self._still_since_s = 0.0
        self._is_told = False

    def look(self, frame: Frame) -> Outlook:
        """Find the page and say whether it has come to rest."""
        height, width = frame.bgr.shape[:2]
        corners = find_page(frame.bgr)
        if corners is not None and is_cut_off(corners, width, height):
            corners = None
        if not _is_near(self._corners, corners, STILL_SHARE * float(np.hypot(width, height))):
            self._still_since_s, self._is_told = frame.taken_s, False
            self._corners = corners
        if corners is None or self._is_told or frame.taken_s - self._still_since_s < STILL_S:
            return Outlook(corners)
        self._is_told = True
        return Outlook(corners, is_steady=True)


def outlined(bgr: Picture, outlook: Outlook) -> Picture:
    """Return the picture with the page's outline in it."""
    if outlook.corners is None:
        return bgr
    drawn = bgr.copy()
    outline = np.rint(np.array(outlook.corners)).astype(np.int32)
    colour = STILL if outlook.is_steady else FOUND
    cv2.polylines(drawn, [outline], True, colour, max(3, bgr.shape[1] // 240), cv2.LINE_AA)
    return drawn


def _is_near(one: Corners | None, other: Corners | None, within: float) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.hypot(*(np.array(one) - np.array(other)).T).max() <= within)
