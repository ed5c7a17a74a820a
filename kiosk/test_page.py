"""The test page of an A4 printer: whether edges, letters and greys come out."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import Color, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from forms.paper import FONT_FILE

_FONT = "YimenTestPage"
_FRAME = 10 * mm
_GREYS = 8
_SAMPLE = "一二三四五六七八九十　1234567890　ABCDEFG"


def draw_test_page(
    hall_name: str, printer: str, printed_at: datetime, font_file: Path = FONT_FILE
) -> bytes:
    """Return the page as PDF bytes."""
    pdfmetrics.registerFont(TTFont(_FONT, str(font_file), subfontIndex=0))
    width, height = A4
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle("打印机测试页")
    canvas.rect(_FRAME, _FRAME, width - 2 * _FRAME, height - 2 * _FRAME)
    lines = (
        (24, "打印机测试页"),
        (12, f"{hall_name}　打印机 {printer}　{printed_at:%Y-%m-%d %H:%M}"),
        (12, "四边的框完整、下面的字清楚、深浅八格分得开，就是正常"),
        *((size, _SAMPLE) for size in (8, 12, 18)),
    )
    y = height - 35 * mm
    for size, text in lines:
        canvas.setFont(_FONT, size)
        canvas.drawString(20 * mm, y, text)
        y -= size * 2.2
    wide = (width - 40 * mm) / _GREYS
    for number in range(_GREYS):
        shade = number / (_GREYS - 1)
        canvas.setFillColor(Color(shade, shade, shade))
        canvas.rect(20 * mm + number * wide, y - 20 * mm, wide, 20 * mm, stroke=1, fill=1)
    canvas.setFillColor(black)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
