"""Judges whether a picture of a person will do as the photo of a document, and cuts it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import cv2.data
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture

NO_FACE = "没有看到脸。请摘下口罩和帽子，正对摄像头"
SEVERAL = "照片里不止一个人。请只留一个人"
TOO_FAR = "脸太小。请靠近一些"
TOO_NEAR = "脸太近，头没有拍全。请退后一些"
ASIDE = "脸不在中间。请坐正，让脸在画面中间"
NO_EYES = "没有看清两只眼睛。请睁开眼睛，摘下墨镜，头发不要挡住眼睛"
TILTED = "头歪了。请把头摆正，两只眼睛一样高"
TOO_DARK = "脸上光线太暗。请面向灯光"
BLURRED = "照片模糊。请坐稳不动"
BACKGROUND = "背景不干净。请站在白色或浅色的墙前面"

SEARCH_SIDE = 640
LEAST_FACE = 0.16
MOST_FACE = 0.62
"""The face's height as a share of the picture's."""
MOST_ASIDE = 0.2
"""Of the picture's width, from its middle."""
MOST_TILT_DEG = 8.0
DARK_FACE = 70
LEAST_DETAIL = 15.0
"""Variance of the Laplacian in a face of `FACE_SIDE` pixels."""
FACE_SIDE = 160
LIGHT_WALL = 120
PLAIN_WALL = 22.0
"""Most standard deviation of the grey levels beside the head."""
PHOTO_WIDTH, PHOTO_HEIGHT = 358, 441
"""Pixels of the photo of a resident card."""
FACE_IN_PHOTO = 0.5
"""Height of the found face, brows to chin, in the photo."""

Box = tuple[int, int, int, int]
"""Left, top, width, height."""


@dataclass(frozen=True)
class Portrait:
    """Whether the picture will do, why not, where the face is, and the photo cut from it."""

    accepted: bool
    reason: str
    face: Box | None = None
    photo: Picture | None = field(default=None, repr=False)


def check_portrait(bgr: Picture) -> Portrait:
    """Look for one face, level eyes, light, sharpness and a plain background, in this order."""
    scale = min(1.0, SEARCH_SIDE / max(bgr.shape[:2]))
    small = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    faces = _faces(grey)
    if len(faces) != 1:
        return Portrait(False, SEVERAL if faces else NO_FACE)
    face = faces[0]
    reason = _place_fault(face, grey) or _eyes_fault(face, grey) or _look_fault(face, grey)
    place = tuple(round(side / scale) for side in face)
    whole: Box = (place[0], place[1], place[2], place[3])
    return Portrait(not reason, reason, whole, None if reason else _cut_out(bgr, whole))


def _faces(grey: Picture) -> list[Box]:
    """Return the faces, largest first, without those much smaller than the largest."""
    least = max(24, round(0.08 * grey.shape[0]))
    found = _found("haarcascade_frontalface_alt2.xml", cv2.equalizeHist(grey), least)
    faces = sorted(found, key=lambda face: -face[2])
    # Patterns of clothes and walls look like small faces to the detector.
    return [face for face in faces if face[2] > 0.4 * faces[0][2]]


def _found(cascade: str, grey: cv2.typing.MatLike, least: int) -> list[Box]:
    detector = cv2.CascadeClassifier(str(Path(cv2.data.haarcascades) / cascade))
    boxes = detector.detectMultiScale(
        grey, scaleFactor=1.08, minNeighbors=4, minSize=(least, least)
    )  # fmt: skip
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]


def _place_fault(face: Box, grey: Picture) -> str:
    height, width = grey.shape
    x, y, wide, high = face
    if high < LEAST_FACE * height:
        return TOO_FAR
    # Hair and crown reach a good third above what the detector calls a face.
    if high > MOST_FACE * height or y < 0.3 * high:
        return TOO_NEAR
    return ASIDE if abs(x + wide / 2 - width / 2) > MOST_ASIDE * width else ""


def _eyes_fault(face: Box, grey: Picture) -> str:
    x, y, wide, high = face
    upper = cv2.resize(grey[y : y + round(0.6 * high), x : x + wide], None, fx=2, fy=2)
    eyes = _found("haarcascade_eye_tree_eyeglasses.xml", upper, max(12, round(0.25 * wide)))
    centres = [np.array([ex + ew / 2, ey + eh / 2]) for ex, ey, ew, eh in eyes]
    left = [centre for centre in centres if centre[0] < wide]
    right = [centre for centre in centres if centre[0] >= wide]
    if not left or not right:
        return NO_EYES
    across = right[0] - left[0]
    tilt = np.degrees(np.arctan2(abs(across[1]), across[0]))
    return TILTED if tilt > MOST_TILT_DEG else ""


def _look_fault(face: Box, grey: Picture) -> str:
    x, y, wide, high = face
    skin = cv2.resize(grey[y : y + high, x : x + wide], (FACE_SIDE, FACE_SIDE))
    if float(np.median(skin)) < DARK_FACE:
        return TOO_DARK
    if float(cv2.Laplacian(skin, cv2.CV_32F).var()) < LEAST_DETAIL:
        return BLURRED
    wall = _beside(face, grey)
    is_plain = float(np.median(wall)) >= LIGHT_WALL and float(wall.std()) <= PLAIN_WALL
    return "" if is_plain else BACKGROUND


def _beside(face: Box, grey: Picture) -> NDArray[np.uint8]:
    """Return the pixels left and right of the head, from its crown to the cheeks."""
    x, y, wide, high = face
    beyond_hair = wide // 5
    rows = grey[max(0, y - high // 4) : y + high // 2]
    # At least the picture's edges, where the head fills the rest.
    left = rows[:, max(0, x - wide) : max(4, x - beyond_hair)]
    right = rows[:, min(rows.shape[1] - 4, x + wide + beyond_hair) : x + 2 * wide]
    return np.concatenate([left.ravel(), right.ravel()])


def _cut_out(bgr: Picture, face: Box) -> Picture:
    """Return the photo in the size of a resident card's, the wall going on where it ends."""
    x, y, wide, high = face
    scale = FACE_IN_PHOTO * PHOTO_HEIGHT / high
    middle, top = x + wide / 2, y - 0.42 * high
    matrix = np.array(
        [[scale, 0, PHOTO_WIDTH / 2 - middle * scale], [0, scale, -top * scale]], dtype=np.float64
    )
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    photo = cv2.warpAffine(
        bgr, matrix, (PHOTO_WIDTH, PHOTO_HEIGHT), flags=kind, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(photo, dtype=np.uint8)
