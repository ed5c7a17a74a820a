"""A waiting, empty or failing state: what happened and what to do next."""

from __future__ import annotations

from kiosk.journeys.view import NoticeView
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme, rgba
from kiosk.ui.widgets.boxes import Gap
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.moving import Dots
from kiosk.ui.widgets.words import Words


class NoticeScreen(ScreenBody):
    """A title and a sentence in the middle of the screen."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="headline", strong=True, halign="center")
        self.message = Words(theme=theme, size_name="heading", halign="center")
        self.dots = Dots(theme)
        self.actions = Actions(theme, post)
        self.gaps = (Gap(), Gap())

    def show(self, view: NoticeView) -> None:
        """Show what happened."""
        self.primary, self.place = view.primary, view.title
        ink, _ = self.theme.palette.tone(view.tone)
        self.title.words, self.title.color = view.title, rgba(ink)
        self.title.outline_color = rgba(ink)[:3]
        self.message.words = view.message
        self.actions.show(view.actions)
        busy = [self.dots] if view.busy else []
        self.fill_main([self.gaps[0], self.title, self.message, *busy, self.gaps[1]])
        self.fill_dock([self.actions] if view.actions else [])
