"""The part of a screen where something is typed: candidates and keys."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.uix.widget import Widget

from kiosk.events import Stroke
from kiosk.journeys.view import Action, Keyboard
from kiosk.ui.screens.body import Post
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Column
from kiosk.ui.widgets.keyboard import Candidates, KeyboardPanel


class TypingDock:
    """Made when a keyboard is first needed, and kept."""

    def __init__(self, theme: Theme, post: Post) -> None:
        self.keys = KeyboardPanel(theme, post)
        self.candidates = Candidates(theme, post)
        self.row = Column(padding=(theme.spacing.edge, 0))
        self.row.add_widget(self.candidates)

    def show(
        self,
        kind: Keyboard,
        pinyin: str,
        candidates: Sequence[Action],
        strokes: Sequence[Stroke] = (),
    ) -> list[Widget]:
        """Show keys of this kind and return the widgets for the dock."""
        if kind == "none":
            return []
        self.keys.show(kind, strokes)
        if kind not in ("pinyin", "handwriting"):
            return [self.keys]
        self.candidates.show(pinyin, candidates)
        return [self.row, self.keys]
