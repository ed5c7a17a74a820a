"""Takes in what is printed in a dark colour up to the edge of a sheet, as letterheads are."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture
from devices.camera.sides import Points

REACH = 0.3
"""Of the sheet's length: a band is no deeper."""
LEAST = 0.025
"""Of the sheet's length: what is less deep is a shadow."""
BEYOND = 3
"""Pixels from the side found: nearer it is neither paper nor desk."""
ASIDE = 24
"""Pixels on either side of the lines that the sheet's sides would go on along."""
AT_LINE = 3
"""Pixels from those lines within which a band must end."""
HALF_STEP = 5
OUTSIDE = slice(ASIDE - AT_LINE - HALF_STEP, ASIDE - AT_LINE)
INSIDE = slice(ASIDE + AT_LINE, ASIDE + AT_LINE + HALF_STEP)
MIN_LENGTH = 120
"""Pixels: of a smaller sheet nothing can be told."""
EVEN = 12.0
"""How far a band's colour is from one place to another, in CIELAB of 8 bits."""
WITHIN, BESIDE = 0.6, 0.3
"""Share of pixels in the band's colour within the lines, at least, and beside them, at most."""
WRITTEN = 0.2
"""Share of them that still is a band, for it may be written on."""
SHARP = 0.4
"""Of the change within a few pixels of a band's end, what happens within two; shadows are soft."""
PARTS = 12
"""Places across the band at which its far edge is sought."""
NEAR = 2.0
SEEN_PARTS = 0.6

Tones = NDArray[np.float32]


def with_bands(bgr: Picture, quad: Points) -> Points:
    """Return the sheet's corners moved outward wherever a band goes on between its sides.

    Only the paper was found: a band is what has the sheet's width, another colour than the desk
    on its left and right, and an end.
    """
    for side in range(4):
        # Turned so that the side in question is the first one.
        turned = np.roll(quad, -side, axis=0)
        quad = np.roll(_extended(bgr, turned), side, axis=0)
    return quad


def _extended(bgr: Picture, quad: Points) -> Points:
    """Return the corners with the first side moved outward over a band beyond it, if one is."""
    a, b, c, d = quad
    width = round(float(np.linalg.norm(b - a)))
    length = round(float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2)
    if width < 4 * ASIDE or length < MIN_LENGTH:
        return quad
    flat = np.array([(0, 0), (width, 0), (width, length), (0, length)], np.float32)
    # The rows begin beyond the side found and lie farther and farther out.
    shift = np.array([[1, 0, ASIDE], [0, -1, -BEYOND], [0, 0, 1]], np.float64)
    onto = shift @ cv2.getPerspectiveTransform(np.ascontiguousarray(quad), flat)
    least, most = round(LEAST * length), round(REACH * length)
    begun = _strip(bgr, onto, width + 2 * ASIDE, least)
    if not (_differs_at_line(begun) and _differs_at_line(begun[:, ::-1])):
        return quad
    sight = _rows_in_sight(bgr, onto, width, most)
    if sight < 2 * least:
        return quad
    strip = _strip(bgr, onto, width + 2 * ASIDE, sight)
    end = _end(strip, least)
    if end is None:
        return quad
    deep = end
    if max(end) >= sight - 1:
        if sight == most or not _is_plain_to_see(strip):
            return quad
        # One that runs out of the picture is shown to be cut off by corners that lie outside.
        deep = (most, most)
    far = np.array([[(ASIDE, deep[0])], [(ASIDE + width, deep[1])]], np.float32)
    moved = cv2.perspectiveTransform(far, np.linalg.inv(onto)).reshape(2, 2)
    return np.asarray([moved[0], moved[1], c, d], np.float32)


def _rows_in_sight(bgr: Picture, onto: NDArray[np.float64], width: int, rows: int) -> int:
    """Return how many rows of the strip lie in the picture at both of its ends."""
    ends = [(x, row) for x in (ASIDE, ASIDE + width) for row in range(rows)]
    places = cv2.perspectiveTransform(
        np.array(ends, np.float32).reshape(-1, 1, 2), np.linalg.inv(onto)
    ).reshape(2, rows, 2)
    within = (places >= 0) & (places < np.array(bgr.shape[1::-1]))
    return int(np.cumprod(within.all(axis=(0, 2))).sum())


