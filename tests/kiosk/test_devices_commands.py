"""What a technician asks on the command line about devices."""

from __future__ import annotations

import json
from math import dist
from pathlib import Path

import cv2
import pytest
import qrcode
from pypdf import PdfReader
from typer.testing import CliRunner

from devices.simulators.scenes import SceneLook, compose_scene
from kiosk.cli import app


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_a_photograph_of_a_page_is_straightened(tmp_path: Path) -> None:
    scene = compose_scene(SceneLook(seed=7))
    photo = tmp_path / "合同.jpg"
    cv2.imwrite(str(photo), scene.bgr)
    code, output = run("devices", "scan", str(photo), "--json")
    result = json.loads(output)
    assert code == 0 and result["accepted"] and result["reason"] == ""
    assert scene.corners is not None
    for found, true in zip(result["corners"], scene.corners, strict=True):
        assert dist(found, true) < 15
    page = cv2.imread(result["output"])
    assert page is not None and page.shape[0] > page.shape[1]


def test_a_blurred_photograph_is_refused_in_words(tmp_path: Path) -> None:
    photo = tmp_path / "blurred.jpg"
    cv2.imwrite(str(photo), compose_scene(SceneLook(sharp=False, seed=7)).bgr)
    result = json.loads(run("devices", "scan", str(photo), "--json")[1])
    assert not result["accepted"] and "模糊" in result["reason"] and result["output"] == ""


def test_pages_are_bound_into_one_document_or_the_bad_one_is_named(tmp_path: Path) -> None:
    good, bad, bound = (tmp_path / name for name in ("1.jpg", "2.jpg", "home.pdf"))
    cv2.imwrite(str(good), compose_scene(SceneLook(seed=7)).bgr)
    cv2.imwrite(str(bad), compose_scene(SceneLook(sharp=False, seed=7)).bgr)
    options = ("--output", str(bound), "--json")
    code, output = run("devices", "bind", str(good), str(good), *options)
    expected = {"accepted": True, "reason": "", "pages": 2, "output": str(bound)}
    assert code == 0 and json.loads(output) == expected
    assert len(PdfReader(bound).pages) == 2
    refused = json.loads(run("devices", "bind", str(good), str(bad), *options)[1])
    assert not refused["accepted"] and refused["reason"].startswith("第 2 页")
    assert refused["output"] == ""


def test_codes_are_read(tmp_path: Path) -> None:
    photo = tmp_path / "ticket.png"
    qrcode.make("https://hall.example/t/A027").save(photo)
    (found,) = json.loads(run("devices", "codes", str(photo), "--json")[1])["codes"]
    assert found["text"] == "https://hall.example/t/A027" and len(found["corners"]) == 4


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_what_is_no_picture_is_named(tmp_path: Path, content: bytes) -> None:
    photo = tmp_path / "broken.jpg"
    photo.write_bytes(content)
    code, output = run("devices", "scan", str(photo), "--json")
    assert code == 1 and "图片" in json.loads(output)["reason"]


def test_pages_are_printed_only_where_there_is_a_printer_and_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "form.pdf"
    document.write_bytes(b"%PDF-1.4")
    code, output = run("devices", "print", str(document))
    assert code == 1 and "page_printer.queue" in output
    monkeypatch.setenv("YIMEN_PAGE_PRINTER__QUEUE", "A4")
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "none.sock"))
    code, output = run("devices", "print", str(document))
    assert code == 1 and "请工作人员" in output
    document.write_bytes(b"GIF89a")
    code, output = run("devices", "print", str(document))
    assert code == 1 and "不是 PDF" in output
