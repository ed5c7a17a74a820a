"""Pages bound into one PDF within its size."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pypdf import PdfReader

from devices.camera.binding import bind
from devices.camera.encoding import PictureError, encode_jpeg


def page(width: int, height: int) -> bytes:
    noise = np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)
    return encode_jpeg(noise)


def test_every_page_is_an_a4_page_on_the_side_it_was_taken() -> None:
    document = PdfReader(io.BytesIO(bind((page(210, 297), page(400, 200)))))
    sizes = [tuple(round(float(side)) for side in one.mediabox[2:]) for one in document.pages]
    assert sizes == [(595, 842), (842, 595)]


def test_the_pdf_keeps_within_its_size_and_small_pages_keep_their_quality() -> None:
    small, large = page(60, 80), page(900, 1200)
    assert len(small) + 2 * len(large) > 600_000
    bound = bind((large, small, large), 600_000)
    assert len(bound) <= 600_000
    shown = [one.images[0].image for one in PdfReader(io.BytesIO(bound)).pages]
    assert [image.size for image in shown if image is not None][1] == (60, 80)
    assert bound == bind((large, small, large), 600_000)


def test_the_same_pages_make_the_same_file() -> None:
    assert bind((page(90, 120),)) == bind((page(90, 120),))


def test_no_pages_are_no_document() -> None:
    with pytest.raises(PictureError, match="没有一页"):
        bind(())
