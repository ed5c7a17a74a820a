"""Pages of travel documents read from photographs by the real recognition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from devices.camera.camera import Picture
from devices.cards.mrz import MrzKey
from devices.ocr.process import OcrProcess
from devices.ocr.travel_page import NO_CODE_LINES, PROVES, TravelPage, read_travel_page
from devices.simulators.passport import SPECIMEN
from devices.simulators.photographs import Shot, photograph
from devices.simulators.specimens import draw_specimen
from devices.simulators.travel_pages import draw_page, permit_zone


@pytest.fixture(scope="module")
def reader() -> Iterator[OcrProcess]:
    with OcrProcess() as process:
        yield process


def taken(page: Picture, seed: int) -> Picture:
    shot = Shot(seed, turn_deg=8, tilt_deg=15, blur=0.5)
    return photograph(page, shot, 1920, 1080).bgr


def test_a_photographed_passport_gives_the_key_and_says_how_little_it_proves(
    reader: OcrProcess,
) -> None:
    read = read_travel_page(taken(draw_page(SPECIMEN), 3), reader, lambda: date(2026, 11, 28))
    assert isinstance(read, TravelPage)
    assert read.key == MrzKey("L898902C3", "740812", "120415")
    assert read.identity.source_label == "照片（护照）" and read.identity.proves == PROVES
    assert read.identity.data["english_name"] == "ERIKSSON ANNA MARIA"
    assert "过期" in read.identity.note
    assert "ERIKSSON" not in repr(read)


def test_a_permit_upside_down_is_read(reader: OcrProcess) -> None:
    picture = taken(draw_page(permit_zone()), 4)[::-1, ::-1]
    read = read_travel_page(np.ascontiguousarray(picture), reader, lambda: date(2026, 11, 28))
    assert isinstance(read, TravelPage)
    assert read.key == MrzKey("H01234567", "900101", "340101")
    assert read.identity.source_label == "照片（通行证）" and read.identity.note == ""
    assert read.identity.data["valid_to"] == "2034-01-01"


def test_a_wrong_check_digit_is_never_taken(reader: OcrProcess) -> None:
    forged = SPECIMEN.replace("7408122", "7408123")
    assert read_travel_page(draw_page(forged), reader) == NO_CODE_LINES


def test_other_cards_and_crumbs_say_what_to_show(reader: OcrProcess) -> None:
    other = draw_specimen("resident_front", 5).picture
    for picture in (other, np.zeros((9, 9, 3), np.uint8)):
        assert read_travel_page(picture, reader) == NO_CODE_LINES
