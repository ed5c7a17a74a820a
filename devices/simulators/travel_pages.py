"""Specimen pages of travel documents with their code lines; Utopia is no country."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from devices.camera.camera import Picture
from devices.cards.mrz import SHAPES, check_digit
from devices.simulators.passport import SPECIMEN
from devices.simulators.scenes import FONT

INK = (24, 26, 30)
PAPER = MappingProxyType({2: (226, 232, 236), 3: (232, 238, 228)})
"""Lines of the zone → the colour of the page, red first."""
SIZES = MappingProxyType({2: (1250, 880), 3: (1070, 675)})
"""Lines of the zone → pixels of the page, ten to the millimetre and more."""
ZONE_SHARE = 0.9
MONOSPACED = 1
"""The face of the font file whose letters are all of one width, as those of the zone."""


def permit_zone(number: str = "H01234567", birth: str = "900101", expiry: str = "340101") -> str:
    """Return the three lines of a card's zone (TD1) with its check digits."""
    first = f"CRUTO{number}{check_digit(number)}".ljust(30, "<")
    second = f"{birth}{check_digit(birth)}F{expiry}{check_digit(expiry)}UTO".ljust(29, "<")
    whole = first[5:] + second[:7] + second[8:15] + second[18:]
    third = "YANGBEN<<ZHENGJIAN".ljust(30, "<")
    return first + second + str(check_digit(whole)) + third


def draw_page(zone: str = SPECIMEN) -> Picture:
    """Return the page that bears a zone: two lines of a passport, three of a permit."""
    count, width = next((c, w) for c, w in SHAPES.items() if c * w == len(zone))
    page = Image.new("RGB", SIZES[count], PAPER[count])
    draw = ImageDraw.Draw(page)
    wide, high = page.size
    for row in range(0, high, 9):
        draw.line((0, row, wide, row + 60), tuple(c - 10 for c in PAPER[count]), 1)
    draw.rectangle((60, 120, 60 + wide // 4, 120 + wide // 3), (206, 214, 222))
    draw.text((wide // 3 + 40, 60), "证件样本  SPECIMEN", INK, ImageFont.truetype(str(FONT), 46))
    for number, label in enumerate(("Type P", "UTOPIA", "12 AUG 1974", "15 APR 2012")):
        place = (wide // 3 + 60, 160 + 60 * number)
        draw.text(place, label, INK, ImageFont.truetype(str(FONT), 30))
    _print_zone(draw, zone, count, width, page.size)
    return np.array(page, dtype=np.uint8)[:, :, ::-1].copy()


def _print_zone(
    draw: ImageDraw.ImageDraw, zone: str, count: int, width: int, size: tuple[int, int]
) -> None:
    pitch = size[0] * ZONE_SHARE / width
    font = ImageFont.truetype(str(FONT), round(pitch * 1.75), index=MONOSPACED)
    line_height = round(pitch * 2.5)
    top = size[1] - line_height * count - 30
    for row in range(count):
        for at, letter in enumerate(zone[row * width : (row + 1) * width]):
            place = (size[0] * (1 - ZONE_SHARE) / 2 + at * pitch, top + row * line_height)
            draw.text(place, letter, INK, font)
