"""Cards read from photographs by the real recognition, and what refuses them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from devices.camera.camera import Picture
from devices.ocr.card_photo import NO_DOCUMENT, NO_TEXT, read_card_photo
from devices.ocr.lines import Line, OcrError
from devices.ocr.process import OcrProcess
from devices.simulators.photographs import Shot, photograph
from devices.simulators.specimens import KINDS, draw_specimen
from kiosk.cli import app


@pytest.fixture(scope="module")
def reader() -> Iterator[OcrProcess]:
    with OcrProcess() as process:
        yield process


@pytest.mark.parametrize("kind", KINDS)
def test_a_photograph_of_every_kind_is_read_whole(kind: str, reader: OcrProcess) -> None:
    specimen = draw_specimen(kind, 21)
    shot = Shot(21, "wood", turn_deg=8, tilt_deg=15, blur=0.6, light=0.8)
    read = read_card_photo(photograph(specimen.picture, shot, 1600, 900).bgr, reader)
    assert read.accepted, read.reason
    assert {key: read.fields.get(key) for key in specimen.fields} == specimen.fields


def test_a_card_upside_down_is_read(reader: OcrProcess) -> None:
    specimen = draw_specimen("resident_front", 22)
    read = read_card_photo(np.ascontiguousarray(specimen.picture[::-1, ::-1]), reader)
    assert read.accepted and read.fields["resident_number"] == specimen.fields["resident_number"]


def test_the_command_answers_in_json(tmp_path: Path) -> None:
    specimen = draw_specimen("resident_back", 23)
    photo = tmp_path / "card.jpg"
    cv2.imwrite(str(photo), specimen.picture)
    done = CliRunner().invoke(app, ["devices", "read-id", str(photo), "--json"])
    assert json.loads(done.output) == {"accepted": True, "reason": "", "fields": specimen.fields}


@dataclass
class ScriptedReader:
    """Sees the same lines in every picture and then the texts of crops."""

    lines: tuple[Line, ...]
    crops: str
    reads: int = 0

    def read(self, bgr: Picture) -> tuple[Line, ...]:
        self.reads += 1
        return self.lines

    def read_crops(self, crops: tuple[Picture, ...]) -> tuple[tuple[str, float], ...]:
        return tuple((self.crops, 0.99) for _ in crops)


def card(number: str) -> tuple[Line, ...]:
    rows = ("姓名陈样本", "社会保障号码" + number, "中华人民共和国社会保障卡")
    return tuple(
        Line(text, ((0, y), (500, y), (500, y + 36), (0, y + 36)), 0.99)
        for text, y in zip(rows, (0, 80, 160), strict=True)
    )


BLANK = np.full((400, 640, 3), 200, np.uint8)


def test_a_number_that_a_second_look_does_not_confirm_is_refused() -> None:
    number = "11010519491231002X"
    assert read_card_photo(BLANK, ScriptedReader(card(number), f"号码{number}")).accepted
    read = read_card_photo(BLANK, ScriptedReader(card(number), "号码110105194912310021"))
    assert not read.accepted and "号码没有看清" in read.reason and not read.fields


def test_an_empty_desk_and_another_paper_are_refused_in_words() -> None:
    assert read_card_photo(BLANK, ScriptedReader((), "")).reason == NO_TEXT
    lease = (Line("房屋租赁合同", ((0, 0), (90, 0), (90, 30), (0, 30)), 0.9),)
    assert read_card_photo(BLANK, ScriptedReader(lease, "")).reason == NO_DOCUMENT


def test_a_paper_read_surely_is_not_read_again_upside_down_or_on_its_side() -> None:
    words = "根据法律规定甲乙双方经协商就房屋租赁事宜订立本合同"
    reader = ScriptedReader((Line(words, ((0, 0), (600, 0), (600, 30), (0, 30)), 0.98),), "")
    assert read_card_photo(BLANK, reader).reason == NO_DOCUMENT
    assert reader.reads == 1


def test_a_recognition_that_hangs_is_killed_and_started_anew() -> None:
    hangs = "import time; print('{}', flush=True); time.sleep(60)"
    process = OcrProcess(answer_s=0.3, command=(sys.executable, "-c", hangs))
    for _ in range(2):
        start_s = time.monotonic()
        with pytest.raises(OcrError, match="too long"):
            process.read(BLANK)
        assert time.monotonic() - start_s < 30
    process.close()


def test_a_recognition_that_dies_is_an_error_not_a_hang() -> None:
    process = OcrProcess(command=(sys.executable, "-c", "print('{}', flush=True)"))
    with pytest.raises(OcrError):
        process.read(BLANK)
    process.close()
