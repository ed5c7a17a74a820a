"""The robot's face: two eyes and a mouth that show whether it listens, thinks or speaks."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.boxes import middle_of

SHAPE = 1.5
"""Width of the face divided by its height."""


class RobotFace(Widget):
    """Calm by itself; moods are "idle", "listening", "thinking" and "speaking"."""

    mood = StringProperty("idle")
    level = NumericProperty(0.0)
    """How loud the citizen speaks, from 0 to 1."""
    turn = NumericProperty(0.0)

    def __init__(self, theme: Any, height: float) -> None:
        super().__init__(size_hint_y=None, height=height)
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw, level=self._draw, turn=self._draw)
        # A terminal without a graphics card draws slowly, and a face needs no more than this.
        self.motion = Animation(turn=4, duration=theme.motion.busy_s, step=0.15) + Animation(
            turn=0, duration=0
        )
        self.motion.repeat = True
        self.bind(parent=self._run, mood=self._run)

    def _run(self, *_: object) -> None:
        self.motion.cancel(self)
        if self.parent is not None and self.mood in ("thinking", "speaking"):
            self.motion.start(self)
        self._draw()

    def _draw(self, *_: object) -> None:
        high = self.height
        wide = min(self.width, high * SHAPE)
        left, bottom = middle_of(self)[0] - wide / 2, self.y
        self.canvas.clear()
        with self.canvas:
            Color(*self.theme.colour("deep"))
            SmoothRoundedRectangle(pos=(left, bottom), size=(wide, high), radius=[high * 0.28])
            Color(*self.theme.colour("on_primary"))
            self._eyes(left, bottom, wide, high)
            self._mouth(bottom, high)
            if self.mood == "listening":
                self._ears(wide, high)

    def _eyes(self, left: float, bottom: float, wide: float, high: float) -> None:
        side = high * (0.24 if self.mood == "listening" else 0.2)
        lift = 0.66 if self.mood == "thinking" else 0.58
        for part in (0.32, 0.68):
            x, y = left + wide * part, bottom + high * lift
            SmoothEllipse(pos=(x - side / 2, y - side / 2), size=(side, side))

    def _mouth(self, bottom: float, high: float) -> None:
        x, y = middle_of(self)[0], bottom + high * 0.28
        if self.mood == "thinking":
            dot, gap = high * 0.07, high * 0.15
            for i in range(3):
                size = dot * (1.6 if int(self.turn) % 3 == i else 1)
                place = x + (i - 1) * gap
                SmoothEllipse(pos=(place - size / 2, y - size / 2), size=(size, size))
            return
        if self.mood == "speaking":
            open_by = high * (0.08, 0.16, 0.11, 0.18)[int(self.turn) % 4]
            SmoothRoundedRectangle(
                pos=(x - high * 0.15, y - open_by / 2),
                size=(high * 0.3, open_by),
                radius=[open_by / 2],
            )
            return
        # A smile, a little wider while somebody speaks to it.
        reach = high * (0.19 + 0.03 * self.level)
        Line(
            ellipse=(x - reach, y - reach * 0.35, 2 * reach, 1.5 * reach, 110, 250),
            width=high * 0.025,
            cap="round",
        )

    def _ears(self, wide: float, high: float) -> None:
        """Arcs at both sides, as many as the voice is loud: it hears."""
        Color(*self.theme.colour("primary"))
        count = 1 + round(min(1.0, self.level) * 2)
        middle = middle_of(self)
        for number in range(count):
            reach = wide / 2 + high * (0.1 + 0.12 * number)
            for start in (60, 240):
                Line(
                    circle=(*middle, reach, start, start + 60),
                    width=high * 0.02,
                    cap="round",
                )
