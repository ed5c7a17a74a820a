"""The pad of the handwriting board: strokes of one character, told one by one."""

from __future__ import annotations

from typing import Any

from kiosk.events import Stroke, StrokeWritten
from kiosk.ui.widgets import signature
from kiosk.ui.widgets.signature import StrokePad

PARTS = 1000
"""Strokes are told in so many parts of the pad's height, whatever the size of the window."""


class WritingPad(StrokePad):
    """Draws what is written at once, and takes over what the screen says stands here."""

    def __init__(self, hint: str, theme: Any, post: Any, height: float) -> None:
        super().__init__(theme, post, height)
        self.hint.words = hint
        self._shown: tuple[Stroke, ...] = ()

    def show(self, strokes: tuple[Stroke, ...]) -> None:
        """Wipe or draw what changed elsewhere; a screen that only comes late changes nothing."""
        before, self._shown = self._shown, strokes
        if len(strokes) < len(before):
            kept = self.strokes[-1:] if self.writing else []
            self.replace([*(self._drawn(stroke) for stroke in strokes), *kept])
        elif len(strokes) > len(self.strokes):
            self.replace([self._drawn(stroke) for stroke in strokes])

    def lifted(self) -> None:
        """Tell the stroke."""
        scale = PARTS / self.height
        points = ((round(x * scale), round((self.height - y) * scale)) for x, y in self.strokes[-1])
        self.post(StrokeWritten(tuple(points)))

    def _drawn(self, stroke: Stroke) -> signature.Stroke:
        scale = self.height / PARTS
        return [(x * scale, self.height - y * scale) for x, y in stroke]
