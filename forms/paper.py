"""The application on paper: a PDF with its own Chinese font, number and digest on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from html import escape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from forms.application import Application, AppliedMaterial, AppliedValue
from forms.cells import cells_of
from forms.line_starts import keep_punctuation_with_its_words
from forms.values import Source

FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_FONT = "YimenHei"
_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_GREY = HexColor("#666666")
_LINE = HexColor("#999999")
_AHEAD_OF_UTC = timedelta(hours=8)
_APPLICANT = frozenset(
    {
        "name",
        "resident_number",
        "sex",
        "nation",
        "birth_date",
        "card_number",
        "education",
        "phone",
        "household_address",
        "residence_address",
    }
)
"""What a department's form asks under its first heading."""
_SIGNATURE_MM = (60, 20)
_PAGE_MM = (85, 110)
"""The most a photographed page takes of the paper: two stand on one."""
Cell = str | Flowable
Pictures = Mapping[str, Sequence[bytes]]
"""The pages of fields answered by pictures, by the key of the field."""
_PROMISE = "本人承诺所填内容和所交材料真实，愿意承担相应责任。"


def draw_application(
    application: Application,
    signature_png: bytes = b"",
    case_number: str = "",
    font_file: Path = FONT_FILE,
    pictures: Pictures = MappingProxyType({}),
) -> bytes:
    """Return the application as PDF bytes; the same application gives the same bytes.

    `font_file` is a TrueType font or collection that holds Chinese, embedded in part.
    """
    _register(font_file)
    keep_punctuation_with_its_words()
    title = _title(application)
    buffer = BytesIO()
    paper = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=title,
        author="一门",
        invariant=1,
    )
    foot = (f"办件编号 {case_number or '待大厅编号'}", f"SHA-256 {digest_of(application)}")
    story = _story(application, title, signature_png, pictures)
    paper.build(story, canvasmaker=partial(_Sheets, foot=foot))
    return buffer.getvalue()


def digest_of(application: Application) -> str:
    """Return the SHA-256 of the application's JSON, by which paper and record are matched."""
    return sha256(application.to_json().encode()).hexdigest()


def _register(font_file: Path) -> None:
    # reportlab keeps fonts by name for the whole process; reading one takes longer than a page.
    is_known = _FONT in pdfmetrics.getRegisteredFontNames()
    known: Any = pdfmetrics.getFont(_FONT) if is_known else None
    if known is None or known.face.filename != str(font_file):
        pdfmetrics.registerFont(TTFont(_FONT, str(font_file), subfontIndex=0))


