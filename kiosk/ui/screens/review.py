"""Everything on one page, each line editable, with the signature."""

from __future__ import annotations

from kiosk.journeys.view import ReviewView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Column, match
from kiosk.ui.widgets.card import CardPanel
from kiosk.ui.widgets.moving import Dots
from kiosk.ui.widgets.signature import SignatureCard
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words


class ReviewScreen(ScreenBody):
    """Cards to check, faults on top, and the pad to sign on."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.faults = Message(theme=theme)
        self.cards = Column(spacing=theme.spacing.gap)
        self.signature = SignatureCard(theme, post)
        self.waiting = Words(theme=theme, halign="center")
        self.dots = Dots(theme)

    def show(self, view: ReviewView) -> None:
        """Show what will be submitted."""
        self.primary = view.primary
        match(self.cards, view.cards, lambda: CardPanel(self.theme, self.post))
        faults = [self.faults] if view.faults else []
        self.faults.show(Tag("\n".join(view.faults), "error"))
        self.signature.show(view.consent, view.signature_hint, view.signature_png)
        self.signature.pad.disabled = bool(view.waiting)
        self.waiting.words = view.waiting
        self.fill_main([*faults, self.cards])
        if view.waiting:
            self.fill_dock([self.dots, self.waiting])
        else:
            self.fill_dock([self.signature])

    def close(self) -> None:
        """Wipe the signature."""
        self.signature.pad.wipe()
