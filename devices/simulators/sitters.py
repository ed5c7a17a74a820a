"""Drawn people before the camera: nobody's face, with the shades a detector looks for."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from devices.camera.camera import Picture

WIDTH, HEIGHT = 640, 800
WALL = (232, 232, 230)
SKIN = (150, 175, 215)


@dataclass(frozen=True)
class Sitting:
    """How somebody sits for a photo."""

    size: float = 1.0
    aside: float = 0.0
    """To the right, as a share of the width."""
    tilt_deg: float = 0.0
    light: float = 1.0
    blur: float = 0.0
    people: int = 1
    plain_wall: bool = True
    sunglasses: bool = False


def sit(sitting: Sitting) -> Picture:
    """Return the picture of a drawn person."""
    picture = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    if not sitting.plain_wall:
        for x in range(0, WIDTH, 40):
            cv2.rectangle(picture, (x, 0), (x + 18, HEIGHT), (70, 90, 130), -1)
    for number in range(sitting.people):
        share = (number + 0.5) / sitting.people + sitting.aside
        size = sitting.size / sitting.people**0.5
        _draw(picture, (share * WIDTH, 0.44 * HEIGHT), size, sitting)
    lit = picture.astype(np.float32) * sitting.light
    noise = np.random.default_rng(1).normal(0, 2, picture.shape)
    shown = np.clip(lit + noise, 0, 255).astype(np.uint8)
    if sitting.blur:
        shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), sitting.blur), dtype=np.uint8)
    return shown


def _draw(picture: Picture, middle: tuple[float, float], size: float, how: Sitting) -> None:
    """Draw shoulders, hair and face on a layer of their own, turned, and lay it on the wall."""
    layer = picture.copy()
    x, y, s = middle[0], middle[1], size * 100

    def oval(dx: float, dy: float, wide: float, high: float, colour: tuple[int, ...]) -> None:
        centre = (round(x + dx * s), round(y + dy * s))
        axes = (round(wide * s), round(high * s))
        cv2.ellipse(layer, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    oval(0, 3.4, 2.3, 1.9, (90, 70, 60))
    oval(0, 1.3, 0.5, 0.9, (125, 150, 190))
    oval(0, -0.35, 1.2, 1.45, (35, 35, 40))
    oval(0, 0, 1.0, 1.32, SKIN)
    for side in (-1, 1):
        oval(side * 0.42, -0.12, 0.3, 0.2, (115, 138, 175))
        if how.sunglasses:
            oval(side * 0.42, -0.12, 0.38, 0.3, (20, 20, 20))
        else:
            oval(side * 0.42, -0.12, 0.2, 0.1, (235, 235, 235))
            oval(side * 0.42, -0.12, 0.09, 0.1, (30, 30, 35))
        oval(side * 0.42, -0.42, 0.28, 0.06, (40, 40, 45))
        oval(side * 0.6, 0.35, 0.28, 0.25, (160, 185, 225))
    oval(0, 0.15, 0.1, 0.35, (165, 190, 230))
    oval(0, 0.44, 0.2, 0.08, (115, 138, 175))
    oval(0, 0.78, 0.36, 0.1, (90, 90, 170))
    soft = cv2.GaussianBlur(layer, (0, 0), max(0.6, 0.02 * s))
    turn = cv2.getRotationMatrix2D((x, y), how.tilt_deg, 1)
    size_of = (picture.shape[1], picture.shape[0])
    picture[:] = cv2.warpAffine(soft, turn, size_of, borderMode=cv2.BORDER_REPLICATE)
