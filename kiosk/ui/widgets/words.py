"""Text that wraps as Chinese does and is always as high as its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.label import Label
from kivy.utils import escape_markup

from kiosk.ui.fonts import FAMILY, measure
from kiosk.ui.line_breaking import Span, break_lines

BREATH = 6
"""Pixels kept free at the end of a line, for the difference between sums and set text."""


class Words(Label):
    """A text of one size; one that `wraps` keeps to its width, another is as wide as it is long."""

    theme = ObjectProperty()
    words = StringProperty("")
    size_name = StringProperty("body")
    colour_name = StringProperty("ink")
    strong = BooleanProperty(False)
    wraps = BooleanProperty(True)
    shrinks = BooleanProperty(False)
    """Whether it becomes smaller rather than have a second line."""
    least_height = NumericProperty(0)
    """Height it keeps also without words, in pixels."""
    highlight = ObjectProperty(None, allownone=True)
    """(start, end) of the stretch that is set off, or None."""

    def __init__(self, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        kwargs.setdefault("halign", "left")
        self.measured: Callable[[str], float] = measure(1)
        super().__init__(
            font_name=FAMILY,
            font_size=getattr(theme.type, kwargs.get("size_name", "body")),
            size_hint=(1 if kwargs.get("wraps", True) else None, None),
            **kwargs,
        )
        self.measured = measure(self.font_size)
        self.fbind("texture_size", self._fit)
        for name in ("words", "width", "highlight", "strong"):
            self.fbind(name, self._set)
        self.fbind("size_name", self._resize)
        self.fbind("colour_name", self._tint)
        self._tint()
        self._set()

    def _resize(self, *_: object) -> None:
        self.font_size = getattr(self.theme.type, self.size_name)
        self.measured = measure(self.font_size)
        self._set()

    def _tint(self, *_: object) -> None:
        self.color = self.disabled_color = self.theme.colour(self.colour_name)
        self._tint_outline()

    def _tint_outline(self) -> None:
        self.outline_color = self.disabled_outline_color = self.color[:3]

    def _set(self, *_: object) -> None:
        # The typeface has no bold cut: an outline of the same colour makes one.
        weight = max(1, round(self.font_size / 75)) if self.strong else 0
        self.outline_width = weight
        self._tint_outline()
        if not self.words or not self.wraps:
            self.text = self.words
            self._fit()
            return
        room = max(1.0, self.width - BREATH - 2 * weight)
        if self.shrinks:
            self._shrink(room)
        self.text_size = (self.width, None)
        lines = break_lines(self.words, room, self.measured)
        self.markup = self.highlight is not None
        # Only between lines: below the last one it would push text off the middle of its button.
        self.line_height = 1.2 if len(lines) > 1 else 1.0
        self.text = "\n".join(self._line(line) for line in lines)

    def _shrink(self, room: float) -> None:
        full = getattr(self.theme.type, self.size_name)
        needed = sum(measure(full)(char) for char in self.words)
        self.font_size = full * min(1.0, room / max(1.0, needed))
        self.measured = measure(self.font_size)

    def _line(self, line: Span) -> str:
        start, end = line
        if self.highlight is None:
            return str(self.words[start:end])
        first, last = (min(max(x, start), end) for x in self.highlight)
        parts = (self.words[start:first], self.words[first:last], self.words[last:end])
        before, lit, after = (escape_markup(part) for part in parts)
        colour = self.theme.palette.seal
        return f"{before}[color={colour}]{lit}[/color]{after}" if lit else before + after

    def _fit(self, *_: object) -> None:
        # A text without words keeps the size of the last texture, or Kivy's 100 pixels.
        self.height = max(self.texture_size[1] if self.words else 0, self.least_height)
        if not self.wraps:
            self.width = self.texture_size[0]
