"""Printed lines do not begin with a comma."""

from __future__ import annotations

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from forms.line_starts import NEVER_FIRST, keep_punctuation_with_its_words
from forms.paper import FONT_FILE

NAME = "LineStarts"


@pytest.mark.parametrize("mark", NEVER_FIRST)
def test_a_mark_stays_with_the_word_before_it_at_any_width(mark: str) -> None:
    pdfmetrics.registerFont(TTFont(NAME, str(FONT_FILE), subfontIndex=0))
    keep_punctuation_with_its_words()
    style = ParagraphStyle("text", fontName=NAME, fontSize=10, wordWrap="CJK")
    words = f"请重新插好连接线{mark}或者到综合窗口{mark}交材料原件"
    for width in range(40, 140, 5):
        lines = Paragraph(words, style).breakLinesCJK(width).lines
        assert not any("".join(line[1]).startswith(mark) for line in lines), width
