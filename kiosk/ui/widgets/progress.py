"""How far a form is filled in."""

from __future__ import annotations

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.theme import Theme

MOST_PIECES = 12
"""More steps than this are drawn as one bar."""


class Progress(Widget):
    """How many of the questions are done."""

    step = NumericProperty(0)
    steps = NumericProperty(1)

    def __init__(self, theme: Theme) -> None:
        super().__init__(size_hint_y=None, height=theme.px(14))
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw, step=self._draw, steps=self._draw)

    def _draw(self, *_: object) -> None:
        gap = self.theme.px(12)
        pieces = int(self.steps) if 0 < self.steps <= MOST_PIECES else 1
        wide = (self.width - gap * (pieces - 1)) / pieces
        self.canvas.clear()
        with self.canvas:
            for i in range(pieces):
                self._piece(self.x + i * (wide + gap), wide, "line")
                done = min(1.0, max(0.0, self.step / max(1, self.steps) * pieces - i))
                if done * wide >= self.height:
                    self._piece(self.x + i * (wide + gap), wide * done, "primary")

    def _piece(self, x: float, wide: float, colour: str) -> None:
        Color(*self.theme.colour(colour))
        SmoothRoundedRectangle(
            pos=(x, self.y), size=(max(1, wide), self.height), radius=[self.height / 2]
        )
