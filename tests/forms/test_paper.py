from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from forms.application import Application, AppliedMaterial, fill_application
from forms.catalogue import Catalogue
from forms.paper import FONT_FILE, digest_of, draw_application
from forms.sample import fill_sample

NUMBER = "1144010000000001993440790001000202611240001"

pytestmark = pytest.mark.skipif(not FONT_FILE.exists(), reason="needs fonts-wqy-microhei")


@pytest.fixture
def application(shipped_catalogue: Catalogue) -> Application:
    codes = [item.code for item in shipped_catalogue.items]
    table = fill_sample(shipped_catalogue, codes, date(2026, 11, 24))
    photo = AppliedMaterial(key="dwelling_proof", name="居住地址证明", pages=2)
    window = AppliedMaterial(key="portrait_photo", name="近期相片", pages=0, at_window=True)
    made = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    return fill_application(table, "a-1", made, (photo, window), signed=True)


def signature() -> bytes:
    buffer = BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def test_paper_is_the_same_for_the_same_application(application: Application) -> None:
    first = draw_application(application, signature(), NUMBER)
    assert first.startswith(b"%PDF-")
    assert first == draw_application(application, signature(), NUMBER)
    assert first != draw_application(application, signature(), "")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_paper_can_be_read_back_and_numbers_every_page(
    application: Application, tmp_path: Path
) -> None:
    path = tmp_path / "application.pdf"
    path.write_bytes(draw_application(application, signature(), NUMBER))
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True, timeout=20).stdout.decode()
    pages = text.strip("\f").split("\f")
    assert len(pages) >= 2
    for page in pages:
        assert NUMBER in page
        assert digest_of(application) in page
    flat = "".join(text.split())
    for value in application.values:
        assert value.name in flat
    assert "2026-11-2411:00" in flat
    assert "居住地址证明已拍摄，2页" in flat
    assert "近期相片到窗口交" in flat
