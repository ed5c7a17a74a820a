"""Photos of drawn people, judged for a document."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from devices.camera.portrait import (
    ASIDE,
    BACKGROUND,
    BLURRED,
    NO_EYES,
    NO_FACE,
    PHOTO_HEIGHT,
    PHOTO_WIDTH,
    SEVERAL,
    TILTED,
    TOO_DARK,
    TOO_FAR,
    TOO_NEAR,
    check_portrait,
)
from devices.simulators.sitters import Sitting, sit
from kiosk.cli import app


@pytest.mark.parametrize("sitting", [Sitting(), Sitting(size=0.8), Sitting(tilt_deg=5)])
def test_somebody_who_sits_well_is_accepted_and_cut_out(sitting: Sitting) -> None:
    found = check_portrait(sit(sitting))
    assert found.accepted, found.reason
    assert found.photo is not None and found.photo.shape == (PHOTO_HEIGHT, PHOTO_WIDTH, 3)
    again = check_portrait(found.photo)
    assert again.face is not None
    left, _, wide, high = again.face
    assert abs(left + wide / 2 - PHOTO_WIDTH / 2) < 0.06 * PHOTO_WIDTH
    assert 0.4 < high / PHOTO_HEIGHT < 0.6


@pytest.mark.parametrize(
    ("sitting", "reason"),
    [
        (Sitting(people=0), NO_FACE),
        (Sitting(people=2), SEVERAL),
        (Sitting(size=0.45), TOO_FAR),
        (Sitting(size=2.6), TOO_NEAR),
        (Sitting(aside=0.3), ASIDE),
        (Sitting(tilt_deg=14), TILTED),
        (Sitting(sunglasses=True), NO_EYES),
        (Sitting(light=0.3), TOO_DARK),
        (Sitting(blur=9), BLURRED),
        (Sitting(plain_wall=False), BACKGROUND),
    ],
    ids=lambda value: value[:6] if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_with_what_to_do(sitting: Sitting, reason: str) -> None:
    found = check_portrait(sit(sitting))
    assert (found.accepted, found.reason, found.photo) == (False, reason, None)
    assert "。请" in reason


def test_the_command_answers_in_json(tmp_path: Path) -> None:
    good, bad = tmp_path / "me.png", tmp_path / "us.png"
    cv2.imwrite(str(good), sit(Sitting()))
    cv2.imwrite(str(bad), sit(Sitting(people=2)))
    done = CliRunner().invoke(app, ["devices", "portrait", str(good), "--json"])
    answer = json.loads(done.output)
    assert answer["accepted"] and len(answer["face"]) == 4
    assert cv2.imread(answer["output"]).shape == (PHOTO_HEIGHT, PHOTO_WIDTH, 3)
    refused = CliRunner().invoke(app, ["devices", "portrait", str(bad), "--json"])
    expected = {"accepted": False, "reason": SEVERAL, "face": [], "output": ""}
    assert json.loads(refused.output) == expected and refused.exit_code == 0
    missing = CliRunner().invoke(app, ["devices", "portrait", str(tmp_path / "x.jpg"), "--json"])
    assert missing.exit_code == 1 and "没有这个文件" in json.loads(missing.output)["reason"]
