"""Several photographed pages as one PDF."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from devices.camera.encoding import PictureError, decode, encode_jpeg

MOST_BYTES = 10_000_000
"""What most platforms take of one material."""
FRAME_BYTES = 20_000
"""More than a PDF needs beside its pictures."""


def bind(pages: tuple[bytes, ...], most_bytes: int = MOST_BYTES) -> bytes:
    """Return a PDF of these JPEG pages, one an A4 page, no larger than allowed.

    Every page may take its even share; what the smaller ones leave goes to the larger ones.
    """
    if not pages:
        raise PictureError("没有一页可以合成 PDF")
    # The library writes four bytes of a picture as five printable ones.
    fitting = _fitted(pages, (most_bytes - FRAME_BYTES) * 4 // 5)
    output = io.BytesIO()
    # Without the date two bindings of the same pages are the same file.
    canvas = Canvas(output, pagesize=A4, invariant=1)
    for page in fitting:
        _draw(canvas, page)
    canvas.save()
    return output.getvalue()


def _fitted(pages: tuple[bytes, ...], most_bytes: int) -> list[bytes]:
    fitted = dict(enumerate(pages))
    left = most_bytes
    for done, (number, page) in enumerate(sorted(fitted.items(), key=lambda one: len(one[1]))):
        share = left // (len(pages) - done)
        fitted[number] = page if len(page) <= share else encode_jpeg(decode(page), share)
        left -= len(fitted[number])
    return list(fitted.values())


def _draw(canvas: Canvas, jpeg: bytes) -> None:
    """Fill an A4 page with the picture, upright or on its side as the picture is."""
    image = ImageReader(io.BytesIO(jpeg))
    width, height = image.getSize()
    paper = A4 if height >= width else (A4[1], A4[0])
    canvas.setPageSize(paper)
    scale = min(paper[0] / width, paper[1] / height)
    wide, high = width * scale, height * scale
    canvas.drawImage(image, (paper[0] - wide) / 2, (paper[1] - high) / 2, wide, high)
    canvas.showPage()
