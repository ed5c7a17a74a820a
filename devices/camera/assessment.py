"""Judges whether a photograph of a page will do."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.camera.camera import Picture
from devices.camera.heaps import (
    find_uneven_sheet,
    is_heap,
    is_white_on_white,
    lies_over_another,
)
from devices.camera.page import (
    Corners,
    Overview,
    find_sheet,
    is_bent,
    is_cut_off,
    overlook,
    page_share,
    warp_page,
)

TOO_DARK = "光线太暗，看不清字。请打开补光灯，或别让身体挡住光，再拍一次"
NO_PAGE = "没有看到材料。请把纸平放在摄像头下面，四个角都露出来，再拍一次"
HEAP = "纸叠在一起，或者折了、被挡住了，分不清边。请一次只放一张，放平，四个角都露出来，再拍一次"
WHITE_DESK = "桌面和纸一样白，看不清纸边。请在纸下面垫一张深色的纸，再拍一次"
CURLED = "纸没有放平，边是弯的。请把纸压平，四个角都露出来，再拍一次"
CUT_OFF = "材料没有拍全。请把纸往中间挪，四个角都露出来，再拍一次"
TOO_SMALL = "材料离得太远，字太小。请把纸放到框里、靠近一些，再拍一次"
GLARE = "纸上有反光，挡住了字。请把纸转一个方向，或挪开反光的灯，再拍一次"
BLURRED = "照片模糊，看不清字。请把纸放平、手拿开，等画面不动了再拍一次"
NO_TEXT = "纸上没有看到字。请看看是不是放反了，把有字的一面朝上，再拍一次"

DARK_PAPER = 95
"""Grey level of paper below which a scan is no longer accepted at the window."""
DARK_PICTURE = 60
MIN_SHARE = 0.12
JUDGED_SIDE = 900
"""Longest side of the straightened page in which sharpness is judged."""
GLARE_LEVEL = 250
GLARE_ABOVE_PAPER = 8
BURNT_LEVEL = 254
BURNT_PAPER = 247
GLARE_SHARE = 0.008
INK_CONTRAST = 24
MIN_INK = 0.0015
LIGHT_RIM = 150
"""Grey level that paper has along the edges of a picture that is all page."""
DARK_IN_RIM = 0.08
MIN_SHARPNESS = 0.16
LONG_LINE = 61
LEAST_ALONG = 0.22
"""Of the sharpness across a movement, what is left along it; 0.3 and more of print at rest."""
ACROSS = tuple(
    np.array(kernel, np.float32)
    for kernel in (
        ((0, 0, 0), (1, -2, 1), (0, 0, 0)),
        ((0, 1, 0), (0, -2, 0), (0, 1, 0)),
        ((0.5, 0, 0), (0, -1, 0), (0, 0, 0.5)),
        ((0, 0, 0.5), (0, -1, 0), (0.5, 0, 0)),
    )
)
"""The second derivative along each of four directions."""
MIN_BARE = 0.02
FAINTEST = 100.0
"""Variance of the grey levels around the faintest print that can be read."""
NORMAL_QUARTILES = 1.349
"""Distance of the quartiles of a normal distribution, in standard deviations."""
LIGHT_CELLS = 48
LEAST_PLAIN = 0.25
"""Share of the paper that must not be burnt for its light to be told."""


@dataclass(frozen=True)
class Verdict:
    """Whether the photograph will do; if not, why and how to do better, in plain Chinese.

    Of some that are refused the whole picture can be read, though no page can be cut out of it.
    """

    accepted: bool
    reason: str = ""
    corners: Corners | None = None
    is_legible_whole: bool = False


def assess(bgr: Picture, overview: Overview | None = None) -> Verdict:
    """Look for the page, then for darkness, glare and blur on it."""
    height, width = bgr.shape[:2]
    seen = overview or overlook(bgr)
    found = find_sheet(seen.bgr)
    if found is None:
        return _without_page(bgr, seen)
    corners = seen.enlarged(found.corners)
    if is_cut_off(corners, width, height):
        return Verdict(False, CUT_OFF, corners)
    if page_share(corners, width, height) < MIN_SHARE:
        return Verdict(False, TOO_SMALL, corners)
    reason = judge_page(_page_to_judge(bgr, corners))
    if not reason and lies_over_another(seen.bgr, found.corners):
        reason = HEAP
    if not reason and is_bent(seen.bgr, found.paper):
        return Verdict(False, CURLED, corners, is_legible_whole=True)
    return Verdict(not reason, reason, corners)


def is_page_itself(bgr: Picture) -> bool:
    """Whether the picture is a page to its very edges, as scanners and screens make them."""
    scale = min(1.0, JUDGED_SIDE / max(bgr.shape[:2]))
    page = cv2.resize(bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    rim = max(4, min(grey.shape) // 40)
    rims = [grey[:rim].ravel(), grey[-rim:].ravel(), grey[:, :rim].ravel(), grey[:, -rim:].ravel()]
    is_paper = all(
        np.median(side) > LIGHT_RIM and np.mean(side < np.median(side) * 0.85) < DARK_IN_RIM
        for side in rims
    )
    return is_paper and not judge_page(np.asarray(page, dtype=np.uint8))


def judge_page(page: Picture) -> str:
    """Say what is wrong with a straightened page; empty if nothing is."""
    grey = np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    paper = float(np.percentile(grey, 70))
    if paper < DARK_PAPER:
        return TOO_DARK
    relative, ink = _ink(grey)
    sharpness = _sharpness(relative, ink)
    if sharpness is not None and (sharpness < MIN_SHARPNESS or _is_smeared(relative, ink)):
        return BLURRED
    if _has_glare(page, paper):
        return GLARE
    return NO_TEXT if sharpness is None else ""


def _sharpness(relative: NDArray[np.float32], ink: Picture) -> float | None:
    """Return the variance of the Laplacian around the ink over that of the ink, or None.

    Dividing by the variance of the grey levels themselves makes faint print and strong print,
    full pages and nearly empty ones comparable.
    """
    if float(ink.mean()) < MIN_INK:
        return None
    near = cv2.dilate(ink, np.ones((5, 5), np.uint8)).astype(bool)
    bare = cv2.dilate(ink, np.ones((25, 25), np.uint8)) == 0
    rim = _rim(ink)
    bare[:rim], bare[-rim:], bare[:, :rim], bare[:, -rim:] = False, False, False, False
    laplacian = cv2.Laplacian(relative, cv2.CV_32F)
    # The sensor's noise is as sharp as print: what bare paper shows of it does not count.
    edges = float(laplacian[near].var()) - _noise(laplacian, bare)
    return max(edges, 0.0) / max(float(relative[near].var()) - _noise(relative, bare), FAINTEST)


def _is_smeared(relative: NDArray[np.float32], ink: Picture) -> bool:
    """Whether the sheet or the camera moved: print is sharp across the way and not along it."""
    # Rules of a form are sharp across alone, however still they were.
    rules = (np.ones(size, np.uint8) for size in ((1, LONG_LINE), (LONG_LINE, 1)))
    lines = np.maximum.reduce([cv2.morphologyEx(ink, cv2.MORPH_OPEN, rule) for rule in rules])
    near = cv2.dilate(ink, np.ones((5, 5), np.uint8)) > cv2.dilate(lines, np.ones((7, 7), np.uint8))
    if float(near.mean()) < MIN_INK:
        return False
    edges = [float(np.square(cv2.filter2D(relative, -1, across)[near]).mean()) for across in ACROSS]
    return min(edges) < LEAST_ALONG * max(edges)


def _ink(grey: Picture) -> tuple[NDArray[np.float32], Picture]:
    """Return the page as if its paper were white everywhere, and where there is print on it."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    paper = cv2.medianBlur(cv2.dilate(smooth, np.ones((15, 15), np.uint8)), 21)
    relative = cv2.divide(smooth, paper, scale=255).astype(np.float32)
    ink = (relative < 255 - INK_CONTRAST).astype(np.uint8)
    # The page's own edge is a shadow as often as a line of print.
    rim = _rim(grey)
    ink[:rim], ink[-rim:], ink[:, :rim], ink[:, -rim:] = 0, 0, 0, 0
    return relative, ink


