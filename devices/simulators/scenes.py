"""Scenes for the camera: a lease lying on a desk, well or badly photographed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from devices.camera.camera import Picture
from devices.camera.page import Corners

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
WIDTH, HEIGHT, FPS, FRAMES = 1280, 720, 15, 15
PAGE_WIDTH, PAGE_HEIGHT = 1240, 1640
DETAIL = 2
"""Scenes are put together this much larger and then shrunk, as a lens would."""
PAPER = 232

LEASE = (
    "出租方（甲方）：陈样本",
    "承租方（乙方）：林样本",
    "",
    "根据《中华人民共和国民法典》，甲乙双方经协商，",
    "就房屋租赁事宜订立本合同，以供样本之用。",
    "第一条　房屋坐落于佛山市禅城区样本路1号101房，",
    "建筑面积60平方米，用途为居住。",
    "第二条　租赁期限自2026年1月1日起，",
    "至2027年12月31日止，共24个月。",
    "第三条　月租金人民币1500元，每月5日前支付，",
    "押金人民币3000元，合同期满无息退还。",
    "第四条　水费、电费、燃气费由乙方承担。",
    "第五条　甲方保证房屋安全，负责日常维修。",
    "第六条　未经甲方同意，乙方不得转租、转借。",
    "第七条　合同一式两份，双方各执一份，",
    "自签字之日起生效。",
    "",
    "甲方签字：陈样本　　　　乙方签字：林样本",
    "日期：2026年1月1日",
)


@dataclass(frozen=True)
class SceneLook:
    """How a scene is photographed; each seed lays the page and lights the desk differently."""

    sharp: bool = True
    light: float = 1.0
    glare: bool = False
    page: bool = True
    seed: int = 1


@dataclass(frozen=True)
class Scene:
    """A photograph, and where the corners of its page truly are."""

    bgr: Picture
    corners: Corners | None


def compose_scene(
    look: SceneLook, shift: tuple[float, float] = (0.0, 0.0), width: int = WIDTH
) -> Scene:
    """Return one photograph of 16:9; `shift` moves the page, in pixels of a 1280-wide picture."""
    rng = np.random.default_rng(look.seed)
    scale = DETAIL * width / WIDTH
    canvas = _desk(rng, round(WIDTH * scale), round(HEIGHT * scale))
    corners = _page_corners(rng) + np.array(shift, dtype=np.float32)
    if look.page:
        _lay(canvas, corners * scale)
    height = round(HEIGHT * width / WIDTH)
    picture = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA)
    exposed = _exposed(picture.astype(np.float32), look, rng, corners * (width / WIDTH))
    places = tuple((float(x), float(y)) for x, y in corners * (width / WIDTH))
    return Scene(exposed, places if look.page else None)


def write_scene_video(
    path: Path,
    *,
    sharp: bool,
    light: float = 1.0,
    glare: bool = False,
    page: bool = True,
    seed: int = 1,
    frames: int = FRAMES,
) -> None:
    """Write about a second of a scene in which the page trembles a little."""
    look = SceneLook(sharp, light, glare, page, seed)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (WIDTH, HEIGHT))
    if not writer.isOpened():
        raise OSError(f"cannot write the video {path}")
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, 95)
    try:
        for index in range(frames):
            # Whole turns, so that the loop has no jump.
            turn = 2 * np.pi * index / frames
            shift = (1.5 * float(np.sin(turn)), 1.0 * float(np.sin(2 * turn)))
            writer.write(compose_scene(look, shift).bgr)
    finally:
        writer.release()


def _desk(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Return a wooden desk top with its grain and the lamp's fall-off."""
    wood = np.array([58, 82, 112]) * rng.uniform(0.7, 1.15) + rng.uniform(-8, 8, 3)
    rough = rng.normal(0, 9, (height // 8, 1, 1)) + rng.normal(0, 4, (height // 8, 6, 1))
    grain = cv2.resize(rough.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    across = np.linspace(rng.uniform(0.85, 1), rng.uniform(0.85, 1), width, dtype=np.float32)
    lit = [cv2.convertScaleAbs((grain + np.float32(tone)) * across) for tone in wood]
    return np.asarray(cv2.merge(lit), dtype=np.uint8)


def _page_corners(rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the corners of a sheet of A4 shape, a little turned and tilted."""
    tall = rng.uniform(600, 640)
    wide = tall * PAGE_WIDTH / PAGE_HEIGHT
    flat = np.array([(-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)]) / 2
    angle = np.radians(rng.uniform(-3, 3))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    tilt = rng.uniform(-9, 9, (4, 2))
    centre = np.array([WIDTH / 2 + rng.uniform(-160, 160), HEIGHT / 2 + rng.uniform(-6, 6)])
    return np.asarray(flat @ turn.T + tilt + centre, dtype=np.float32)


def _lay(canvas: Picture, corners: NDArray[np.float32]) -> None:
    """Draw the page with its shadow onto the canvas."""
    # Only where the page and its shadow are: the rest of the desk stays as it is.
    first = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 40, 0)
    last = np.ceil(corners.max(axis=0)).astype(int) + 50
    part = canvas[first[1] : last[1], first[0] : last[0]]
    height, width = part.shape[:2]
    there = corners - first.astype(np.float32)
    shade = np.full((height, width), 255, np.uint8)
    cv2.fillConvexPoly(shade, np.rint(there + 10).astype(np.int32), 255 - 90)
    soft = cv2.cvtColor(cv2.GaussianBlur(shade, (0, 0), 9), cv2.COLOR_GRAY2BGR)
    shaded = cv2.multiply(part, soft, scale=1 / 255)
    source = np.array(
        [(0, 0), (PAGE_WIDTH, 0), (PAGE_WIDTH, PAGE_HEIGHT), (0, PAGE_HEIGHT)], np.float32
    )
    matrix = cv2.getPerspectiveTransform(source, there)
    page = cv2.warpPerspective(lease(), matrix, (width, height), flags=cv2.INTER_AREA)
    cover = np.ones((PAGE_HEIGHT, PAGE_WIDTH), np.float32)
    mask = cv2.warpPerspective(cover, matrix, (width, height))
    part[:] = cv2.blendLinear(page, shaded, mask, 1 - mask)


@cache
def lease() -> Picture:
    """Return the page itself as a flat picture."""
    page = Image.new("RGB", (PAGE_WIDTH, PAGE_HEIGHT), (PAPER, PAPER, PAPER - 4))
    draw = ImageDraw.Draw(page)
    ink = (28, 28, 32)
    title = ImageFont.truetype(str(FONT), 76)
    draw.text((PAGE_WIDTH / 2, 130), "房屋租赁合同样本", ink, title, anchor="mm")
    draw.line((120, 210, PAGE_WIDTH - 120, 210), ink, 4)
    body = ImageFont.truetype(str(FONT), 44)
    for number, line in enumerate(LEASE):
        draw.text((120, 260 + 68 * number), line, ink, body)
    draw.ellipse((820, 1430, 1020, 1630), outline=(60, 60, 200), width=6)
    return np.array(page, dtype=np.uint8)


def _exposed(
    picture: NDArray[np.float32],
    look: SceneLook,
    rng: np.random.Generator,
    corners: NDArray[np.float32],
) -> Picture:
    """Add lamp, lens and sensor: glare, blur, darkness and noise."""
    height, width = picture.shape[:2]
    if look.glare:
        x, y = corners.mean(axis=0) + rng.uniform(-0.08, 0.08, 2) * height
        down, right = np.ogrid[:height, :width]
        away = ((right - x) ** 2 + (down - y) ** 2) / (0.11 * height) ** 2
        picture = picture + np.float32(320) * np.exp(-away.astype(np.float32))[..., None]
    if not look.sharp:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 3.2 * width / WIDTH), np.float32)
    noise = rng.standard_normal(picture.shape, np.float32) * np.float32(2)
    exposed = np.clip(picture * np.float32(look.light) + noise, 0, 255)
    return np.asarray(exposed, dtype=np.uint8)
