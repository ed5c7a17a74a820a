"""Tells sheets that lie over one another, and paper on a desk as white as itself."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture
from devices.camera.page import MIN_AREA, Corners, paper_masks, small_view, without_holes

BEYOND = 0.008
"""Share of the page that another sheet must stick out of it."""
RIM = 0.025
"""Of the page's size: what lies so near to its edge is the edge itself."""
AS_LIGHT = 0.88
"""Of the page's paper: what is darker is desk."""
LEAST_SOLID, MOST_SOLID = 0.6, 0.99
"""Share of its hull that a heap of sheets fills; one sheet fills more, a scatter less."""
WHITE = 165
CRUMB = 30
"""Pixels of the small picture that are no paper's."""
MOST_COLOUR = 40
"""Grey level and saturation of a desk on which white paper is not seen."""
LEAST_INK, MOST_INK = 0.002, 0.35
INK_DARKER = 35

Mask = NDArray[np.bool_]


def lies_over_another(bgr: Picture, corners: Corners) -> bool:
    """Whether more paper, as light as the page, goes on beyond an edge of it."""
    _, light, scale = small_view(bgr)
    page = np.array(corners, dtype=np.float32) * scale
    inside = _filled(light, page)
    size = float(np.sqrt(cv2.contourArea(page)))
    reach = max(3, round(RIM * size))
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    around = cv2.dilate(inside.astype(np.uint8), kernel).astype(bool)
    paper = float(np.percentile(light[inside], 70))
    beyond = ((light >= AS_LIGHT * paper) & ~around).astype(np.uint8)
    beyond = np.asarray(cv2.morphologyEx(beyond, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)))
    least = BEYOND * float(inside.sum())
    touched = cv2.dilate(around.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    sticking_out = (
        int(part.sum())
        for part in _parts(beyond, CRUMB)
        if bool((part & touched).any()) and not _is_desk(part)
    )
    return sum(sticking_out) >= least


def is_heap(bgr: Picture) -> bool:
    """Whether something as light as paper lies there whole, and is no single sheet."""
    small, light, _ = small_view(bgr)
    least = MIN_AREA * light.shape[0] * light.shape[1]
    for mask in list(paper_masks(small, light))[:2]:
        for part in _parts(without_holes(mask), least):
            if _is_desk(part):
                continue
            area = float(part.sum())
            points = np.argwhere(part)[:, ::-1].astype(np.int32)
            solid = area / max(1.0, float(cv2.contourArea(cv2.convexHull(points))))
            if LEAST_SOLID <= solid <= MOST_SOLID and _bears_ink(light, part):
                return True
    return False


def is_white_on_white(bgr: Picture) -> bool:
    """Whether there is print on a picture that is as white as paper all over."""
    small, light, _ = small_view(bgr)
    saturation = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1]
    rims = (light[:8], light[-8:], light[:, :8], light[:, -8:])
    is_white = min(float(np.median(rim)) for rim in rims) >= WHITE
    return (
        is_white
        and float(np.median(saturation)) <= MOST_COLOUR
        and _bears_ink(light, np.ones(light.shape, np.bool_))
    )


def _filled(light: Picture, page: NDArray[np.float32]) -> Mask:
    mask = np.zeros(light.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(page).astype(np.int32), 1)
    return mask.astype(bool)


def _parts(mask: Picture, least: float) -> list[Mask]:
    """Return what hangs together, without what is smaller than so many pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((mask > 0).astype(np.uint8))
    areas = stats[1:, cv2.CC_STAT_AREA]
    return [labels == number for number, area in enumerate(areas, 1) if area >= least]


def _is_desk(part: Mask) -> bool:
    """Whether it reaches two sides of the picture or more, as a light desk does."""
    return sum(map(bool, (part[0].any(), part[-1].any(), part[:, 0].any(), part[:, -1].any()))) > 1


def _bears_ink(light: Picture, part: Mask) -> bool:
    paper = cv2.dilate(light, np.ones((15, 15), np.uint8)).astype(np.int16)
    ink = (paper - light > INK_DARKER) & cv2.erode(
        part.astype(np.uint8), np.ones((9, 9), np.uint8)
    ).astype(bool)
    return LEAST_INK <= float(ink.sum()) / max(1.0, float(part.sum())) <= MOST_INK
