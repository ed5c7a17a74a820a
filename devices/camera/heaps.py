"""Tells sheets that lie over one another, and paper on a desk as white as itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

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
"""Of the page's paper nearby: what is darker is desk."""
MOST_TINT = 9.0
"""How far a sheet's colour may be from the page's, in a and b of CIELAB."""
SPREAD = 0.2
"""Of the page's size: so far around light is averaged."""
EDGE = 0.012
"""Of the page's size: paper that is not quite straight leaves so much desk along an edge."""
WITHIN = 0.004
"""Share of the page that desk seen within its corners must cover."""
AS_DESK = 15.0
"""How far it may be from the desk, in CIELAB of 8 bits, and from how much of the desk."""
MUCH_OF_DESK = 0.25
FAR_AWAY = 1e-3
THIN = 8
"""Every eighth pixel tells as much of a colour as all."""
FIVE = np.ones((5, 5), np.uint8)
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
    """Whether more paper goes on beyond an edge of the page, or desk is seen within its corners.

    Of two sheets found as one, the four corners take in the desk that shows between them.
    """
    small, light, scale = small_view(bgr)
    page = np.array(corners, dtype=np.float32) * scale
    inside = _filled(light, page)
    size = float(np.sqrt(cv2.contourArea(page)))
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (5, 5), 0), cv2.COLOR_BGR2LAB)
    surface = _Surface(light, np.asarray(lab, np.float32), inside, size)
    return _goes_on_beyond(surface) or _shows_desk_within(surface)


@dataclass(frozen=True)
class _Surface:
    """Lightness and colour of the picture, and where the page lies that is `size` pixels wide."""

    light: Picture
    lab: NDArray[np.float32]
    inside: Mask
    size: float

    def grown(self, share: float) -> Mask:
        """Return the page and so much of its size around it, or less than it below nothing."""
        reach = max(3, round(abs(share) * self.size))
        kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        change = cv2.dilate if share > 0 else cv2.erode
        return np.asarray(change(self.inside.astype(np.uint8), kernel)).astype(bool)

    def spread(self, values: NDArray[np.float32], where: Mask) -> NDArray[np.float32]:
        """Return what is there on the average nearby; far away, what is there in all."""
        wide = 2 * round(SPREAD * self.size) + 1
        usual = float(values[where].mean()) if where.any() else 0.0
        weights = where.astype(np.float32)
        there = cv2.boxFilter(weights, -1, (wide, wide)) + FAR_AWAY
        summed = cv2.boxFilter(values * weights, -1, (wide, wide)) + FAR_AWAY * usual
        return np.asarray(summed / there, np.float32)

    @cached_property
    def paper(self) -> NDArray[np.float32]:
        """Return the lightness of the paper, as the lamp lights it from place to place."""
        blank = cv2.dilate(self.light, np.ones((15, 15), np.uint8)).astype(np.float32)
        return self.spread(blank, self.grown(-RIM))


def _goes_on_beyond(surface: _Surface) -> bool:
    """Whether what is as light and of as little colour as the page goes on beyond its edge."""
    around = surface.grown(RIM)
    blank = surface.inside & (surface.light >= np.percentile(surface.light[surface.inside], 50))
    tone = np.median(surface.lab[blank][::THIN], axis=0)
    # A wooden desk under the lamp is as light as paper, but never as colourless.
    is_alike = np.hypot(*(surface.lab[..., k] - tone[k] for k in (1, 2))) < MOST_TINT
    beyond = (surface.light >= AS_LIGHT * surface.paper) & is_alike & ~around
    beyond = np.asarray(cv2.morphologyEx(beyond.astype(np.uint8), cv2.MORPH_OPEN, FIVE))
    touched = cv2.dilate(around.astype(np.uint8), FIVE).astype(bool)
    sticking_out = (
        int(part.sum())
        for part in _parts(beyond, CRUMB)
        if bool((part & touched).any()) and not _is_desk(part)
    )
    return sum(sticking_out) >= BEYOND * float(surface.inside.sum())


def _shows_desk_within(surface: _Surface) -> bool:
    """Whether something as dark and of the same colour as the desk reaches in over an edge."""
    near, far = surface.grown(RIM), surface.grown(3 * RIM)
    ring = far & ~near
    if ring.sum() < CRUMB:
        return False
    level = (surface.paper + surface.spread(surface.light.astype(np.float32), ring)) / 2
    dark = (surface.inside & (surface.light < level)).astype(np.uint8)
    # Print and the lines of a form are dark too, but thin.
    dark = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, FIVE))
    within = surface.grown(-EDGE)
    desk = surface.lab[ring][::THIN]
    _, labels = cv2.connectedComponents(dark)
    parts = (labels == number for number in np.unique(labels[~within]) if number)
    seen = (
        int((part & within).sum())
        for part in parts
        if part.sum() >= CRUMB and _is_as(desk, np.median(surface.lab[part], axis=0))
    )
    return sum(seen) >= WITHIN * float(surface.inside.sum())


def _is_as(desk: NDArray[np.float32], tone: NDArray[np.float32]) -> bool:
    """Whether much of the desk has this colour; a hand that holds the page is but little of it."""
    away = np.linalg.norm(desk - tone, axis=1)
    return float((away < AS_DESK).mean()) >= MUCH_OF_DESK


def is_heap(bgr: Picture) -> bool:
    """Whether something as light as paper lies there whole, and is no single sheet."""
    return any(LEAST_SOLID <= solid <= MOST_SOLID for solid, _ in _paper_seen(bgr))


def find_uneven_sheet(bgr: Picture) -> Corners | None:
    """Return the upright box around one sheet without the straight sides of a flat one, or None."""
    return next((box for solid, box in _paper_seen(bgr) if solid > MOST_SOLID), None)


def _paper_seen(bgr: Picture) -> Iterator[tuple[float, Corners]]:
    """Yield, of all that is as light as paper and bears print, how solid it is, and its box.

    A sheet is solid that fills the whole of its hull.
    """
    small, light, scale = small_view(bgr)
    least = MIN_AREA * light.shape[0] * light.shape[1]
    for mask in list(paper_masks(small, light))[:2]:
        for part in _parts(without_holes(mask), least):
            if _is_desk(part) or not _bears_ink(light, part):
                continue
            points = np.argwhere(part)[:, ::-1].astype(np.int32)
            hull = float(cv2.contourArea(cv2.convexHull(points)))
            (left, top), (right, bottom) = points.min(axis=0) / scale, points.max(axis=0) / scale
            box = ((left, top), (right, top), (right, bottom), (left, bottom))
            yield float(part.sum()) / max(1.0, hull), box


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
