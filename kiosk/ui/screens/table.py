"""The whole table at once, or any list of cards to read."""

from __future__ import annotations

from kiosk.journeys.view import TableView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Column, match
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.card import CardPanel
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words


class TableScreen(ScreenBody):
    """A title, a message and cards; actions are the choices when there are no cards."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="title", strong=True)
        self.message = Message(theme=theme)
        self.cards = Column(spacing=theme.spacing.gap)
        self.actions = Actions(theme, post)

    def show(self, view: TableView) -> None:
        """Show the cards."""
        self.primary, self.place = view.primary, view.title
        self.title.words = view.title
        self.message.show(Tag(view.message, view.tone))
        match(self.cards, view.cards, lambda: CardPanel(self.theme, self.post))
        self.actions.show(view.actions)
        message = [self.message] if view.message else []
        if view.cards:
            self.fill_main([self.title, *message, self.cards])
            self.fill_dock([self.actions] if view.actions else [])
        else:
            self.fill_main([self.title, *message, self.actions])
            self.fill_dock([])