class _Sheets(Canvas):
    """Puts the foot on every page once it is known how many there are."""

    def __init__(self, *args: Any, foot: tuple[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._foot = foot
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        """Keep a page back."""
        self._pages.append(dict(self.__dict__))
        # The way the library's own guide keeps pages back.
        self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

    def save(self) -> None:
        """Write all pages, each with its foot."""
        pages = self._pages
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            self._draw_foot(f"第 {number} 页，共 {len(pages)} 页")
            super().showPage()
        super().save()

    def _draw_foot(self, count: str) -> None:
        self.setFont(_FONT, 8)
        self.setFillColor(_GREY)
        for line, text in zip((11, 7), self._foot, strict=True):
            self.drawString(_MARGIN, line * mm, text)
        self.drawRightString(_MARGIN + _WIDTH, 11 * mm, count)


def _title(application: Application) -> str:
    if len(application.items) == 1:
        return f"{application.items[0].name.removesuffix('申请')}申请表"
    return "政务服务事项申请表（一表通）"


def _text(text: str, size: float = 10.5, centred: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=_FONT,
        fontSize=size,
        leading=size * 1.45,
        spaceAfter=1.5 * mm,
        wordWrap="CJK",
        alignment=1 if centred else 0,
    )
    return Paragraph("<br/>".join(escape(line) for line in text.split("\n")), style)


def _story(
    application: Application, title: str, signature_png: bytes, pictures: Pictures
) -> list[Flowable]:
    made = application.created_at + _AHEAD_OF_UTC
    items = [(item.name, item.code) for item in application.items]
    own = [value for value in application.values if value.key in _APPLICANT]
    rest = [value for value in application.values if value.key not in _APPLICANT]
    version = f"填写时间：{made:%Y-%m-%d %H:%M}　　目录版本：{application.catalogue_version}"
    sections: list[tuple[str, Flowable]] = [
        ("申请事项", _grid(("事项", "实施编码"), items, (100, 74))),
        ("申请人情况", _values(own, pictures)),
    ]
    if rest:
        sections.append(("申请内容", _values(rest, pictures)))
    if application.materials:
        rows = [(m.name, _material_text(m)) for m in application.materials]
        sections.append(("提交材料", _grid(("材料", "提交方式"), rows, (100, 74))))
    story: list[Flowable] = [_text(title, 18, centred=True), Spacer(1, 3 * mm), _text(version, 9)]
    for number, (name, table) in zip("一二三四五", sections, strict=False):
        story += [*_heading(number, name), table]
    number = "一二三四五"[len(sections)]
    story.append(KeepTogether(_signing(number, signature_png, f"{made:%Y-%m-%d}")))
    return story


def _signing(number: str, signature_png: bytes, day: str) -> list[Flowable]:
    signed: Flowable = _text("" if signature_png else "（请在这里签名）")
    if signature_png:
        signed = _image(signature_png, _SIGNATURE_MM)
    cells: list[list[Any]] = [
        [_text(_PROMISE), "", ""],
        [_text("申请人签名："), signed, _text(f"日期：{day}")],
        [_text("窗口收件人："), _text("受理日期："), _text("意见：")],
    ]
    style: Any = [
        ("BOX", (0, 0), (-1, -1), 0.5, _LINE),
        ("LINEABOVE", (0, 2), (-1, 2), 0.5, _LINE),
        ("SPAN", (0, 0), (-1, 0)),
        ("VALIGN", (0, 0), (-1, 1), "MIDDLE"),
        ("VALIGN", (0, 2), (-1, 2), "TOP"),
        ("BOTTOMPADDING", (0, 2), (-1, 2), 14 * mm),
    ]
    widths = [34 * mm, _WIDTH - 94 * mm, 60 * mm]
    return [*_heading(number, "承诺与签名"), Table(cells, colWidths=widths, style=style)]


def _heading(number: str, name: str) -> list[Flowable]:
    heading = _text(f"{number}、{name}", 11.5)
    # A heading alone at the foot of a page would lead nowhere.
    heading.keepWithNext = True
    return [Spacer(1, 4 * mm), heading]


def _image(picture: bytes, most_mm: tuple[int, int]) -> Flowable:
    image = Image(BytesIO(picture), most_mm[0] * mm, most_mm[1] * mm, kind="proportional")
    image.hAlign = "LEFT"
    return image


def _values(values: Sequence[AppliedValue], pictures: Pictures) -> Table:
    rows: list[tuple[Cell, Cell, Cell]] = []
    for value in values:
        first, *more = _lines(value, pictures)
        rows.append((value.name, first, value.source_label))
        rows += [("", line, "") for line in more]
    return _grid(("项目", "内容", "来源"), rows, (56, 91, 27))


def _lines(value: AppliedValue, pictures: Pictures) -> Sequence[Cell]:
    """Return a value as it stands on paper: each row of a table, each picture on its own line."""
    if value.pages:
        signed = value.source is Source.SIGNED
        most_mm = _SIGNATURE_MM if signed else _PAGE_MM
        drawn = [_image(page, most_mm) for page in pictures.get(value.key, ())]
        return drawn if signed and drawn else [value.shown, *drawn]
    return value.shown.split("；") if cells_of(value.text) else [value.shown]


def _material_text(material: AppliedMaterial) -> str:
    return "到窗口交" if material.at_window else f"已拍摄，{material.pages} 页"


def _grid(head: Sequence[str], rows: Sequence[Sequence[Cell]], widths_mm: Sequence[float]) -> Table:
    cells = [[_text(cell) if isinstance(cell, str) else cell for cell in r] for r in (head, *rows)]
    return Table(
        cells,
        colWidths=[width * mm for width in widths_mm],
        repeatRows=1,
        # A cell longer than a page would otherwise be refused.
        splitInRow=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, _LINE),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eeeeee")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ],
    )
