"""Lays the four sides of a roughly found sheet exactly along its edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture

Points = NDArray[np.float32]

SAMPLES = 40
"""Places along a side at which its edge is sought."""
PROBES = 12
"""Of these, the ones through pairs of which a line is tried."""
ENDS = 0.04
"""Share of a side left out at either end, where the other sides' edges are."""
HALF_STEP = 3
"""Pixels on either side of an edge that are averaged, so that grain is none."""
LEAST_STEP = 0.05
"""How much darker it is beyond an edge, as a share of the light within."""
NEAR = 1.6
"""Pixels within which an edge belongs to a line."""

BENT_REACH, NEAREST_REACH = 0.05, 8
"""Of the sheet's size, and in pixels: how far off a straight line the edge of a curl is sought."""
SHOWN = 0.7


@dataclass(frozen=True)
class Sides:
    """A sheet's corners, and which share of its least certain side shows an edge."""

    quad: Points
    support: float


def laid_on_edges(grey: Picture, quad: Points, reach: int) -> Sides:
    """Move each side by at most `reach` pixels to where most of its length shows an edge.

    Fingers, folds and print are edges of a few places only: a line is tried through every two of
    twelve places, and the one along which the sheet ends most clearly is taken.
    """
    lines, supports = [], []
    for a, b, outward in _with_outward(quad):
        line, support = _side(grey, a, b, outward, reach)
        lines.append(line)
        supports.append(support)
    corners = [
        _meeting(lines[index - 1], lines[index], corner) for index, corner in enumerate(quad)
    ]
    return Sides(np.asarray(corners, dtype=np.float32), min(supports))


def _with_outward(quad: Points) -> Iterator[tuple[Points, Points, Points]]:
    """Yield both ends of each side, and the direction in which the desk lies."""
    centre = quad.mean(axis=0)
    for a, b in pairwise([*quad, quad[0]]):
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1.0)
        outward = np.array([along[1], -along[0]], dtype=np.float32)
        yield a, b, outward if ((a + b) / 2 - centre) @ outward >= 0 else -outward


Line = tuple[Points, Points]
"""A point and a direction."""


def _side(grey: Picture, a: Points, b: Points, outward: Points, reach: int) -> tuple[Line, float]:
    """Return the line along the edge, and the share of places that show it; 1 where none is seen.

    A side outside the picture shows nothing for or against it.
    """
    shares = np.linspace(ENDS, 1 - ENDS, SAMPLES, dtype=np.float32)
    steps, seen = _steps(grey, a + (b - a) * shares[:, None], outward, reach)
    straight = (a, b - a)
    if seen.sum() < SAMPLES // 3:
        return straight, 1.0
    start, end = _clearest(steps, shares, reach)
    distances = np.abs(np.arange(-reach, reach + 1) - (start + (end - start) * shares)[:, None])
    there = np.where(distances <= NEAR, steps, 0)
    shows = (there.max(axis=1) > 0) & seen
    support = float(shows.sum() / seen.sum())
    if shows.sum() < PROBES // 2:
        return straight, support
    # Between whole pixels the edge lies at the middle of its steps.
    weights = there[shows].sum(axis=1)
    offsets = (there[shows] * np.arange(-reach, reach + 1)).sum(axis=1) / weights
    slope, base = np.polyfit(shares[shows], offsets, 1)
    first, last = a + outward * base, b + outward * (base + slope)
    return (first.astype(np.float32), (last - first).astype(np.float32)), support


