"""The list of items to handle together."""

from __future__ import annotations

from kiosk.journeys.view import ChooseItemsView
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Flow, Grid, match
from kiosk.ui.widgets.buttons import Chip, Choice
from kiosk.ui.widgets.words import Words


class ChooseItemsScreen(ScreenBody):
    """Title, filters, items, and how much one table saves."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="title", strong=True)
        self.hint = Words(theme=theme, colour_name="soft")
        self.filters = Flow(spacing=theme.spacing.small)
        self.items = Grid(cols=1, spacing=theme.spacing.small)
        self.saved = Words(theme=theme, halign="center", strong=True, colour_name="ok")

    def show(self, view: ChooseItemsView) -> None:
        """Show the items and which are chosen."""
        self.primary = view.primary
        self.place = (view.title, tuple(f.label for f in view.filters if f.chosen))
        self.title.words, self.hint.words, self.saved.words = view.title, view.hint, view.saved
        match(self.filters, view.filters, lambda: Chip(theme=self.theme, post=self.post))
        match(self.items, view.items, lambda: Choice(theme=self.theme, post=self.post))
        hint = [self.hint] if view.hint else []
        filters = [self.filters] if view.filters else []
        self.fill_main([self.title, *hint, *filters, self.items])
        self.fill_dock([self.saved] if view.saved else [])
