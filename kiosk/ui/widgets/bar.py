"""The bar at the top: mark, title, and the clock or the time left."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from kiosk.events import Event, Pressed
from kiosk.journeys.view import Screen
from kiosk.ui.widgets.boxes import Column, Panel, Row, arrange
from kiosk.ui.widgets.words import Words

HOLD_S = 3.0
"""How long a technician holds the mark; no citizen does so by chance."""


class Mark(Widget):
    """The sign of 一门: a door with a red knob; held down, it opens service mode."""

    def __init__(self, theme: Any, post: Callable[[Event], None]) -> None:
        side = theme.spacing.mark
        super().__init__(size_hint=(None, None), size=(side, side))
        self.theme = theme
        self._held = Clock.create_trigger(lambda _dt: post(Pressed("service")), HOLD_S)
        self.bind(pos=self._draw)

    def on_touch_down(self, touch: Any) -> bool:
        """Begin to count."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._held()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Let go: too early, and nothing happens."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._held.cancel()
        return True

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

    def __init__(self, theme: Any, post: Callable[[Event], None]) -> None:
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
        for part in (Mark(theme, post), self.titles, self.corner_texts):
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