def _steps(
    grey: Picture, places: Points, outward: Points, reach: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return for places x offsets how much darker it gets there, 0 for no edge; and who is seen."""
    wide = reach + HALF_STEP
    offsets = np.arange(-wide, wide + 1, dtype=np.float32)
    points = places[:, None] + outward * offsets[None, :, None]
    x, y = points[..., 0].astype(np.float32), points[..., 1].astype(np.float32)
    light = cv2.remap(
        grey, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)  # fmt: skip
    sums = np.cumsum(np.pad(light, ((0, 0), (1, 0))), axis=1)
    means = (sums[:, HALF_STEP:] - sums[:, :-HALF_STEP]) / HALF_STEP
    inside, outside = means[:, : 2 * reach + 1], means[:, HALF_STEP + 1 :]
    steps = (inside - outside) / np.maximum(inside, 1)
    steps[steps < LEAST_STEP] = 0
    # Of a blurred edge only its middle counts.
    padded = np.pad(steps, ((0, 0), (2, 2)))
    windows = [padded[:, shift : shift + steps.shape[1]] for shift in range(5)]
    steps = np.where(steps >= np.maximum.reduce(windows) * 0.9, steps, 0)
    height, width = grey.shape
    seen = (places[:, 0] >= 1) & (places[:, 0] < width - 2)
    seen &= (places[:, 1] >= 1) & (places[:, 1] < height - 2)
    return steps.astype(np.float32), seen


def _clearest(
    steps: NDArray[np.float32], shares: NDArray[np.float32], reach: int
) -> tuple[float, float]:
    """Return the offsets at both ends of the line that gathers the most of the steps."""
    probes = np.linspace(0, SAMPLES - 1, PROBES).round().astype(int)
    pairs = np.array(
        [(i, j) for i, j in combinations(probes, 2) if shares[j] - shares[i] > 0.3], dtype=int
    )
    first, second = (_strongest(steps[pairs[:, k]], reach) for k in (0, 1))
    # Both the strongest edge at each place and the next: the strongest may be print.
    starts, ends = [0.0], [0.0]
    for one in range(2):
        for other in range(2):
            at, to = first[:, one], second[:, other]
            slope = (to - at) / (shares[pairs[:, 1]] - shares[pairs[:, 0]])
            starts.extend(at - slope * shares[pairs[:, 0]])
            ends.extend(at + slope * (1 - shares[pairs[:, 0]]))
    start, end = np.array(starts), np.array(ends)
    within = (np.abs(start) <= reach) & (np.abs(end) <= reach)
    start, end = start[within], end[within]
    along = start[:, None] + (end - start)[:, None] * shares[None, :]
    columns = np.clip(np.rint(along).astype(int) + reach, 1, 2 * reach - 1)
    rows = np.arange(SAMPLES)[None, :]
    gathered = np.maximum.reduce([steps[rows, columns + shift] for shift in (-1, 0, 1)])
    # A very dark line of print must not outweigh the whole of a faint edge.
    typical = max(float(np.median(gathered[gathered > 0])) if gathered.any() else 0.0, LEAST_STEP)
    best = int(np.minimum(gathered, typical).sum(axis=1).argmax())
    return float(start[best]), float(end[best])


def _strongest(steps: NDArray[np.float32], reach: int) -> NDArray[np.float64]:
    """Return the offsets of the strongest and the second strongest edge of each row."""
    first = steps.argmax(axis=1)
    rest = steps.copy()
    for shift in range(-3, 4):
        columns = np.clip(first + shift, 0, steps.shape[1] - 1)
        rest[np.arange(len(rest)), columns] = 0
    return np.stack([first, rest.argmax(axis=1)], axis=1).astype(np.float64) - reach


def _meeting(one: Line, other: Line, corner: Points) -> Points:
    """Return where two sides meet, the corner itself where they hardly do."""
    directions = np.array([one[1], -other[1]], dtype=np.float64).T
    scale = float(np.linalg.norm(one[1]) * np.linalg.norm(other[1]))
    if abs(np.linalg.det(directions)) < 0.1 * scale:
        return corner
    steps = np.linalg.solve(directions, (other[0] - one[0]).astype(np.float64))
    return np.asarray(one[0] + steps[0] * one[1], dtype=np.float32)


def most_bent(grey: Picture, quad: Points) -> float:
    """Return how far the middle of a side lies off the line through its ends, in shares of it.

    Only of sides whose edge is seen along most of their length: fingers hide the others.
    """
    reach = max(NEAREST_REACH, round(BENT_REACH * float(np.sqrt(cv2.contourArea(quad)))))
    shares = np.linspace(ENDS, 1 - ENDS, SAMPLES, dtype=np.float32)
    bent = [0.0]
    for a, b, outward in _with_outward(quad):
        steps, seen = _steps(grey, a + (b - a) * shares[:, None], outward, reach)
        shows = (steps.max(axis=1) > 0) & seen
        if shows.sum() < SHOWN * SAMPLES:
            continue
        at, offsets = shares[shows], steps.argmax(axis=1)[shows].astype(np.float64) - reach
        near = np.ones(len(at), np.bool_)
        for within in (4 * NEAR, 2 * NEAR, 2 * NEAR):
            curve = np.polyfit(at[near], offsets[near], 2)
            near = np.abs(np.polyval(curve, at) - offsets) <= within
            if near.sum() < SHOWN * SAMPLES:
                break
        else:
            bent.append(abs(float(curve[0])) / 4 / float(np.linalg.norm(b - a)))
    return max(bent)
