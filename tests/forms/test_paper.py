from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from forms.application import Application, AppliedMaterial, fill_application
from forms.catalogue import Catalogue
from forms.cells import text_of
from forms.paper import FONT_FILE, digest_of, draw_application
from forms.sample import fill_sample, sample_application

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
    for number, page in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in "".join(page.split())
        assert NUMBER in page
        assert digest_of(application) in page
    flat = "".join(text.split())
    for value in application.values:
        assert value.name in flat
    assert "2026-11-2411:00" in flat
    assert "居住地址证明已拍摄，2页" in flat
    assert "近期相片到窗口交" in flat
    headings = ("一、申请事项", "二、申请人情况", "三、申请内容", "四、提交材料", "五、承诺与签名")
    places = [flat.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "（请在这里签名）" not in flat
    for code, name in ((item.code, item.name) for item in application.items):
        assert name in flat
        assert code in flat


def test_one_item_gives_the_paper_its_name(shipped_catalogue: Catalogue) -> None:
    codes = {item.short_name: item.code for item in shipped_catalogue.items}
    paper = draw_application(sample_application(shipped_catalogue, (codes["公司设立"],)))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    assert text.count("有限责任公司设立登记申请表") == 1
    assert "陈小样，11010519491231002X，200000 元，40 %" in text
    assert "（请在这里签名）" in text


def test_many_rows_and_long_texts_run_over_the_pages(shipped_catalogue: Catalogue) -> None:
    codes = {item.short_name: item.code for item in shipped_catalogue.items}
    application = sample_application(shipped_catalogue, (codes["公司设立"],))
    line = {"holder": "陈样本", "share": "1"}
    long = {
        "shareholders": {"text": text_of([line] * 300), "shown": "；".join(["陈样本，1 %"] * 300)},
        "business_scope": {"shown": "餐饮服务" * 600},
    }
    values = tuple(v.model_copy(update=long.get(v.key, {})) for v in application.values)
    paper = draw_application(application.model_copy(update={"values": values}))
    pages = PdfReader(BytesIO(paper)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert len(pages) > 6
    assert text.count("陈样本，1%") == 300
    assert text.count("餐饮服务") >= 590
