"""What makes a sheet hard to find: a dark letterhead, a curl, a finger on its corner."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from devices.camera.camera import Picture
from devices.simulators.scenes import FONT

Points = NDArray[np.float32]
Rng = np.random.Generator
Edge = Literal["top", "bottom", "left"]
EDGES: tuple[Edge, ...] = ("top", "bottom", "left")

BANDS = ((110, 48, 22), (34, 30, 160), (60, 60, 60), (70, 95, 20), (120, 60, 110))
"""Blue, green and red of what offices print their letterheads in."""
LETTERHEAD = "样本市样本区　政务服务样本"
OUTLINE = 80
"""Points of the outline of a curled sheet."""
SKIN = (120, 150, 205)


def with_band(sheet: Picture, edge: Edge, colour: tuple[int, int, int], share: float) -> Picture:
    """Return the sheet with a band of so much of its height printed up to one of its edges."""
    high, wide = sheet.shape[:2]
    depth = round(share * high)
    size = (wide, depth) if edge != "left" else (high, depth)
    band = Image.new("RGB", size, colour)
    font = ImageFont.truetype(str(FONT), round(depth * 0.45))
    ImageDraw.Draw(band).text((size[0] / 2, depth / 2), LETTERHEAD, "white", font, anchor="mm")
    strip = np.asarray(band, np.uint8)
    if edge == "left":
        return np.hstack([np.rot90(strip), sheet])
    return np.vstack([strip, sheet] if edge == "top" else [sheet, strip])


def curled(corners: Points, bow: float, size: tuple[int, int]) -> tuple[Points, Points, Points]:
    """Return where each pixel of a picture lies on a curled sheet, and the sheet's outline.

    The places are shares of its width and height, outside 0 to 1 beside it. A sheet that was
    rolled up rises along its middle (`bow` above zero) or at two of its sides (below zero), and
    what is nearer to the camera looks larger by that share. The outline has four equal parts,
    each beginning at a corner.
    """
    unit = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, unit)
    height, width = size
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    places = cv2.perspectiveTransform(np.stack([x, y], axis=-1).reshape(-1, 1, 2), matrix)
    u, v = np.asarray(places, np.float32).reshape(height, width, 2).transpose(2, 0, 1)
    v = v / _size(u, bow)
    ways = np.linspace(0, 1, OUTLINE // 4, endpoint=False, dtype=np.float32)[:, None]
    edge = np.concatenate([a + (b - a) * ways for a, b in pairwise([*unit, unit[0]])])
    edge[:, 1] *= _size(edge[:, 0], bow)
    outline = cv2.perspectiveTransform(edge.reshape(-1, 1, 2), np.linalg.inv(matrix))
    return np.asarray((u + 1) / 2), np.asarray((v + 1) / 2), np.asarray(outline, np.float32)[:, 0]


def _size(across: Points, bow: float) -> Points:
    return 1 + (bow * (1 - across * across) if bow > 0 else -bow * across * across)


def lay_thumb(rng: Rng, picture: Picture, corners: Points) -> None:
    """Draw a thumb that holds the sheet down at one of its corners."""
    corner, centre = corners[int(rng.integers(4))], corners.mean(axis=0)
    inward = (centre - corner) / float(np.linalg.norm(centre - corner))
    size = 0.05 * picture.shape[0]
    tip = corner + inward * size * rng.uniform(0.2, 1.2)
    angle = rng.uniform(-0.5, 0.5)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    root = tip - inward @ turn * size * 14
    tone = tuple(int(c * rng.uniform(0.75, 1.05)) for c in SKIN)
    ends = [tuple(int(v) for v in end) for end in (tip, root)]
    cv2.line(picture, ends[0], ends[1], tone, round(size), cv2.LINE_AA)
