"""Printed specimens that nobody owns: resident cards, social security cards, business licences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from stdnum.cn import ric, uscc

from devices.camera.camera import Picture
from devices.cards.nations import NATIONS

FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
CARD_WIDTH, CARD_HEIGHT = 1011, 638
"""An ID-1 card at 300 dots an inch."""
LICENCE_WIDTH, LICENCE_HEIGHT = 1500, 1060
INK = (30, 30, 34)
LABEL_INK = (40, 90, 150)
LICENCE_LINE = 14
ADDRESS_LINE = 11
"""Characters in a line of a licence's and of a resident card's address."""

_SURNAMES = "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖徐周叶苏庄吕江何萧罗高潘欧阳"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂样本安宁嘉慧子轩宇辰梓涵思远文博晓东"
_PLACES = (
    ("110105", "北京市朝阳区"),
    ("310115", "上海市浦东新区"),
    ("330106", "浙江省杭州市西湖区"),
    ("420106", "湖北省武汉市武昌区"),
    ("440106", "广东省广州市天河区"),
    ("440604", "广东省佛山市禅城区"),
    ("510107", "四川省成都市武侯区"),
    ("610113", "陕西省西安市雁塔区"),
)
_STREETS = ("样本路", "文华北路", "祖庙街道样本街", "人民南路", "建设大道", "青年路", "解放中路")
_TRADES = ("餐饮服务", "食品销售", "信息技术", "五金加工", "服装零售", "物流运输")


@dataclass(frozen=True)
class Specimen:
    """A document as it is printed, and what it truly says."""

    kind: str
    picture: Picture
    fields: Mapping[str, str]


Rng = np.random.Generator


def draw_specimen(kind: str, seed: int) -> Specimen:
    """Draw a document of one of `KINDS` with made-up, consistent data."""
    return KINDS[kind](np.random.default_rng(seed))


def _pick(rng: Rng, of: str | tuple[str, ...]) -> str:
    return of[int(rng.integers(len(of)))]


def _name(rng: Rng) -> str:
    return _pick(rng, _SURNAMES) + "".join(
        _pick(rng, _GIVEN) for _ in range(int(rng.integers(1, 3)))
    )


def _day(rng: Rng, first: int, last: int) -> date:
    start = date(first, 1, 1)
    return start + timedelta(days=int(rng.integers((date(last, 12, 31) - start).days)))


def resident_number(rng: Rng, division: str, born: date, sex: str) -> str:
    """Return a number whose parts and check digit hold; sequence 980 and up is seldom given."""
    order = int(rng.integers(490, 499)) * 2 + (sex == "男")
    body = f"{division}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def _person(rng: Rng) -> dict[str, str]:
    division, place = _PLACES[int(rng.integers(len(_PLACES)))]
    sex, born = _pick(rng, "男女"), _day(rng, 1940, 2005)
    nation = "汉" if rng.random() < 0.7 else _pick(rng, tuple(NATIONS[n] for n in range(2, 57)))
    house = f"{rng.integers(1, 300)}号"
    if rng.random() < 0.6:
        house += f"{rng.integers(1, 30)}栋{rng.integers(101, 3200)}室"
    return {
        "name": _name(rng),
        "sex": sex,
        "nation": nation,
        "birth_date": born.isoformat(),
        "household_address": place + _pick(rng, _STREETS) + house,
        "resident_number": resident_number(rng, division, born, sex),
    }


def _resident_front(rng: Rng) -> Specimen:
    person = _person(rng)
    born = date.fromisoformat(person["birth_date"])
    sheet = _Sheet(rng, CARD_WIDTH, CARD_HEIGHT, (246, 240, 232))
    sheet.label(60, 70, "姓名").value(170, 66, person["name"], 42)
    sheet.label(60, 158, "性别").value(170, 155, person["sex"], 38)
    sheet.label(290, 158, "民族").value(400, 155, person["nation"], 38)
    sheet.label(60, 240, "出生").value(170, 237, str(born.year), 38)
    sheet.label(275, 240, "年").value(330, 237, str(born.month), 38)
    sheet.label(390, 240, "月").value(440, 237, str(born.day), 38).label(500, 240, "日")
    sheet.label(60, 322, "住址")
    address = person["household_address"]
    for number, at in enumerate(range(0, len(address), ADDRESS_LINE)):
        sheet.value(170, 320 + 54 * number, address[at : at + ADDRESS_LINE], 38)
    sheet.label(60, 540, "公民身份号码").value(350, 530, person["resident_number"], 48, spread=6)
    sheet.portrait(650, 70, 290, 380)
    return Specimen("resident_front", sheet.picture(), person)


def _resident_back(rng: Rng) -> Specimen:
    _, place = _PLACES[int(rng.integers(len(_PLACES)))]
    begun = _day(rng, 2008, 2022)
    long_term = rng.random() < 0.2
    ended = date(begun.year + int(_pick(rng, ("10", "20"))), begun.month, min(begun.day, 28))
    authority = place.split("省")[-1].split("市")[-1].replace("新区", "区") or place
    authority = f"{place.split('省')[-1].split('市')[0]}市公安局{authority.rstrip('区')}分局"
    term = f"{begun:%Y.%m.%d}-{'长期' if long_term else format(ended, '%Y.%m.%d')}"
    sheet = _Sheet(rng, CARD_WIDTH, CARD_HEIGHT, (246, 240, 232))
    sheet.emblem(70, 60)
    sheet.value(330, 80, "中华人民共和国", 62, spread=12).value(
        330, 190, "居民身份证", 82, spread=18
    )
    sheet.label(210, 440, "签发机关", 36).value(400, 438, authority, 38)
    sheet.label(210, 520, "有效期限", 36).value(400, 518, term, 38)
    fields = {
        "authority": authority,
        "valid_from": begun.isoformat(),
        "valid_to": "长期" if long_term else ended.isoformat(),
    }
    return Specimen("resident_back", sheet.picture(), fields)


def _social_security(rng: Rng) -> Specimen:
    person = _person(rng)
    card = f"{_pick(rng, 'ABCDE')}{rng.integers(10**7, 10**8)}"
    issued = _day(rng, 2012, 2024)
    sheet = _Sheet(rng, CARD_WIDTH, CARD_HEIGHT, (238, 244, 250))
    sheet.value(300, 50, "中华人民共和国社会保障卡", 46)
    sheet.portrait(60, 160, 230, 300)
    rows = (
        ("姓名", person["name"]),
        ("社会保障号码", person["resident_number"]),
        ("社会保障卡号", card),
        ("发卡日期", f"{issued.year}年{issued.month}月"),
    )
    for number, (label, text) in enumerate(rows):
        y = 180 + 78 * number
        sheet.label(330, y, label, 34).value(560 if len(label) > 4 else 480, y - 2, text, 38)
    fields = {
        "name": person["name"],
        "resident_number": person["resident_number"],
        "card_number": card,
    }
    return Specimen("social_security", sheet.picture(), fields)


def _business_licence(rng: Rng) -> Specimen:
    division, place = _PLACES[int(rng.integers(len(_PLACES)))]
    order = "".join(_pick(rng, "0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(9))
    code = f"91{division}{order}"
    code += uscc.calc_check_digit(code + "0")
    trade, city = _pick(rng, _TRADES), place.split("省")[-1].split("市")[0]
    capital = f"{_pick(rng, ('壹佰', '伍拾', '叁佰', '壹仟'))}万元人民币"
    begun = _day(rng, 2005, 2024)
    left = (
        ("名称", f"{city}样本{_name(rng)}{trade}有限公司"),
        ("类型", "有限责任公司（自然人独资）"),
        ("法定代表人", _name(rng)),
        ("经营范围", f"{trade}；{_pick(rng, _TRADES)}；日用百货销售"),
    )
    right = (
        ("注册资本", capital),
        ("成立日期", f"{begun.year}年{begun.month:02d}月{begun.day:02d}日"),
        ("住所", place + _pick(rng, _STREETS) + f"{rng.integers(1, 300)}号"),
    )
    sheet = _Sheet(rng, LICENCE_WIDTH, LICENCE_HEIGHT, (250, 248, 238))
    sheet.value(540, 70, "营业执照", 100, spread=8)
    sheet.label(60, 230, "统一社会信用代码", 34).value(60, 280, code, 38)
    for x, far, rows in ((60, 270, left), (850, 1030, right)):
        for number, (label, text) in enumerate(rows):
            y = 420 + 100 * number
            sheet.label(x, y, label, 34)
            for below, at in enumerate(range(0, len(text), LICENCE_LINE)):
                sheet.value(far, y + 44 * below, text[at : at + LICENCE_LINE], 30)
    fields = {
        "business_uscc": code,
        "business_name": left[0][1],
        "business_kind": left[1][1],
        "legal_representative": left[2][1],
        "business_scope": left[3][1],
        "registered_capital": capital,
        "established": begun.isoformat(),
        "business_address": right[2][1],
    }
    return Specimen("business_licence", sheet.picture(), fields)


KINDS: Mapping[str, Callable[[Rng], Specimen]] = MappingProxyType(
    {
        "resident_front": _resident_front,
        "resident_back": _resident_back,
        "social_security": _social_security,
        "business_licence": _business_licence,
    }
)


class _Sheet:
    """A blank document with its guilloche, to be written on."""

    def __init__(self, rng: Rng, width: int, height: int, paper: tuple[int, int, int]) -> None:
        self._rng = rng
        self._image = Image.fromarray(_guilloche(rng, width, height, paper))
        self._draw = ImageDraw.Draw(self._image)

    def label(self, x: int, y: int, text: str, size: int = 30) -> _Sheet:
        """Print a label in the document's colour."""
        self._draw.text((x, y), text, LABEL_INK, _font(size))
        return self

    def value(self, x: int, y: int, text: str, size: int, spread: int = 0) -> _Sheet:
        """Print a value in black, its characters `spread` pixels apart."""
        font = _font(size)
        if not spread:
            self._draw.text((x, y), text, INK, font)
            return self
        for character in text:
            self._draw.text((x, y), character, INK, font)
            x += round(font.getlength(character)) + spread
        return self

    def portrait(self, x: int, y: int, width: int, height: int) -> None:
        """Print a faceless bust."""
        bust = Image.new("RGB", (width, height), (214, 222, 230))
        draw, middle = ImageDraw.Draw(bust), width // 2
        tone = tuple(int(c) for c in self._rng.integers(120, 190, 3))
        draw.ellipse((middle - 130, 240, middle + 130, height + 160), fill=(70, 80, 100))
        draw.ellipse((middle - 70, 60, middle + 70, 230), fill=tone)
        self._image.paste(bust, (x, y))

    def emblem(self, x: int, y: int) -> None:
        """Print a red disc where an emblem would be."""
        self._draw.ellipse((x, y, x + 210, y + 230), fill=(196, 60, 50))

    def picture(self) -> Picture:
        """Return the document as a picture."""
        return np.array(self._image, dtype=np.uint8)[:, :, ::-1].copy()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)


def _guilloche(rng: Rng, width: int, height: int, paper: tuple[int, int, int]) -> NDArray[np.uint8]:
    sheet = np.full((height, width, 3), paper, np.uint8)
    across = np.arange(0, width, 6)
    tint = [int(c) - int(rng.integers(8, 22)) for c in paper]
    for number in range(18):
        phase, high = rng.uniform(0, 6.3), rng.uniform(15, 50)
        line = height * number / 18 + high * np.sin(across / rng.uniform(60, 140) + phase)
        points = np.stack([across, line], axis=1).astype(np.int32)
        cv2.polylines(sheet, [points], False, tint, 1, cv2.LINE_AA)
    return sheet
