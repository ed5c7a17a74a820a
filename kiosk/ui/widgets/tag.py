"""A small badge, such as the source of a value."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.view import Tag
from kiosk.ui.theme import rgba
from kiosk.ui.widgets.boxes import Panel
from kiosk.ui.widgets.words import Words


class TagLabel(Panel):
    """The words of a tag on the ground of its tone."""

    def __init__(self, **kwargs: Any) -> None:
        space = kwargs["theme"].spacing
        super().__init__(
            size_hint_x=None, padding=(space.small * 1.2, space.tiny), border_width=0, **kwargs
        )
        self.title = Words(theme=self.theme, size_name="small", wraps=False)
        self.add_widget(self.title)
        self.bind(minimum_width=self.setter("width"))

    def show(self, tag: Tag) -> None:
        """Show a tag."""
        ink, ground = self.theme.palette.tone(tag.tone)
        self.title.words = tag.text
        self.title.color = rgba(ink)
        self.ground = rgba(ground)


class Message(Panel):
    """A sentence on the ground of its tone."""

    def __init__(self, **kwargs: Any) -> None:
        space = kwargs["theme"].spacing
        super().__init__(padding=(space.gap, space.small * 1.4), border_width=0, **kwargs)
        self.title = Words(theme=self.theme)
        self.add_widget(self.title)

    def show(self, tag: Tag) -> None:
        """Show a sentence and its tone."""
        ink, ground = self.theme.palette.tone(tag.tone)
        self.title.words = tag.text
        self.title.color = rgba(ink)
        self.ground = rgba(ground)
