"""Finds the page that lies on the desk, and lays it straight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.bands import with_bands
from devices.camera.camera import Picture
from devices.camera.sides import Points, Sides, laid_on_edges, most_bent

Corners = tuple[tuple[float, float], ...]
"""Top left, top right, bottom right, bottom left, in pixels of the picture."""

SEARCH_SIDE = 720
"""Longest side of the picture the page is sought in; enough for edges, and fast."""

MIN_AREA = 0.025
MIN_FILL = 0.9
"""How much of its four-cornered outline a sheet fills; a hand or a cup fills less."""
MIN_STEP = 0.10
"""How much darker than the paper the desk beside it is, as a share of the paper."""
MARGIN = 0.004
MIN_SIDE = 0.4
"""How much of a side must be seen before a line is laid through it."""
FINGERS = (41, 91)
"""Wider than a finger and than three in the small picture, so that opening a mask removes them."""
DARKEST_PAPER = 0.35
"""Of the lightest in the picture: paper in the shade is still as light as this."""
FAR_REACH, NEAR_REACH = 18, 5
"""How far from where a side was found its edge is sought, first and then again."""
MIN_SUPPORT = 0.45
"""Share of every side that must show an edge; fingers hide the rest."""
SURE_SUPPORT = 0.6
MOST_BENT = 0.022
"""Of a side: how far its middle may lie off the straight line before content is cut off."""


@dataclass(frozen=True)
class Overview:
    """A picture made small enough to seek pages in: once, for large ones take long to shrink."""

    bgr: Picture
    scale: float

    def shrunk(self, corners: Corners) -> Corners:
        """Return where corners of the large picture lie in the small one."""
        return _scaled(corners, self.scale)

    def enlarged(self, corners: Corners) -> Corners:
        """Return where corners of the small picture lie in the large one."""
        return _scaled(corners, 1 / self.scale)


def overlook(bgr: Picture) -> Overview:
    """Return the picture as it is sought in."""
    scale = min(1.0, SEARCH_SIDE / max(bgr.shape[:2]))
    small = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Overview(np.asarray(small, dtype=np.uint8), scale)


def _scaled(corners: Corners, scale: float) -> Corners:
    # A pixel of the small picture covers 1/scale of the large one: measure from centres.
    return tuple(((x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5) for x, y in corners)


@dataclass(frozen=True)
class Found:
    """The corners of a sheet, and of its paper alone, without a dark band along an edge."""

    corners: Corners
    paper: Corners


def find_page(bgr: Picture) -> Corners | None:
    """Return the corners of the largest sheet in the picture, or None."""
    found = find_sheet(bgr)
    return found.corners if found is not None else None


def find_sheet(bgr: Picture) -> Found | None:
    """Return the largest sheet in the picture, or None."""
    small, light, scale = small_view(bgr)
    masks = list(paper_masks(small, light))
    best = _clearest_sheet(masks, light)
    if best is None or best.support < SURE_SUPPORT:
        # A lamp may light one end of a wooden desk as brightly as the other end of the paper.
        plain = _clearest_sheet([colourless(small, light)], light)
        best = max(filter(None, (best, plain)), key=_clearness, default=None)
    if best is None or best.support < SURE_SUPPORT:
        # Fingers that hold the sheet are cut off only where it is not found with them.
        solid = [without_holes(mask) for mask in masks[:2]]
        opened = [_opened(mask, width) for width in FINGERS for mask in solid]
        bare = _clearest_sheet(opened, light)
        best = max(filter(None, (best, bare)), key=_clearness, default=None)
    if best is None:
        return None
    paper = _in_order(best.quad)
    whole = _in_order(with_bands(small, paper))
    return Found(*(_scaled(_told(quad), 1 / scale) for quad in (whole, paper)))


def _told(quad: Points) -> Corners:
    return tuple((float(x), float(y)) for x, y in quad)


def is_bent(bgr: Picture, paper: Corners) -> bool:
    """Whether an edge of the paper with these corners is curved, as that of a curled sheet is."""
    _, light, scale = small_view(bgr)
    return most_bent(light, np.array(_scaled(paper, scale), dtype=np.float32)) > MOST_BENT


def shows_other_page(bgr: Picture, corners: Corners) -> bool:
    """Whether a sheet lies beside the one with these corners."""
    small, light, scale = small_view(bgr)
    page = np.array(corners, dtype=np.float32) * scale
    least = MIN_AREA * light.shape[0] * light.shape[1]
    return any(
        _lies_beside(quad, page) and _stands_out(light, quad)
        for mask in list(paper_masks(small, light))[:2]
        for quad in _sheets(mask, least)
    )


def _lies_beside(quad: Points, page: Points) -> bool:
    x, y = (float(part) for part in quad.mean(axis=0))
    return cv2.pointPolygonTest(page, (x, y), False) < 0


def small_view(bgr: Picture) -> tuple[Picture, Picture, float]:
    """Return the picture in which pages are sought, its smoothed grey, and its scale."""
    seen = overlook(bgr)
    grey = cv2.GaussianBlur(cv2.cvtColor(seen.bgr, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    return seen.bgr, np.asarray(grey, dtype=np.uint8), seen.scale


def _clearest_sheet(masks: Iterable[Picture], grey: Picture) -> Sides | None:
    """Return the largest of the sheets in the masks that end in edges on all sides, or None."""
    least = MIN_AREA * grey.shape[0] * grey.shape[1]
    quads: list[Points] = []
    for mask in masks:
        for quad in _sheets(mask, least):
            # Most views show the same sheet; laying it on its edges once is enough.
            known = any(_moved(quad, other) <= NEAR_REACH for other in quads)
            if not known and _stands_out(grey, quad):
                quads.append(quad)
    return max((_laid(grey, quad) for quad in quads), key=_clearness, default=None)


def _laid(grey: Picture, quad: Points) -> Sides:
    """Lay the sides along edges; a sheet whose edges are not seen stays where it was found."""
    laid = laid_on_edges(grey, quad, FAR_REACH)
    if _moved(laid.quad, quad) > NEAR_REACH:
        # Far away a side's direction is not yet exact.
        laid = laid_on_edges(grey, laid.quad, NEAR_REACH)
    if laid.support >= MIN_SUPPORT and _is_sheet(laid.quad) and _stands_out(grey, laid.quad):
        return laid
    return Sides(quad, 0.0)


def _moved(quad: Points, other: Points) -> float:
    """Return how far the corners lie apart, whichever is the first."""
    away = np.linalg.norm(quad[:, None] - other[None], axis=2)
    return float(away.min(axis=1).max())


def _is_sheet(quad: Points) -> bool:
    return bool(np.isfinite(quad).all()) and cv2.isContourConvex(quad.reshape(-1, 1, 2))


def _clearness(found: Sides) -> tuple[bool, float]:
    """Put sheets with edges on all sides first, of these the larger and clearer."""
    area = float(cv2.contourArea(found.quad))
    sure = found.support >= MIN_SUPPORT
    return sure, area * found.support if sure else area


def without_holes(mask: Picture) -> Picture:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    return np.asarray(cv2.drawContours(np.zeros_like(mask), contours, -1, 255, -1), dtype=np.uint8)


def _opened(mask: Picture, width: int) -> Picture:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def is_cut_off(corners: Corners, width: int, height: int) -> bool:
    """Whether the page runs out of the picture."""
    margin = MARGIN * max(width, height)
    return any(
        not (margin <= x < width - 1 - margin and margin <= y < height - 1 - margin)
        for x, y in corners
    )


def page_share(corners: Corners, width: int, height: int) -> float:
    """Return which share of the picture the page covers."""
    return float(cv2.contourArea(np.array(corners, dtype=np.float32))) / (width * height)


def straighten(bgr: Picture, corners: Corners) -> Picture:
    """Return the page seen from straight above, in about its own size in pixels."""
    top_left, top_right, bottom_right, bottom_left = (np.array(c) for c in corners)
    width = max(_length(top_left, top_right), _length(bottom_left, bottom_right))
    height = max(_length(top_left, bottom_left), _length(top_right, bottom_right))
    return warp_page(bgr, corners, max(round(width), 8), max(round(height), 8))


def warp_page(bgr: Picture, corners: Corners, width: int, height: int) -> Picture:
    """Return the page seen from straight above in the size given."""
    target = np.array(
        [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)], dtype=np.float32
    )
    matrix = cv2.getPerspectiveTransform(np.array(corners, dtype=np.float32), target)
    warped = cv2.warpPerspective(
        bgr, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, dtype=np.uint8)


def _length(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(one - other))


def paper_masks(small: cv2.typing.MatLike, grey: Picture) -> Iterator[Picture]:
    """Yield views in which paper may be white: by lightness, by lack of colour, by outline."""
    saturation = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1]
    pale = cv2.subtract(grey, cv2.GaussianBlur(saturation, (5, 5), 0) // 2)
    for view in (grey, pale):
        _, mask = cv2.threshold(view, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        yield np.asarray(mask, dtype=np.uint8)
    level = float(np.percentile(grey, 90))
    edges = cv2.Canny(grey, 0.15 * level, 0.4 * level)
    yield np.asarray(cv2.dilate(edges, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def colourless(small: cv2.typing.MatLike, grey: Picture) -> Picture:
    """Return where there is less colour than on most of the picture, and light enough to see."""
    saturation = cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1]
    smooth = cv2.GaussianBlur(saturation, (5, 5), 0)
    _, mask = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    # In the dark any noise is a colour, and none is one too.
    mask[grey < DARKEST_PAPER * float(np.percentile(grey, 90))] = 0
    return np.asarray(mask, dtype=np.uint8)


def _sheets(mask: Picture, min_area: float) -> Iterator[Points]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        hull = cv2.convexHull(contour)
        if cv2.contourArea(hull) < min_area:
            continue
        quad = _four_corners(hull)
        if quad is not None and cv2.contourArea(contour) > MIN_FILL * cv2.contourArea(quad):
            points = contour.reshape(-1, 2).astype(np.float32)
            # The first corners may be off by a thumb: the second fit keeps closer to the sides.
            yield _sharpened(points, _sharpened(points, quad, within=6), within=4)


def _four_corners(hull: cv2.typing.MatLike) -> Points | None:
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05, 0.08):
        outline = cv2.approxPolyDP(hull, share * length, True)
        if len(outline) == 4:
            return np.asarray(outline.reshape(4, 2), dtype=np.float32)
    return None


def _sharpened(contour: Points, quad: Points, within: float) -> Points:
    """Move each corner to where the lines through its two sides meet."""
    lines = [_side_line(contour, a, b, within) for a, b in pairwise([*quad, quad[0]])]
    corners = []
    for index, corner in enumerate(quad):
        met = _meeting(lines[index - 1], lines[index])
        near = met is not None and np.linalg.norm(met - corner) < 0.05 * SEARCH_SIDE
        corners.append(met if near else corner)
    return np.asarray(corners, dtype=np.float32)


def _side_line(contour: Points, a: Points, b: Points, within: float) -> Points | None:
    """Fit x, y and direction through the contour between the corners, away from both."""
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1.0)
    from_a = (contour - a) @ along
    off = np.abs((contour - a) @ np.array([-along[1], along[0]]))
    length = float(np.linalg.norm(b - a))
    side = contour[(from_a > 0.08 * length) & (from_a < 0.92 * length) & (off < within)]
    if len(side) < max(10, MIN_SIDE * length):
        return None
    vx, vy, x, y = cv2.fitLine(side, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([x, y, vx, vy], dtype=np.float32)


def _meeting(one: Points | None, other: Points | None) -> Points | None:
    if one is None or other is None:
        return None
    directions = np.array([[one[2], -other[2]], [one[3], -other[3]]], dtype=np.float64)
    if abs(np.linalg.det(directions)) < 0.1:
        return None
    steps = np.linalg.solve(directions, (other[:2] - one[:2]).astype(np.float64))
    return np.asarray(one[:2] + steps[0] * one[2:], dtype=np.float32)


def _stands_out(grey: Picture, quad: Points) -> bool:
    """Whether the sheet is lighter than the desk along every side inside the picture."""
    height, width = grey.shape
    centre = quad.mean(axis=0)
    steps = []
    for a, b in pairwise([*quad, quad[0]]):
        side = a + (b - a) * np.linspace(0.1, 0.9, 33, dtype=np.float32)[:, None]
        normal = np.array([-(b - a)[1], (b - a)[0]]) / max(float(np.linalg.norm(b - a)), 1.0)
        outward = normal if (side.mean(axis=0) - centre) @ normal > 0 else -normal
        inside, outside = (side + sign * 8 * outward for sign in (-1, 1))
        seen = _is_within(inside, width, height) & _is_within(outside, width, height)
        if seen.sum() >= 8:
            paper, desk = (float(np.median(_at(grey, p[seen]))) for p in (inside, outside))
            steps.append((paper - desk) / max(paper, 1.0))
    # The grain of a desk has long stripes too: two light edges alone are no sheet.
    return len(steps) >= 3 and min(steps) > MIN_STEP


def _is_within(points: NDArray[np.floating], width: int, height: int) -> NDArray[np.bool_]:
    x, y = points[:, 0], points[:, 1]
    return (x >= 0) & (x < width - 1) & (y >= 0) & (y < height - 1)


def _at(grey: Picture, points: NDArray[np.floating]) -> Picture:
    whole = np.rint(points).astype(int)
    return np.asarray(grey[whole[:, 1], whole[:, 0]], dtype=np.uint8)


def _in_order(quad: Points) -> Points:
    """Turn the corners clockwise from the one that lies top left."""
    centre = quad.mean(axis=0)
    angles = np.arctan2(quad[:, 1] - centre[1], quad[:, 0] - centre[0])
    clockwise = quad[np.argsort(angles)]
    first = int(np.argmin(clockwise.sum(axis=1)))
    return np.roll(clockwise, -first, axis=0)
