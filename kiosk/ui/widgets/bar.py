"""The bar at the top: mark, title, and the clock or the time left."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Any

from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from kiosk.journeys.view import Screen
from kiosk.ui.widgets.boxes import Column, Panel, Row, arrange
from kiosk.ui.widgets.words import Words


class Mark(Widget):
    """The sign of 一门: a door with a red knob."""

    def __init__(self, theme: Any, **kwargs: Any) -> None:
        side = theme.spacing.mark
        super().__init__(size_hint=(None, None), size=(side, side), **kwargs)
        self.theme = theme
        self.bind(pos=self._draw)

    def _draw(self, *_: object) -> None:
        x, y, n = self.x, self.y, self.width / 76
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.colour("primary"))
            SmoothRoundedRectangle(pos=(x, y), size=self.size, radius=[18 * n])
            Color(1, 1, 1)
            Line(
                points=[
                    *(x + 20 * n, y, x + 20 * n, y + 38 * n),
                    *_arch(x + 38 * n, y + 38 * n, 18 * n),
                    *(x + 56 * n, y),
                ],
                width=4 * n,
                cap="none",
            )
            SmoothEllipse(pos=(x + 29 * n, y + 24 * n), size=(18 * n, 18 * n))
            Color(*self.theme.colour("seal"))
            SmoothEllipse(pos=(x + 33 * n, y + 28 * n), size=(10 * n, 10 * n))


def _arch(x: float, y: float, radius: float) -> list[float]:
    angles = [pi - pi * step / 16 for step in range(17)]
    return [n for a in angles for n in (x + radius * cos(a), y + radius * sin(a))]


class Bar(Panel):
    """Title and subtitle at the left, two lines at the right."""

    def __init__(self, theme: Any) -> None:
        space = theme.spacing
        super().__init__(theme=theme, corner=0, border_width=0, padding=(space.edge, space.small))
        self.title = Words(theme=theme, size_name="body", strong=True)
        self.subtitle = Words(theme=theme, size_name="small", colour_name="soft")
        self.corner_text = Words(theme=theme, wraps=False)
        self.corner_note = Words(theme=theme, size_name="small", colour_name="soft", wraps=False)
        self.titles = Column()
        self.corner_texts = Column(size_hint_x=None, width=0)
        for words in (self.corner_text, self.corner_note):
            words.pos_hint = {"right": 1}
            words.bind(width=self._widen)
        self.row = Row(spacing=space.gap)
        for part in (Mark(theme), self.titles, self.corner_texts):
            self.row.add_widget(part)
        # Room above and below keeps the row in the middle of a bar that is higher than it.
        arrange(self, [Widget(), self.row, Widget()])
        self.unbind(minimum_height=self.setter("height"))
        self.row.bind(height=self._grow)
        self._grow()

    def _widen(self, *_: object) -> None:
        self.corner_texts.width = max(self.corner_text.width, self.corner_note.width)

    def _grow(self, *_: object) -> None:
        space = self.theme.spacing
        self.height = max(space.bar, self.row.height + 2 * space.small)

    def show(self, screen: Screen) -> None:
        """Show a screen's titles."""
        self.title.words, self.subtitle.words = screen.title, screen.subtitle
        self.corner_text.words, self.corner_note.words = screen.corner, screen.corner_note
        arrange(self.titles, [self.title, *([self.subtitle] if screen.subtitle else [])])
        texts = (self.corner_text, self.corner_note)
        arrange(self.corner_texts, [words for words in texts if words.words])
