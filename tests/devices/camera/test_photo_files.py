"""Photographs in whatever form a phone or a scanner writes them, and files that are none."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from math import dist
from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from devices.camera.camera import Picture
from devices.camera.encoding import PictureError
from devices.camera.files import (
    SEVERAL_PAGES,
    TOO_FEW_PIXELS,
    WITHOUT_EDGES,
    find_codes,
    scan,
    scan_photo,
)
from devices.camera.page import Corners
from devices.camera.photo_files import WORKING_SIDE, Photo, read_photo
from devices.simulators.scenes import SceneLook, compose_scene, lease
from kiosk.cli import app

BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera held in each of the ways of EXIF stores an upright scene."""


@pytest.fixture(scope="module")
def scene() -> tuple[Image.Image, Corners]:
    composed = compose_scene(SceneLook(seed=7))
    assert composed.corners is not None
    return Image.fromarray(np.ascontiguousarray(composed.bgr[:, :, ::-1])), composed.corners


def scan_json(path: Path) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(app, ["devices", "scan", str(path), "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    answer: dict[str, object] = json.loads(done.output)
    assert set(answer) == {"accepted", "reason", "corners", "output"}
    return done.exit_code, answer


def assert_corners(photo: Photo, true: Corners, within: float = 15) -> None:
    found = scan_photo(photo)
    assert found.accepted, found.reason
    assert found.corners is not None
    assert all(dist(a, b) < within for a, b in zip(found.corners, true, strict=True))


@pytest.mark.parametrize("orientation", BACK)
def test_a_photograph_is_turned_upright(
    orientation: int, scene: tuple[Image.Image, Corners], tmp_path: Path
) -> None:
    image, corners = scene
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.jpg"
    image.transpose(BACK[orientation]).save(path, exif=exif, quality=92)
    photo = read_photo(path)
    assert photo.bgr.shape[:2] == (image.height, image.width)
    assert_corners(photo, corners)


def save_deep(image: Image.Image, path: Path) -> None:
    grey = np.asarray(image.convert("L"), dtype=np.uint16) * 257
    Image.fromarray(grey).save(path)


FORMS: dict[str, Callable[[Image.Image, Path], None]] = {
    "a.png": lambda image, path: image.save(path),
    "a.webp": lambda image, path: image.save(path, quality=92),
    "a.bmp": lambda image, path: image.save(path),
    "a.tiff": lambda image, path: image.save(path, compression="tiff_lzw"),
    "two-frames.tiff": lambda image, path: image.save(
        path, save_all=True, append_images=[Image.new("RGB", (50, 50))]
    ),
    "a.gif": lambda image, path: image.save(path),
    "grey.jpg": lambda image, path: image.convert("L").save(path, quality=92),
    "palette.png": lambda image, path: image.quantize(128).save(path),
    "cmyk.jpg": lambda image, path: image.convert("CMYK").save(path, quality=92),
    "cmyk.tiff": lambda image, path: image.convert("CMYK").save(path),
    "alpha.png": lambda image, path: image.convert("RGBA").save(path),
    "grey-alpha.png": lambda image, path: image.convert("LA").save(path),
    "deep.png": save_deep,
    "deep.tiff": save_deep,
    "float.tiff": lambda image, path: image.convert("F").save(path),
    "misnamed.jpg": lambda image, path: image.save(path, format="PNG"),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_photograph_is_scanned(
    name: str, scene: tuple[Image.Image, Corners], tmp_path: Path
) -> None:
    image, corners = scene
    path = tmp_path / name
    FORMS[name](image, path)
    assert_corners(read_photo(path), corners)


def test_sixteen_bits_of_each_colour_keep_their_colours(tmp_path: Path) -> None:
    colours = np.zeros((80, 90, 3), np.uint16)
    colours[:, :] = (10 * 257, 120 * 257, 250 * 257)
    cv2.imwrite(str(tmp_path / "deep.png"), colours)
    found = read_photo(tmp_path / "deep.png").bgr[40, 40]
    assert np.abs(found.astype(int) - (10, 120, 250)).max() <= 1


def test_what_lets_through_is_white(tmp_path: Path) -> None:
    with (tmp_path / "solid.png").open("wb") as file:
        qrcode.make("A027").save(file)
    with Image.open(tmp_path / "solid.png") as solid:
        code = solid.convert("L")
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.putalpha(code.point(lambda level: 255 - level))
    clear.save(tmp_path / "code.png")
    (found,) = find_codes(read_photo(tmp_path / "code.png"))
    assert found.text == "A027"


def test_a_code_is_told_as_it_was_encoded_signs_that_are_not_printed_too(tmp_path: Path) -> None:
    text = "[)>\x1e06\x1d25P440604\x1e\x04"
    with (tmp_path / "code.png").open("wb") as file:
        qrcode.make(text).save(file)
    assert [one.text for one in find_codes(read_photo(tmp_path / "code.png"))] == [text]


@pytest.mark.parametrize(("ink", "falls_by"), [(16, 0), (40, 60)])
def test_a_faint_bar_code_is_read_at_a_closer_look(ink: int, falls_by: int) -> None:
    made = zxingcpp.create_barcode("6901234567892", zxingcpp.BarcodeFormat.EAN13)
    code = np.array(zxingcpp.write_barcode_to_image(made, scale=4))
    paper = np.full((400, 700), 150, np.float32)
    paper[100 : 100 + code.shape[0], 120 : 120 + code.shape[1]] -= ink * (code < 128)
    paper -= np.linspace(0, falls_by, 700, dtype=np.float32)[None]
    noise = np.random.default_rng(1).normal(0, 1, paper.shape)
    grey = np.clip(cv2.GaussianBlur(paper, (0, 0), 1) + noise, 0, 255).astype(np.uint8)
    photo = Photo(np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8))
    assert find_codes(photo) == ()
    assert [one.text for one in find_codes(photo, look_closely=True)] == ["6901234567892"]


def test_a_huge_photograph_is_worked_on_smaller_and_answered_in_its_own_pixels(
    scene: tuple[Image.Image, Corners], tmp_path: Path
) -> None:
    image, corners = scene
    times = 8160 / image.width
    path = tmp_path / "huge.jpg"
    image.resize((8160, round(image.height * times)), Image.Resampling.BILINEAR).save(path)
    photo = read_photo(path)
    assert max(photo.bgr.shape) <= WORKING_SIDE
    found = scan_photo(photo)
    assert found.corners is not None
    true = [(x * times, y * times) for x, y in corners]
    assert all(dist(a, b) < 15 * times for a, b in zip(found.corners, true, strict=True))


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 400), (1, 5000)])
def test_a_tiny_picture_is_refused_in_words(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "tiny.png"
    Image.new("RGB", size, "white").save(path)
    code, answer = scan_json(path)
    assert code == 0 and answer["reason"] == TOO_FEW_PIXELS
    assert find_codes(read_photo(path)) == ()


def two_pages(second: tuple[int, int]) -> tuple[Picture, tuple[int, int, int, int]]:
    desk: NDArray[np.uint8] = np.full((1400, 2200, 3), (60, 75, 90), np.uint8)
    large, small = (cv2.resize(lease(), size) for size in ((800, 1060), second))
    desk[150:1210, 150:950] = large
    desk[200 : 200 + second[1], 1200 : 1200 + second[0]] = small
    return desk, (150, 150, 949, 1209)


def test_of_several_pages_the_largest_is_taken_and_it_says_so() -> None:
    desk, (left, top, right, bottom) = two_pages((560, 740))
    found = scan(desk)
    assert found.accepted and found.reason == SEVERAL_PAGES
    assert found.corners is not None
    true = ((left, top), (right, top), (right, bottom), (left, bottom))
    assert all(dist(a, b) < 8 for a, b in zip(found.corners, true, strict=True))


def test_a_scan_that_is_all_page_is_taken_whole_and_it_says_so() -> None:
    page = lease()
    found = scan(page)
    assert found.accepted and found.reason == WITHOUT_EDGES
    high, wide = page.shape[:2]
    assert found.corners == ((0, 0), (wide - 1, 0), (wide - 1, high - 1), (0, high - 1))


def test_no_page_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.jpg"
    cv2.imwrite(str(path), compose_scene(SceneLook(page=False, seed=3)).bgr)
    code, answer = scan_json(path)
    assert code == 0 and answer["accepted"] is False and "没有看到材料" in str(answer["reason"])


def jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="JPEG")
    return buffer.getvalue()


