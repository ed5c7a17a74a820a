"""The application on paper: a PDF with its own Chinese font, number and digest on every page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table

from forms.application import Application, AppliedMaterial

FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_FONT = "YimenHei"
_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_GREY = HexColor("#666666")
_LINE = HexColor("#999999")
_AHEAD_OF_UTC = timedelta(hours=8)


def draw_application(
    application: Application,
    signature_png: bytes = b"",
    case_number: str = "",
    font_file: Path = FONT_FILE,
) -> bytes:
    """Return the application as PDF bytes; the same application gives the same bytes.

    `font_file` is a TrueType font or collection that holds Chinese, embedded in part.
    """
    # reportlab keeps fonts by name for the whole process; registering twice is harmless.
    pdfmetrics.registerFont(TTFont(_FONT, str(font_file), subfontIndex=0))
    names = "、".join(item.name for item in application.items)
    buffer = BytesIO()
    paper = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"申请表 {names}",
        author="一门",
        invariant=1,
    )
    footer = partial(_draw_footer, number=case_number, digest=digest_of(application))
    paper.build(_story(application, names, signature_png), footer, footer)
    return buffer.getvalue()


def digest_of(application: Application) -> str:
    """Return the SHA-256 of the application's JSON, by which paper and record are matched."""
    return sha256(application.to_json().encode()).hexdigest()


def _text(text: str, size: float = 10.5, centred: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=_FONT,
        fontSize=size,
        leading=size * 1.45,
        wordWrap="CJK",
        alignment=1 if centred else 0,
    )
    return Paragraph(escape(text), style)


def _story(application: Application, names: str, signature_png: bytes) -> list[Flowable]:
    made = application.created_at + _AHEAD_OF_UTC
    story: list[Flowable] = [
        _text("政务服务事项申请表", 18, centred=True),
        Spacer(1, 3 * mm),
        _text(f"申请事项：{names}", 11.5),
        _text(f"填写时间：{made:%Y-%m-%d %H:%M}　　目录版本：{application.catalogue_version}", 9),
        Spacer(1, 4 * mm),
        _grid(
            ("项目", "内容", "来源"),
            [(value.name, value.shown, value.source_label) for value in application.values],
            (55, 88, 31),
        ),
    ]
    if application.materials:
        rows = [(m.name, _material_text(m)) for m in application.materials]
        story += [Spacer(1, 5 * mm), _grid(("材料", "提交方式"), rows, (100, 74))]
    story += [Spacer(1, 7 * mm), _text("以上内容属实。　　申请人签名：")]
    if signature_png:
        picture = Image(BytesIO(signature_png), 60 * mm, 22 * mm, kind="proportional")
        picture.hAlign = "LEFT"
        story.append(picture)
    return story


def _material_text(material: AppliedMaterial) -> str:
    return "到窗口交" if material.at_window else f"已拍摄，{material.pages} 页"


def _grid(head: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]) -> Table:
    cells = [[_text(text) for text in row] for row in (head, *rows)]
    return Table(
        cells,
        colWidths=[width * mm for width in widths_mm],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, _LINE),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eeeeee")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ],
    )


def _draw_footer(canvas: Canvas, paper: SimpleDocTemplate, number: str, digest: str) -> None:
    canvas.setFont(_FONT, 8)
    canvas.setFillColor(_GREY)
    left = f"办件编号 {number or '待大厅编号'}"
    canvas.drawString(_MARGIN, 11 * mm, left)
    canvas.drawString(_MARGIN, 7 * mm, f"SHA-256 {digest}")
    canvas.drawRightString(_MARGIN + _WIDTH, 11 * mm, f"第 {paper.page} 页")
