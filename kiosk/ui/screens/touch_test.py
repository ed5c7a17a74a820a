"""Squares all over the screen to be touched one by one, so that a dead spot shows."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.view import Action, TouchTestView
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Grid, match
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.pressable import Dress, Pressable
from kiosk.ui.widgets.words import Words

SHARE_OF_HEIGHT = 0.52


class Square(Pressable):
    """One place to be touched."""

    def __init__(self, height: float, **kwargs: Any) -> None:
        super().__init__("key", size_hint_y=None, height=height, corner=6, **kwargs)
        self.title = Words(theme=kwargs["theme"], size_name="body", strong=True, halign="center")
        self.title.pos_hint = {"center_y": 0.5}
        self.add_widget(self.title)

    def label(self, action: Action, dress: Dress) -> None:
        """Write the tick of a square that was touched."""
        self.title.words = action.label


class TouchTestScreen(ScreenBody):
    """A grid of squares; what was touched is ticked."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="title", strong=True)
        self.message = Words(theme=theme)
        self.squares = Grid(cols=1, spacing=theme.px(6))
        self.actions = Actions(theme, post)

    def show(self, view: TouchTestView) -> None:
        """Show the grid."""
        self.primary, self.place = view.primary, view.title
        self.title.words, self.message.words = view.title, view.message
        self.squares.cols = view.columns
        rows = -(-len(view.squares) // view.columns)
        high = self.theme.px(1920 if not self.theme.landscape else 1080) * SHARE_OF_HEIGHT
        match(
            self.squares,
            view.squares,
            lambda: Square(high / rows, theme=self.theme, post=self.post),
        )
        self.actions.show(view.actions)
        self.fill_main([self.title, self.message, *([self.actions] if view.actions else [])])
        self.fill_dock([self.squares])
