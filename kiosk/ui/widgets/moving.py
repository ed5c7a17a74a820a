"""What moves: the wave of a voice, the dots of waiting, the mark of the microphone."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.boxes import middle_of

SHAPE = (0.25, 0.5, 0.85, 0.6, 1.0, 0.45, 0.8, 0.55, 0.3)


class Wave(Widget):
    """Bars as high as the voice is loud."""

    level = NumericProperty(0.0)
    """From 0 to 1."""

    def __init__(self, theme: Any) -> None:
        super().__init__(size_hint_y=None, height=theme.spacing.wave)
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw, level=self._draw)

    def _draw(self, *_: object) -> None:
        bar, gap = self.theme.px(16), self.theme.px(14)
        x, y = middle_of(self)
        left = x - (len(SHAPE) * (bar + gap) - gap) / 2
        loud = min(1.0, max(0.0, self.level))
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.colour("primary"))
            for i, shape in enumerate(SHAPE):
                high = bar + (self.height - bar) * shape * loud
                SmoothRoundedRectangle(
                    pos=(left + i * (bar + gap), y - high / 2),
                    size=(bar, high),
                    radius=[bar / 2],
                )


class Dots(Widget):
    """Three dots that take turns while something is under way."""

    turn = NumericProperty(0.0)

    def __init__(self, theme: Any) -> None:
        super().__init__(size_hint_y=None, height=theme.px(64))
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw, turn=self._draw)
        # Few frames a second are enough, and a terminal without a graphics card draws each slowly.
        self.motion = Animation(turn=3, duration=theme.motion.busy_s, step=0.2) + Animation(
            turn=0, duration=0
        )
        self.motion.repeat = True
        self.bind(parent=self._run)

    def _run(self, *_: object) -> None:
        if self.parent is None:
            self.motion.cancel(self)
        else:
            self.motion.start(self)

    def _draw(self, *_: object) -> None:
        side, gap = self.theme.px(36), self.theme.px(28)
        x, y = middle_of(self)
        left = x - (3 * side + 2 * gap) / 2
        self.canvas.clear()
        with self.canvas:
            for i in range(3):
                Color(*self.theme.colour("primary" if int(self.turn) % 3 == i else "line"))
                SmoothEllipse(pos=(left + i * (side + gap), y - side / 2), size=(side, side))


class Microphone(Widget):
    """A microphone on a white disc."""

    def __init__(self, theme: Any, side: float, **kwargs: Any) -> None:
        super().__init__(size_hint=(None, None), size=(side, side), **kwargs)
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw)

    def _draw(self, *_: object) -> None:
        x, y, n = self.x, self.y, self.width / 208
        self.canvas.clear()
        with self.canvas:
            Color(1, 1, 1, 0.25)
            SmoothEllipse(pos=self.pos, size=self.size)
            Color(1, 1, 1)
            SmoothEllipse(pos=(x + 18 * n, y + 18 * n), size=(172 * n, 172 * n))
            Color(*self.theme.colour("primary"))
            SmoothRoundedRectangle(
                pos=(x + 82 * n, y + 86 * n), size=(44 * n, 70 * n), radius=[22 * n]
            )
            Line(circle=(x + 104 * n, y + 100 * n, 34 * n, 90, 270), width=4 * n, cap="round")
            Line(points=[x + 104 * n, y + 66 * n, x + 104 * n, y + 50 * n], width=4 * n)