def test_a_file_that_is_cut_off_is_said_to_be(
    scene: tuple[Image.Image, Corners], tmp_path: Path
) -> None:
    path = tmp_path / "cut.jpg"
    whole = jpeg(scene[0])
    path.write_bytes(whole[: len(whole) // 2])
    code, answer = scan_json(path)
    assert code == 1 and "不完整" in str(answer["reason"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        ("这是一封信".encode(), "不是图片"),
        (b"%PDF-1.4\n", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (b"BM" + b"\xff" * 60, "图片"),
        (b"II*\0\x08\0\0\0" + b"\xff" * 40, "图片"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 16, "图片"),
    ],
)
@pytest.mark.parametrize("command", ["scan", "codes", "read-id"])
def test_what_is_no_picture_is_answered_in_the_documented_shape(
    command: str, content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "letter.jpg"
    path.write_bytes(content)
    done = CliRunner().invoke(app, ["devices", command, str(path), "--json"])
    answer = json.loads(done.output)
    shape = {"scan": "accepted", "codes": "codes", "read-id": "fields"}[command]
    assert done.exit_code == 1 and shape in answer and words in answer["reason"]


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("", "文件夹"), ("pipe", "不是普通文件"), ("none.jpg", "没有这个文件")):
        code, answer = scan_json(tmp_path / name)
        assert code == 1 and words in str(answer["reason"])


def test_a_picture_of_too_many_pixels_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (13_000, 13_000)).save(path)
    code, answer = scan_json(path)
    assert code == 1 and "太大" in str(answer["reason"])


def test_damaged_bytes_end_in_a_reason_never_in_a_crash(
    scene: tuple[Image.Image, Corners], tmp_path: Path
) -> None:
    small = scene[0].resize((160, 90))
    dice = np.random.default_rng(5)
    for kind in ("JPEG", "PNG", "TIFF", "BMP", "WEBP", "GIF"):
        buffer = io.BytesIO()
        small.save(buffer, format=kind)
        for round_ in range(8):
            data = bytearray(buffer.getvalue())
            for at in dice.integers(0, min(len(data), 400), 6):
                data[at] = int(dice.integers(0, 256))
            path = tmp_path / f"{round_}.{kind}"
            path.write_bytes(data)
            assert what_becomes_of(path)


def what_becomes_of(path: Path) -> str:
    try:
        photo = read_photo(path)
    except PictureError as error:
        return str(error)
    return scan_photo(photo).reason
