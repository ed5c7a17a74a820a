"""Tokens of the face: colour, type scale, spacing and motion, for every way it can look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

from kiosk.journeys.view import Looks, Tone

Rgba = tuple[float, float, float, float]

PANEL_WIDTH = 1080
"""Width in pixels for which all sizes below are given; landscape is its height."""


def rgba(colour: str) -> Rgba:
    """Turn "#RRGGBB" into Kivy's numbers from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, 1.0


@dataclass(frozen=True)
class Palette:
    """Colours as "#RRGGBB", each named for what it does."""

    paper: str = "#FAF8F3"
    card: str = "#FFFFFF"
    ink: str = "#16222C"
    soft: str = "#3B4953"
    line: str = "#DAD4C7"
    primary: str = "#0B5568"
    pressed: str = "#062E39"
    on_primary: str = "#FFFFFF"
    deep: str = "#083D4B"
    tint: str = "#E2EEF0"
    tint_pressed: str = "#BBD7DC"
    seal: str = "#B3351D"
    ok: str = "#1D5532"
    ok_tint: str = "#E4F1E7"
    warn: str = "#653F00"
    warn_tint: str = "#FBF0DA"
    error: str = "#7E1A10"
    error_tint: str = "#FBE6E2"
    key_bed: str = "#ECE7DC"
    key: str = "#FFFFFF"
    key_quiet: str = "#D9D2C3"
    asleep: str = "#E7E3DA"
    veil: str = "#0A1419"

    def text_pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every (text, ground) pair that is drawn; each must have contrast of 7:1."""
        return (
            *((text, ground) for text in (self.ink, self.soft) for ground in self._grounds()),
            (self.on_primary, self.primary),
            (self.on_primary, self.pressed),
            (self.primary, self.card),
            (self.primary, self.paper),
            (self.deep, self.tint),
            (self.deep, self.card),
            (self.ok, self.ok_tint),
            (self.ok, self.paper),
            (self.warn, self.warn_tint),
            (self.warn, self.paper),
            (self.error, self.error_tint),
            (self.error, self.paper),
            (self.ink, self.key_quiet),
        )

    def _grounds(self) -> tuple[str, ...]:
        return (self.paper, self.card, self.tint, self.asleep)

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Return text and ground colour of a tone."""
        return {
            "plain": (self.deep, self.tint),
            "ok": (self.ok, self.ok_tint),
            "warn": (self.warn, self.warn_tint),
            "error": (self.error, self.error_tint),
        }[tone]


DAYLIGHT = Palette()

HIGH_CONTRAST = Palette(
    paper="#FFFFFF",
    ink="#000000",
    soft="#1A1A1A",
    line="#000000",
    primary="#002B5C",
    pressed="#000000",
    deep="#001B3A",
    tint="#FFF3B0",
    tint_pressed="#FFE04D",
    seal="#C00000",
    ok="#003A14",
    ok_tint="#FFFFFF",
    warn="#4A2A00",
    warn_tint="#FFF3B0",
    error="#6E0000",
    error_tint="#FFFFFF",
    key_bed="#C9C9C9",
    key_quiet="#FFF3B0",
    asleep="#EDEDED",
    veil="#000000",
)


@dataclass(frozen=True)
class TypeScale:
    """Sizes of text in pixels."""

    huge: float = 300
    figure: float = 96
    headline: float = 80
    title: float = 60
    heading: float = 46
    door: float = 54
    button: float = 50
    button_quiet: float = 42
    field: float = 54
    key: float = 48
    body: float = 40
    footer: float = 38
    note: float = 32
    small: float = 30

    def sizes(self) -> tuple[float, ...]:
        """Return all sizes."""
        return tuple(vars(self).values())


CARE_TYPE = TypeScale(
    huge=320,
    figure=110,
    headline=96,
    title=84,
    heading=62,
    door=72,
    button=66,
    button_quiet=56,
    field=66,
    key=58,
    body=56,
    footer=50,
    note=44,
    small=40,
)


@dataclass(frozen=True)
class Spacing:
    """Distances and heights in pixels."""

    edge: float = 48
    gap: float = 28
    small: float = 16
    tiny: float = 8
    pad: float = 40
    radius: float = 28
    border: float = 3
    strong: float = 5
    touch: float = 112
    button: float = 148
    bar: float = 132
    footer: float = 150
    mark: float = 76
    glyph: float = 88
    door: float = 268
    voice: float = 276
    signature: float = 240
    wave: float = 110
    qr: float = 250


@dataclass(frozen=True)
class Motion:
    """Durations in seconds."""

    feedback_s: float = 0.1
    """A pressed button looks pressed within this time."""
    busy_s: float = 1.2
    """One round of the waiting dots."""


@dataclass(frozen=True)
class Theme:
    """All tokens at the size of one window."""

    width: float
    height: float
    looks: Looks
    palette: Palette
    type: TypeScale
    spacing: Spacing
    motion: Motion
    scale: float

    @property
    def landscape(self) -> bool:
        """Whether the window is wider than high."""
        return self.width > self.height

    @property
    def care(self) -> bool:
        """Whether 关爱版 is on: one column, large type."""
        return self.looks.care

    def colour(self, name: str) -> Rgba:
        """Return a colour of the palette for Kivy."""
        return rgba(getattr(self.palette, name))

    def px(self, pixels: float) -> float:
        """Return a length given for a 1080-wide panel in pixels of this window."""
        return pixels * self.scale


Tokens = TypeVar("Tokens", TypeScale, Spacing)


def choose_theme(looks: Looks, width: float, height: float) -> Theme:
    """Return the tokens for a window of this size in pixels."""
    scale = min(width, height) / PANEL_WIDTH
    spacing = Spacing()
    if width > height:
        spacing = replace(spacing, bar=112, footer=124, edge=44, gap=24, pad=32, signature=220)
    if looks.care:
        spacing = replace(spacing, door=168, glyph=96, bar=148)
    return Theme(
        width=width,
        height=height,
        looks=looks,
        palette=HIGH_CONTRAST if looks.high_contrast else DAYLIGHT,
        type=_scaled(CARE_TYPE if looks.care else TypeScale(), scale),
        spacing=_scaled(spacing, scale),
        motion=Motion(),
        scale=scale,
    )


def _scaled(tokens: Tokens, scale: float) -> Tokens:
    return replace(tokens, **{name: size * scale for name, size in vars(tokens).items()})
