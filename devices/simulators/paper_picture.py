"""The slips in a simulated printer's tray as a picture, as wide as the paper is."""

from __future__ import annotations

from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont

from devices.simulators.paper import COLUMNS, Paper

FONT_FILE = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
DOT_COLUMN, LINE_DOTS, MARGIN, CODE_DOTS = 12, 34, 24, 240
WIDTH = COLUMNS * DOT_COLUMN
"""576 dots: paper of 80 mm at 203 dots an inch."""


def draw_paper(paper: Paper, font_file: Path = FONT_FILE) -> Image.Image:
    """Return what was printed, black on white, codes below the text."""
    lines = paper.text.split("\n")
    height = 2 * MARGIN + LINE_DOTS * len(lines) + (CODE_DOTS + MARGIN) * len(paper.qr_texts)
    picture = Image.new("L", (WIDTH + 2 * MARGIN, height), 255)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.truetype(str(font_file), 2 * DOT_COLUMN)
    for number, line in enumerate(lines):
        pen.text((MARGIN, MARGIN + number * LINE_DOTS), line, font=font, fill=0)
    top = MARGIN + LINE_DOTS * len(lines)
    for text in paper.qr_texts:
        code = qrcode.make(text).get_image().convert("L").resize((CODE_DOTS, CODE_DOTS))
        picture.paste(code, ((picture.width - CODE_DOTS) // 2, top))
        top += CODE_DOTS + MARGIN
    return picture
