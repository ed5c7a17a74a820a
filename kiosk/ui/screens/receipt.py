"""The end of an application: its case number, or that it is kept and will be sent."""

from __future__ import annotations

from kiosk.journeys.view import Card, ReceiptView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme, rgba
from kiosk.ui.widgets.boxes import Column, Panel, Row, arrange
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.card import CardPanel
from kiosk.ui.widgets.pictures import QrCode
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words


class ReceiptScreen(ScreenBody):
    """Title in its tone, number and QR code, lines, what happens next."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        space = theme.spacing
        self.title = Words(theme=theme, size_name="headline", strong=True)
        self.number_label = Words(theme=theme, colour_name="soft")
        self.number = Words(theme=theme, size_name="heading", strong=True, colour_name="primary")
        self.qr = QrCode(theme, space.qr)
        self.head = Panel(theme=theme)
        self.texts = Column(spacing=space.small)
        for words in (self.number_label, self.number):
            self.texts.add_widget(words)
        self.row = Row(spacing=space.pad)
        self.head.add_widget(self.row)
        self.card = CardPanel(theme, post)
        self.message = Message(theme=theme)
        self.actions = Actions(theme, post)

    def show(self, view: ReceiptView) -> None:
        """Show how the application ended."""
        self.primary, self.place = view.primary, view.title
        ink, _ = self.theme.palette.tone(view.tone)
        self.title.words, self.title.color = view.title, rgba(ink)
        self.title.outline_color = rgba(ink)[:3]
        self.number_label.words, self.number.words = view.number_label, view.case_number
        if view.qr_text:
            self.qr.show(view.qr_text)
        arrange(self.row, [*([self.qr] if view.qr_text else []), self.texts])
        self.card.show(Card("", view.lines))
        self.message.show(Tag(view.message, view.tone))
        self.actions.show(view.actions)
        self.fill_main(
            [
                self.title,
                *([self.head] if view.case_number else []),
                *([self.card] if view.lines else []),
                *([self.message] if view.message else []),
            ]
        )
        self.fill_dock([self.actions] if view.actions else [])
