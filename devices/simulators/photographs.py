"""Photographs of a sheet as citizens take them: any desk, aslant, in shadow, with a hand on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture
from devices.camera.page import Corners
from devices.simulators.awkward import SKIN, curled, lay_thumb

Points = NDArray[np.float32]
Rng = np.random.Generator
FOCAL = 1.6
"""Focal length over the width of the picture, about that of a document camera."""
WHITE = "white"
"""A desk to be asked for by name: no page is found on it."""


@dataclass(frozen=True)
class Shot:
    """How the photograph is taken; what is not named is left to the seed."""

    seed: int
    desk: str = ""
    share: float = 0.8
    """Height of the sheet over that of the picture."""
    turn_deg: float = 6.0
    """At most so much turned in its plane."""
    tilt_deg: float = 15.0
    """At most so much seen from the side."""
    blur: float = 0.0
    """Standard deviation of the lens's blur, in pixels of a 1280-wide picture."""
    light: float = 1.0
    shadow: bool = False
    glare: bool = False
    hand: bool = False
    thumb: bool = False
    """A thumb on a corner; the hand holds the middle of a side."""
    curl: float = 0.0
    """How much larger the sheet looks where it rises: in its middle, or below zero at two sides."""
    other: Literal["", "under", "over"] = ""
    """Another sheet that lies half under this one, or a smaller one half over it."""
    outside: float = 0.0
    """Which share of the sheet lies outside the picture."""


@dataclass(frozen=True)
class Photograph:
    """The picture, and where the corners and the whole edge of the sheet truly are."""

    bgr: Picture
    corners: Corners
    outline: Corners = ()


def photograph(sheet: Picture, shot: Shot, width: int = 1280, height: int = 720) -> Photograph:
    """Lay the sheet onto a desk and take its picture."""
    rng = np.random.default_rng(shot.seed)
    name = shot.desk or tuple(DESKS)[int(rng.integers(len(DESKS)))]
    desk = (_white if name == WHITE else DESKS[name])(rng, width, height)
    corners = _place(rng, sheet, shot, width, height)
    if shot.other == "under":
        desk = _lay(desk, sheet, _beside(shot, corners, 1.0)).astype(np.float64)
    outline = corners
    if shot.curl:
        picture, outline = _lay_curled(desk, sheet, corners, shot.curl)
        corners = outline[:: len(outline) // 4]
    else:
        picture = _lay(desk, sheet, corners)
    if shot.other == "over":
        picture = _lay(picture, sheet, _beside(shot, corners, 0.55))
    if shot.hand:
        _lay_hand(rng, picture, corners)
    if shot.thumb:
        lay_thumb(np.random.default_rng(shot.seed + 2_000_000), picture, corners)
    if shot.shadow:
        picture = _shade(rng, picture)
    cast = rng.uniform(0.94, 1.06, 3)
    picture = np.asarray(np.clip(picture * cast * shot.light, 0, 255), dtype=np.uint8)
    if shot.glare:
        picture = _burn(rng, picture, corners)
    if shot.blur:
        blurred = cv2.GaussianBlur(picture, (0, 0), shot.blur * width / 1280)
        picture = np.asarray(blurred, dtype=np.uint8)
    noise = rng.normal(0, 2.2, picture.shape)
    exposed = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return Photograph(exposed, _told(corners), _told(outline))


def _told(points: Points) -> Corners:
    return tuple((float(x), float(y)) for x, y in points)


def _place(rng: Rng, sheet: Picture, shot: Shot, width: int, height: int) -> Points:
    """Return the corners of the sheet turned in space and seen from above."""
    high, wide = sheet.shape[:2]
    flat = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) / 2
    flat = flat * (shot.share * height / high)
    angle = np.radians(rng.uniform(-shot.turn_deg, shot.turn_deg))
    flat = flat @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    tilt, way = np.radians(rng.uniform(0, shot.tilt_deg)), rng.uniform(0, 2 * np.pi)
    axis = np.array([np.cos(way), np.sin(way)])
    along, across = flat @ axis, flat @ np.array([-axis[1], axis[0]])
    far = FOCAL * width
    away = 1 + across * np.sin(tilt) / far
    seen = np.outer(along / away, axis) + np.outer(
        across * np.cos(tilt) / away, [-axis[1], axis[0]]
    )
    span = seen.max(axis=0) - seen.min(axis=0)
    room = np.array([width, height]) * 0.94
    if not shot.outside:
        seen = seen * min(1.0, *(room / span))
    seen = seen - (seen.max(axis=0) + seen.min(axis=0)) / 2
    span = seen.max(axis=0) - seen.min(axis=0)
    free = np.maximum(room - span, 0) / 2
    centre = np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * free
    if shot.outside:
        centre[0] = width + span[0] * (shot.outside - 0.5)
    return np.asarray(seen + centre, dtype=np.float32)


