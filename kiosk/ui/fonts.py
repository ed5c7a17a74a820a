"""The typeface: one that has both simplified and traditional Chinese."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from kivy.core.text import Label as CoreLabel
from kivy.core.text import LabelBase

FAMILY = "Yimen"
PLACES = (
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/usr/share/fonts/wqy-microhei/wqy-microhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
)


class FontMissingError(Exception):
    """No typeface with Chinese was found."""


def register_font(places: tuple[Path, ...] = PLACES) -> None:
    """Make the first typeface found the one of the face."""
    for place in places:
        if place.is_file():
            LabelBase.register(name=FAMILY, fn_regular=str(place))
            return
    raise FontMissingError(
        "no Chinese typeface found: install it with `apt-get install fonts-wqy-microhei`"
    )


@lru_cache(maxsize=64)
def measure(size: float) -> Callable[[str], float]:
    """Return a function that gives the width in pixels of a text at this size.

    All labels of a size share it: a screen of many lines would measure the same signs for each.
    """
    label = CoreLabel(font_name=FAMILY, font_size=size)
    known: dict[str, float] = {}

    def width(text: str) -> float:
        if text not in known:
            known[text] = float(label.get_extents(text)[0])
        return known[text]

    return width
