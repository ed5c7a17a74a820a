"""The veil over an abandoned visit, with its countdown."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.floatlayout import FloatLayout

from kiosk.journeys.view import Away
from kiosk.ui.widgets.boxes import Panel, arrange
from kiosk.ui.widgets.buttons import filled, outlined
from kiosk.ui.widgets.words import Words


class AwayOverlay(FloatLayout):
    """Covers the whole screen and takes every touch."""

    def __init__(self, theme: Any, post: Any) -> None:
        super().__init__()
        self.theme = theme
        space = theme.spacing
        with self.canvas.before:
            Color(*theme.colour("veil")[:3], 0.78)
            self.veil = Rectangle()
        self.bind(pos=self._lay, size=self._lay)
        self.title = Words(theme=theme, size_name="title", strong=True, halign="center")
        self.seconds = Words(
            theme=theme, size_name="figure", strong=True, halign="center", colour_name="primary"
        )
        self.message = Words(theme=theme, halign="center", colour_name="soft")
        self.stay, self.leave = filled(theme=theme, post=post), outlined(theme=theme, post=post)
        for button in (self.stay, self.leave):
            button.size_hint_y = None
            button.bind(size_hint_min_y=button.setter("height"))
            button.height = button.size_hint_min_y
        self.sheet = Panel(
            theme=theme,
            size_hint_x=None,
            width=min(theme.width * 0.88, theme.px(960)),
            spacing=space.gap,
            padding=space.edge,
            pos_hint={"center_x": 0.5, "center_y": 0.35 if theme.looks.low_reach else 0.5},
        )
        self.add_widget(self.sheet)

    def show(self, away: Away) -> None:
        """Show the warning; seconds only when there is a countdown."""
        self.title.words, self.message.words = away.title, away.message
        self.seconds.words = f"{away.seconds} 秒"
        self.stay.show(away.stay)
        self.leave.show(away.leave)
        counting = [self.seconds] if away.seconds > 0 else []
        arrange(self.sheet, [self.title, *counting, self.message, self.stay, self.leave])

    def on_touch_down(self, touch: Any) -> bool:
        """Let nothing through to the screen below."""
        super().on_touch_down(touch)
        return True

    def _lay(self, *_: object) -> None:
        self.veil.pos, self.veil.size = self.pos, self.size