def _rim(grey: Picture) -> int:
    return int(max(4, min(grey.shape) // 40))


def _noise(values: cv2.typing.MatLike, bare: NDArray[np.bool_]) -> float:
    """Return the variance on bare paper, without the few marks and specks that stand on it."""
    if bare.mean() < MIN_BARE:
        return 0.0
    spread = float(np.subtract(*np.percentile(values[bare], (75, 25)))) / NORMAL_QUARTILES
    return spread * spread


def _without_page(bgr: Picture, seen: Overview) -> Verdict:
    """Say why no page was found."""
    if _is_black(seen.bgr):
        return Verdict(False, TOO_DARK)
    if is_white_on_white(seen.bgr):
        height, width = bgr.shape[:2]
        whole = ((0.0, 0.0), (width - 1.0, 0.0), (width - 1.0, height - 1.0), (0.0, height - 1.0))
        return Verdict(False, WHITE_DESK, is_legible_whole=_is_legible(bgr, whole))
    if is_heap(seen.bgr):
        return Verdict(False, HEAP)
    box = find_uneven_sheet(seen.bgr)
    if box is None:
        return Verdict(False, NO_PAGE)
    return Verdict(False, CURLED, is_legible_whole=_is_legible(bgr, seen.enlarged(box)))


def _is_legible(bgr: Picture, box: Corners) -> bool:
    return not judge_page(_page_to_judge(bgr, box))


def _is_black(bgr: Picture) -> bool:
    return float(np.percentile(bgr[::8, ::8].max(axis=2), 98)) < DARK_PICTURE


def _page_to_judge(bgr: Picture, corners: Corners) -> Picture:
    a, b, _, d = (np.array(c) for c in corners)
    width, height = float(np.linalg.norm(b - a)), float(np.linalg.norm(d - a))
    scale = JUDGED_SIDE / max(width, height)
    return warp_page(bgr, corners, round(width * scale), round(height * scale))


def _has_glare(page: Picture, paper: float) -> bool:
    """Return whether a spot shines that the light on the rest of the paper does not explain."""
    level = BURNT_LEVEL if paper > BURNT_PAPER else GLARE_LEVEL
    burnt = (page.min(axis=2) >= level).astype(np.uint8)
    burnt = np.asarray(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)))
    if float(burnt.mean()) <= GLARE_SHARE:
        return False
    light = _even_light(page)
    if light is None:
        return False
    return float(np.mean((burnt > 0) & (light + GLARE_ABOVE_PAPER < level))) > GLARE_SHARE