def _strip(bgr: Picture, onto: NDArray[np.float64], width: int, rows: int) -> Tones:
    strip = cv2.warpPerspective(bgr, onto, (width, rows), borderMode=cv2.BORDER_REPLICATE)
    return cv2.cvtColor(cv2.GaussianBlur(strip, (3, 3), 0), cv2.COLOR_BGR2LAB).astype(np.float32)


def _differs_at_line(strip: Tones) -> bool:
    """Whether the tones differ in most rows; cheap, for most sheets have no band."""
    away = np.linalg.norm(_change(strip), axis=1)
    return float(np.median(away)) >= EVEN / 2


def _is_plain_to_see(strip: Tones) -> bool:
    """Whether its tone is far from the desk's on both sides; a plank of a desk runs on too."""
    changes = (_change(strip), _change(strip[:, ::-1]))
    return all(float(np.median(np.linalg.norm(one, axis=1))) >= 2 * EVEN for one in changes)


def _change(strip: Tones) -> Tones:
    return np.asarray(strip[:, INSIDE].mean(axis=1) - strip[:, OUTSIDE].mean(axis=1))


def _end(strip: Tones, least: int) -> tuple[float, float] | None:
    """Return how deep the band is at its left and its right end, or None where there is none."""
    band = strip[:, ASIDE:-ASIDE]
    left, right = (
        np.median(part[:least], axis=(0, 1))
        for part in (band[:, AT_LINE : AT_LINE + 2 * HALF_STEP], band[:, -2 * HALF_STEP : -AT_LINE])
    )
    # The lamp may light one end more than the other.
    across = np.linspace(0, 1, band.shape[1])[:, None]
    tone = np.pad(left + (right - left) * across, ((ASIDE, ASIDE), (0, 0)), mode="edge")
    alike = np.linalg.norm(strip - tone.astype(np.float32), axis=2) <= EVEN
    end = _far_edge(alike[:, ASIDE:-ASIDE])
    if end is None or min(end) < least:
        return None
    deep = round(sum(end) / 2)
    ends = ((strip[:deep], alike[:deep]), (strip[:deep, ::-1], alike[:deep, ::-1]))
    return end if all(_ends_at_line(tones, same) for tones, same in ends) else None


def _far_edge(alike: NDArray[np.bool_]) -> tuple[float, float] | None:
    """Return the depth at both ends of the straight edge in which the band's colour ends."""
    middles, depths = [], []
    for first, last in pairwise(np.linspace(0, alike.shape[1], PARTS + 1).astype(int)):
        gathered = np.cumsum(alike[:, first:last].mean(axis=1) - WRITTEN)
        middles.append((first + last) / 2)
        depths.append(float(gathered.argmax()) + 1 if gathered.max() > 0 else 0.0)
    x, y = np.array(middles), np.array(depths)
    slopes = [(y[j] - y[i]) / (x[j] - x[i]) for i in range(PARTS) for j in range(i + 3, PARTS)]
    slope = float(np.median(slopes))
    on_line = np.abs(y - slope * x - np.median(y - slope * x)) <= NEAR
    if on_line.mean() < SEEN_PARTS:
        return None
    slope, base = np.polyfit(x[on_line], y[on_line], 1)
    return float(base), float(base + slope * alike.shape[1])


def _ends_at_line(strip: Tones, alike: NDArray[np.bool_]) -> bool:
    """Whether the band's colour ends at the line after so many columns, and sharply."""
    if alike[:, INSIDE].mean() < WITHIN or alike[:, OUTSIDE].mean() > BESIDE:
        return False
    change = _change(strip)
    size = np.linalg.norm(change, axis=1)[:, None]
    # Which way the tone changes may differ from row to row on a chequered desk.
    way = (change / np.maximum(size, 1e-3))[:, None]
    along = (strip[:, : 2 * ASIDE] * way).sum(axis=2).mean(axis=0)
    narrow = [
        along[x + 1 : x + 3].mean() - along[x - 2 : x].mean()
        for x in range(ASIDE - AT_LINE, ASIDE + AT_LINE + 1)
    ]
    return bool(max(narrow) >= SHARP * size.mean())