def _beside(shot: Shot, corners: Points, size: float) -> Points:
    """Return the corners of a sheet of that size, turned, that the first one overlaps."""
    # A generator of its own leaves the pictures without another sheet as they are.
    rng = np.random.default_rng(shot.seed + 1_000_000)
    centre = corners.mean(axis=0)
    angle = np.radians(rng.uniform(6, 25) * rng.choice([-1, 1]))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    side = corners[1] - corners[0] if rng.random() < 0.5 else corners[3] - corners[0]
    away = side * rng.uniform(0.3, 0.5) * rng.choice([-1, 1])
    return np.asarray((corners - centre) * size @ turn + centre + away, dtype=np.float32)


def _lay(desk: Picture, sheet: Picture, corners: Points) -> Picture:
    height, width = desk.shape[:2]
    shade = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(shade, np.rint(corners + 0.008 * height).astype(np.int32), 80)
    soft = cv2.GaussianBlur(shade, (0, 0), 0.01 * height)[..., None] / 255
    high, wide = map(float, sheet.shape[:2])
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    # Shrinking in one step would lose thin strokes; the area is averaged first.
    shown = float(np.linalg.norm(corners[1] - corners[0]))
    while shown < wide / 2:
        halved = cv2.resize(sheet, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        sheet, wide = np.asarray(halved, dtype=np.uint8), wide / 2
        source = np.asarray(source / 2, dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    page = cv2.warpPerspective(sheet, matrix, (width, height), flags=cv2.INTER_AREA)
    cover = np.full(sheet.shape[:2], 255, np.uint8)
    mask = cv2.warpPerspective(cover, matrix, (width, height))[..., None] / 255
    return np.asarray(desk * (1 - soft) * (1 - mask) + page * mask, dtype=np.uint8)


def _lay_curled(
    desk: Picture, sheet: Picture, corners: Points, bow: float
) -> tuple[Picture, Points]:
    """Lay a sheet that does not lie flat, and return where its edge comes to lie."""
    across, down, outline = curled(corners, bow, desk.shape[:2])
    sheet = np.asarray(cv2.pyrDown(sheet), np.uint8)
    high, wide = sheet.shape[:2]
    x, y = across * wide - 0.5, down * high - 0.5
    page = cv2.remap(sheet, x, y, cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    there = ((across >= 0) & (across <= 1) & (down >= 0) & (down <= 1)).astype(np.float32)
    mask = cv2.GaussianBlur(there, (3, 3), 0)[..., None]
    soft = 0.4 * cv2.GaussianBlur(there, (0, 0), 0.012 * desk.shape[0])[..., None]
    # Where the sheet slopes it catches less of the lamp.
    slope = 1 - 0.5 * abs(bow) * np.abs(2 * across - 1)[..., None]
    return np.asarray(desk * (1 - soft) * (1 - mask) + page * slope * mask, np.uint8), outline


def _lay_hand(rng: Rng, picture: Picture, corners: Points) -> None:
    """Draw fingers that hold the sheet at the middle of one side."""
    side = int(rng.integers(4))
    a, b = corners[side], corners[(side + 1) % 4]
    place, centre = a + (b - a) * rng.uniform(0.35, 0.65), corners.mean(axis=0)
    inward = (centre - place) / max(float(np.linalg.norm(centre - place)), 1.0)
    beside = np.array([-inward[1], inward[0]])
    size = 0.045 * picture.shape[0]
    tone = tuple(int(c * rng.uniform(0.75, 1.05)) for c in SKIN)
    for finger in (-1, 0, 1):
        tip = place + inward * size * rng.uniform(0.5, 1.6) + beside * size * 1.15 * finger
        root = tip - inward * size * 14
        ends = [tuple(int(v) for v in end) for end in (tip, root)]
        cv2.line(picture, ends[0], ends[1], tone, round(size), cv2.LINE_AA)


def _shade(rng: Rng, picture: Picture) -> Picture:
    """Throw the shadow of an arm or a lamp across the picture."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width)[None] * np.cos(angle := rng.uniform(0, 6.3))
    down = np.linspace(-1, 1, height)[:, None] * np.sin(angle)
    depth = 1 / (1 + np.exp((across + down - rng.uniform(-0.3, 0.3)) * rng.uniform(6, 18)))
    return np.asarray(picture * (1 - rng.uniform(0.25, 0.42) * depth[..., None]), dtype=np.uint8)


def _burn(rng: Rng, picture: Picture, corners: Points) -> Picture:
    """Mirror a lamp in the sheet."""
    height, width = picture.shape[:2]
    x, y = corners.mean(axis=0) + rng.uniform(-0.1, 0.1, 2) * height
    down, right = np.ogrid[:height, :width]
    away = ((right - x) ** 2 + (down - y) ** 2) / (0.12 * height) ** 2
    return np.asarray(np.clip(picture + (330 * np.exp(-away))[..., None], 0, 255), dtype=np.uint8)


def _lit(rng: Rng, desk: NDArray[np.float64]) -> Picture:
    """Let the lamp fall off to one side."""
    across = np.linspace(rng.uniform(0.8, 1), rng.uniform(0.8, 1), desk.shape[1])
    return np.clip(desk * across[None, :, None], 0, 255).astype(np.uint8)


def _wood(rng: Rng, width: int, height: int) -> Picture:
    colour = np.array([58, 88, 124]) * rng.uniform(0.55, 1.15) + rng.uniform(-8, 8, 3)
    rough = rng.normal(0, 10, (height // 7, 3)) + rng.normal(0, 4, (height // 7, 1))
    grain = cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC)
    desk = colour[None, None] + grain[..., None]
    for seam in range(int(rng.integers(60, 160)), height, int(rng.integers(160, 300))):
        desk[seam : seam + 3] *= 0.6
    return _lit(rng, desk)


def _granite(rng: Rng, width: int, height: int) -> Picture:
    base = rng.uniform(50, 125)
    coarse = cv2.resize(rng.normal(0, 14, (height // 4, width // 4)), (width, height))
    speckle = rng.normal(0, 12, (height, width))
    return _lit(rng, np.repeat((base + coarse + speckle)[..., None], 3, axis=2))


def _cloth(rng: Rng, width: int, height: int) -> Picture:
    """A chequered table cloth."""
    step = int(rng.integers(36, 90))
    one, other = rng.uniform(40, 120, 3), rng.uniform(70, 150, 3)
    rows, columns = np.mgrid[:height, :width] // step
    chequers = ((rows + columns) % 2)[..., None]
    weave = rng.normal(0, 5, (height, width, 1))
    return _lit(rng, one * chequers + other * (1 - chequers) + weave)


def _plain(rng: Rng, width: int, height: int) -> Picture:
    colour = rng.uniform(25, 150, 3)
    return _lit(rng, colour[None, None] + rng.normal(0, 2, (height, width, 1)))


def _pale(rng: Rng, width: int, height: int) -> Picture:
    """A light grey counter, not much darker than paper."""
    colour = np.full(3, rng.uniform(150, 185)) + rng.uniform(-8, 8, 3)
    return _lit(rng, colour[None, None] + rng.normal(0, 3, (height, width, 1)))


def _white(rng: Rng, width: int, height: int) -> Picture:
    """A desk as white as paper, on which no edge is seen."""
    colour = np.full(3, rng.uniform(228, 240)) + rng.uniform(-3, 3, 3)
    return np.clip(colour[None, None] + rng.normal(0, 2, (height, width, 1)), 0, 255)


def _mat(rng: Rng, width: int, height: int) -> Picture:
    """A green cutting mat with its light grid."""
    desk = np.full((height, width, 3), (70, 90, 40), np.float64) * rng.uniform(0.7, 1.2)
    step = int(rng.integers(40, 70))
    desk[::step] += 60
    desk[:, ::step] += 60
    return _lit(rng, desk)


DESKS: Mapping[str, Callable[[Rng, int, int], Picture]] = MappingProxyType(
    {
        "wood": _wood,
        "granite": _granite,
        "cloth": _cloth,
        "plain": _plain,
        "mat": _mat,
        "pale": _pale,
    }
)
