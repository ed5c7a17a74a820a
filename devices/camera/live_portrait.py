"""The live picture of a person: guidance in words, the face outlined, and whether it rests."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from devices.camera.camera import Frame, Picture
from devices.camera.live import FOUND, STILL
from devices.camera.portrait import Box, Portrait, check_portrait

PAUSE_S = 0.25
"""Between one look and the next; a look takes longer than frames are apart."""
REST_S = 1.0
"""How long a face must be right and at rest before the shutter goes off by itself."""
REST_SHARE = 0.06
"""Of the face's height: one that moved less is at rest."""


@dataclass(frozen=True)
class Guidance:
    """What to do differently, '' for nothing; the face; whether it has been right for long."""

    reason: str
    face: Box | None = None
    is_steady: bool = False


class LivePortrait:
    """Looks at one frame at a time on a thread of its own, so that the picture goes on moving."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="portrait")
        self._looking: tuple[Future[Portrait], float] | None = None
        self._asked_s = float("-inf")
        self._since_s = 0.0
        self._face: Box | None = None
        self._is_told = False

    def look(self, frame: Frame) -> Guidance | None:
        """Return what a look that has ended found, None while nothing new is known."""
        found = self._ended()
        if self._looking is None and frame.taken_s - self._asked_s >= PAUSE_S:
            self._asked_s = frame.taken_s
            self._looking = self._worker.submit(check_portrait, frame.bgr), frame.taken_s
        return found

    def close(self) -> None:
        """End; a look under way ends by itself."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _ended(self) -> Guidance | None:
        if self._looking is None or not self._looking[0].done():
            return None
        (future, taken_s), self._looking = self._looking, None
        return self._guide(future.result(), taken_s)

    def _guide(self, found: Portrait, taken_s: float) -> Guidance:
        if not found.accepted or not _rests(self._face, found.face):
            self._since_s, self._is_told = taken_s, False
        self._face = found.face if found.accepted else None
        steady = found.accepted and not self._is_told and taken_s - self._since_s >= REST_S
        self._is_told = self._is_told or steady
        return Guidance(found.reason, found.face, steady)


def mirrored(bgr: Picture, guidance: Guidance | None) -> Picture:
    """Return the picture as in a mirror, the face outlined in it."""
    shown = np.ascontiguousarray(bgr[:, ::-1])
    if guidance is None or guidance.face is None:
        return shown
    left, top, wide, high = guidance.face
    middle = (shown.shape[1] - left - wide // 2, top + high // 2)
    axes = (round(0.6 * wide), round(0.75 * high))
    colour = FOUND if guidance.reason else STILL
    cv2.ellipse(shown, middle, axes, 0, 0, 360, colour, max(3, shown.shape[1] // 240), cv2.LINE_AA)
    return shown


def _rests(before: Box | None, now: Box | None) -> bool:
    if before is None or now is None:
        return False
    moved = np.hypot(before[0] - now[0], before[1] - now[1])
    return bool(moved <= REST_SHARE * now[3])