def _even_light(page: Picture) -> NDArray[np.float32] | None:
    """Return the light that falls slowly across the paper; None where most of it is burnt white.

    Lamps above a desk and windows beside it make a slope; a reflection makes a spot.
    """
    grey = cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((15, 15), np.uint8)), 21)
    small = cv2.resize(paper, (LIGHT_CELLS, LIGHT_CELLS), interpolation=cv2.INTER_AREA)
    levels = small.astype(np.float64).ravel()
    y, x = np.mgrid[-1 : 1 : LIGHT_CELLS * 1j, -1 : 1 : LIGHT_CELLS * 1j]
    slope = np.stack([np.ones(levels.size), x.ravel(), y.ravel()], axis=1)
    plain = levels < GLARE_LEVEL
    for _ in range(3):
        if plain.mean() < LEAST_PLAIN:
            return None
        fitted, *_ = np.linalg.lstsq(slope[plain], levels[plain], rcond=None)
        light = slope @ fitted
        plain = (levels < GLARE_LEVEL) & (np.abs(levels - light) < GLARE_ABOVE_PAPER)
    whole = light.reshape(LIGHT_CELLS, LIGHT_CELLS).astype(np.float32)
    height, width = grey.shape
    return np.asarray(cv2.resize(whole, (width, height)), dtype=np.float32)
