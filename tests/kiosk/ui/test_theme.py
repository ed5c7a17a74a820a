"""The tokens: contrast, sizes of type and of what is touched, in every look."""

from __future__ import annotations

from itertools import product

import pytest

from kiosk.journeys.view import Looks
from kiosk.ui.theme import choose_theme, rgba

LEAST_CONTRAST = 7.0
"""WCAG 2.2, success criterion 1.4.6 (AAA)."""
EVERY_LOOK = [Looks(*look) for look in product((False, True), repeat=3)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in rgba(colour)[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_the_standard_does() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize("looks", EVERY_LOOK, ids=str)
def test_every_text_stands_out_from_its_ground(looks: Looks) -> None:
    palette = choose_theme(looks, 1080, 1920).palette
    poor = {
        pair: round(contrast(*pair), 2)
        for pair in palette.text_pairs()
        if contrast(*pair) < LEAST_CONTRAST
    }
    assert poor == {}


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (2160, 3840)])
def test_large_type_is_larger_and_body_text_is_never_small(size: tuple[int, int]) -> None:
    normal, care = choose_theme(Looks(), *size), choose_theme(Looks(care=True), *size)
    scale = min(size) / 1080
    assert normal.type.body >= 32 * scale
    assert all(
        c > n for c, n in zip(care.type.sizes(), normal.type.sizes(), strict=True) if n < 200
    )
