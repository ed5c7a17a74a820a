"""The dated readiness report of a terminal on paper: every check with its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from forms.line_starts import keep_punctuation_with_its_words
from forms.paper import FONT_FILE
from kiosk.doctor import Finding

_FONT = "YimenReport"
_MARGIN = 18 * mm
_COLOURS = {"合格": "#1b6e3a", "不合格": "#b3261e", "不需要": "#666666"}


@dataclass(frozen=True)
class ReportHead:
    """Which machine was checked, when, and with which program."""

    hall_name: str
    machine: str
    program: str
    settings_file: str
    checked_at: datetime


def draw_readiness(
    head: ReportHead, findings: Sequence[Finding], font_file: Path = FONT_FILE
) -> bytes:
    """Return the report as PDF bytes."""
    pdfmetrics.registerFont(TTFont(_FONT, str(font_file), subfontIndex=0))
    keep_punctuation_with_its_words()
    buffer = BytesIO()
    paper = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"设备就绪检查 {head.checked_at:%Y-%m-%d %H:%M}",
        author="一门",
    )
    foot = partial(_draw_foot, head)
    paper.build(_story(head, findings), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


def _story(head: ReportHead, findings: Sequence[Finding]) -> list[Flowable]:
    wrong = sum(not one.is_fine for one in findings)
    verdict = f"结论：{wrong} 项不合格，处理后再开机" if wrong else "结论：全部合格，可以投入使用"
    facts = (
        f"大厅：{head.hall_name}",
        f"机器：{head.machine}",
        f"程序：{head.program}",
        f"设置：{head.settings_file}",
        f"检查时间：{head.checked_at:%Y-%m-%d %H:%M:%S}",
    )
    return [
        _text("设备就绪检查", 18),
        Spacer(1, 4 * mm),
        *(_text(fact) for fact in facts),
        Spacer(1, 3 * mm),
        _text(verdict, 13, "#b3261e" if wrong else "#1b6e3a"),
        Spacer(1, 4 * mm),
        _grid(findings),
        Spacer(1, 14 * mm),
        Table([[_text(f"{who}：________________") for who in ("检查人", "日期")]], hAlign="LEFT"),
    ]


def _draw_foot(head: ReportHead, canvas: Canvas, paper: BaseDocTemplate) -> None:
    """Say on each sheet whose report it belongs to: sheets come apart."""
    canvas.setFont(_FONT, 8)
    canvas.setFillColor(HexColor("#666666"))
    place = 10 * mm
    canvas.drawString(_MARGIN, place, f"{head.machine}　{head.checked_at:%Y-%m-%d %H:%M:%S}")
    canvas.drawRightString(A4[0] - _MARGIN, place, f"第 {canvas.getPageNumber()} 页")


def _grid(findings: Sequence[Finding]) -> Table:
    rows = [[_text(title) for title in ("项目", "结果", "说明", "怎么办")]]
    for one in findings:
        result = _result(one)
        rows.append(
            [
                _text(one.name),
                _text(result, colour=_COLOURS[result]),
                _text(one.reason or "正常"),
                _text(one.remedy if result == "不合格" else ""),
            ]
        )
    return Table(
        rows,
        colWidths=[width * mm for width in (28, 20, 66, 60)],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#999999")),
            ("BACKGROUND", (0, 0), (-1, 0), HexColor("#eeeeee")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            *(
                ("BACKGROUND", (0, row), (-1, row), HexColor("#fdecea"))
                for row, one in enumerate(findings, start=1)
                if _result(one) == "不合格"
            ),
        ],
    )


def _result(finding: Finding) -> str:
    if not finding.is_wanted and not finding.status.is_usable:
        return "不需要"
    return "合格" if finding.is_fine else "不合格"


def _text(text: str, size: float = 10.5, colour: str = "#000000") -> Paragraph:
    style = ParagraphStyle(
        "text",
        fontName=_FONT,
        fontSize=size,
        leading=size * 1.45,
        wordWrap="CJK",
        textColor=HexColor(colour),
    )
    return Paragraph(escape(text), style)
