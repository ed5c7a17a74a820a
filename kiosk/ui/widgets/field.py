"""The field: what was entered so far, the cursor, and where the value came from."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk.journeys.view import Tag
from kiosk.ui.widgets.boxes import Panel, Row, arrange
from kiosk.ui.widgets.tag import TagLabel
from kiosk.ui.widgets.words import Words

LINE_HEIGHT = 1.3
"""Of a line, in font sizes."""


class Field(Panel):
    """A frame around the entered text; the cursor is the seal's red."""

    def __init__(self, theme: Any) -> None:
        space = theme.spacing
        super().__init__(
            theme=theme,
            border=theme.colour("primary"),
            border_width=theme.px(4),
            padding=(space.pad, space.gap),
        )
        # An empty field stays as high as a line.
        self.value = Words(
            theme=theme, size_name="field", least_height=theme.type.field * LINE_HEIGHT
        )
        self.tag = TagLabel(theme=theme)
        self.row = Row(spacing=space.small)
        self.add_widget(self.row)
        with self.value.canvas.after:
            Color(*theme.colour("seal"))
            self.cursor = Rectangle()
        self.value.bind(pos=self._place, size=self._place, texture=self._place)

    def show(self, text: str, tag: Tag | None = None, fault: bool = False) -> None:
        """Show text and tag; a fault reddens the frame."""
        self.border = self.theme.colour("error" if fault else "primary")
        self.value.words = text
        if tag is not None:
            self.tag.show(tag)
        arrange(self.row, [self.value, *([self.tag] if tag is not None else [])])
        self._place()

    def _place(self, *_: object) -> None:
        value = self.value
        last = value.text.rsplit("\n", 1)[-1]
        end = sum(value.measured(char) for char in last) if last.strip() else 0
        high = value.font_size * 1.1
        self.cursor.size = (self.theme.px(5), high)
        self.cursor.pos = (value.x + end + self.theme.px(4), value.y + value.font_size * 0.05)
