"""The footer: back, home, help and how the screen looks, always at the same place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.boxlayout import BoxLayout

from kiosk.journeys.view import Action
from kiosk.ui.widgets.boxes import match
from kiosk.ui.widgets.buttons import TextButton


class Footer(BoxLayout):
    """Quiet buttons of equal width, parted by lines."""

    def __init__(self, theme: Any, post: Any) -> None:
        self.rule = theme.px(2)
        super().__init__(size_hint_y=None, spacing=self.rule, padding=(0, self.rule, 0, 0))
        self.theme, self.post = theme, post
        self.height = theme.spacing.footer
        with self.canvas.before:
            Color(*theme.colour("line"))
            self.ground = Rectangle()
        self.bind(pos=self._lay, size=self._lay)

    def show(self, actions: Sequence[Action]) -> None:
        """Show these actions."""
        match(self, actions, self._button)

    def _button(self) -> TextButton:
        button = TextButton("footer", "footer", 0, theme=self.theme, post=self.post, corner=0)
        button.texts.padding = (self.theme.spacing.tiny, 0)
        button.bind(size_hint_min_y=self._grow)
        return button

    def _grow(self, *_: object) -> None:
        needed = max(child.size_hint_min_y for child in self.children)
        self.height = max(self.theme.spacing.footer, needed + self.rule)

    def _lay(self, *_: object) -> None:
        self.ground.pos, self.ground.size = self.pos, self.size
