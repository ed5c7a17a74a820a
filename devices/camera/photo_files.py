"""Photographs as phones and scanners write them, brought to one upright colour picture."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from devices.camera.camera import Picture
from devices.camera.encoding import PictureError

MOST_BYTES = 60_000_000
MOST_PIXELS = 120_000_000
WORKING_SIDE = 4200
"""Longest side that is worked on: A4 at 350 dots to the inch; larger ones are scaled down."""
ORIENTATION = 0x0112
TURNED = frozenset({5, 6, 7, 8})
"""Values of the EXIF orientation that swap width and height."""
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc"})
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError,
    MemoryError, struct.error, Image.DecompressionBombError,
)  # fmt: skip
"""What decoders raise at bytes that are not what their header promised."""


@dataclass(frozen=True)
class Photo:
    """An upright picture; `scale` times its pixels are those of the file as a viewer shows it."""

    bgr: Picture
    scale: float = 1.0


def read_photo(path: Path) -> Photo:
    """Read a photograph of any common format, or raise `PictureError` that says what to do."""
    data = _read_bytes(path)
    try:
        with warnings.catch_warnings():
            # Odd metadata of a phone is no reason to refuse its picture.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                return _upright(image, path)
    except PictureError:
        raise
    except UnidentifiedImageError:
        raise PictureError(_what_it_is(path, data)) from None
    except Image.DecompressionBombError:
        raise PictureError(_too_large(path)) from None
    except BROKEN:
        raise PictureError(f"{path}: 图片不完整或已损坏，请重新拍一张或重新传一次") from None


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise PictureError(f"{path}: 这是文件夹，请写出里面的一张照片")
    try:
        if path.exists() and not path.is_file():
            raise PictureError(f"{path}: 这不是普通文件，请给出一张照片")
        if path.stat().st_size > MOST_BYTES:
            raise PictureError(f"{path}: 文件太大，最多 {MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise PictureError(f"{path}: 没有这个文件") from None
    except PermissionError:
        raise PictureError(f"{path}: 没有权限打开这个文件") from None
    except OSError as error:
        raise PictureError(f"{path}: 打不开（{error.strerror}）") from None
    if not data:
        raise PictureError(f"{path}: 文件是空的，不是图片，请重新传一次")
    return data


def _what_it_is(path: Path, data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return f"{path}: 这是 HEIC 照片。请在手机上另存为 JPEG，或把相机格式设为“兼容性最佳”"
    if data.startswith(b"%PDF-"):
        return f"{path}: 这是 PDF，不是图片，请用 JPEG 或 PNG"
    return f"{path}: 不是图片，请用 JPEG 或 PNG"


def _too_large(path: Path) -> str:
    return f"{path}: 图片太大，最多 {MOST_PIXELS // 1_000_000} 百万像素"


def _upright(image: Image.Image, path: Path) -> Photo:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise PictureError(_too_large(path))
    shrink = min(1.0, WORKING_SIDE / max(width, height))
    target = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    # A JPEG decodes to a half or a quarter for little more than the cost of that.
    image.draft(image.mode, target)
    turned = image.getexif().get(ORIENTATION) in TURNED
    picture = _in_colour(image)
    if picture.size != target:
        picture = picture.resize(target, Image.Resampling.BOX)
    if (orientation := image.getexif().get(ORIENTATION)) is not None:
        picture.getexif()[ORIENTATION] = orientation
    upright = ImageOps.exif_transpose(picture)
    full = height if turned else width
    bgr = np.ascontiguousarray(np.asarray(upright, dtype=np.uint8)[:, :, ::-1])
    return Photo(bgr, full / upright.width)


def _in_colour(image: Image.Image) -> Image.Image:
    """Return 8 bits of red, green and blue, on white where the picture lets through."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _from_deep(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits or more as 8 bits of each colour."""
    grey = np.nan_to_num(np.asarray(image).astype(np.float32))
    top = float(grey.max(initial=0.0))
    if image.mode.startswith("I;16") or 255 < top <= 65535:
        top = 65535.0
    elif image.mode == "F" and top <= 1:
        top = 1.0
    else:
        top = max(top, 255.0)
    eight = np.clip(grey * (255 / top), 0, 255).astype(np.uint8)
    return Image.fromarray(eight).convert("RGB")
