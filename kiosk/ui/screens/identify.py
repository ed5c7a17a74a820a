"""Putting a card on the reader, and confirming what was read."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Line, SmoothEllipse, SmoothRoundedRectangle
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from kiosk.journeys.view import IdentifyView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Gap, middle_of
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.card import CardPanel
from kiosk.ui.widgets.moving import Dots
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words

EDGES = {"card_read": "ok", "card_fault": "error", "no_reader": "warn"}


class ReaderDrawing(Widget):
    """A card above the reader's slot; its edge tells how it went."""

    picture = StringProperty("card_reader")

    def __init__(self, theme: Theme) -> None:
        super().__init__(size_hint_y=None, height=theme.px(420))
        self.theme = theme
        self.bind(pos=self._draw, size=self._draw, picture=self._draw)

    def _draw(self, *_: object) -> None:
        px, colour = self.theme.px, self.theme.colour
        x, y = middle_of(self)[0] - px(230), self.y + px(100)
        inserted = self.picture in ("reading", "card_read")
        top = y + (px(-30) if inserted else px(30))
        self.canvas.clear()
        with self.canvas:
            Color(*colour(EDGES.get(self.picture, "primary")))
            SmoothRoundedRectangle(pos=(x, top), size=(px(460), px(280)), radius=[px(28)])
            Color(*colour("tint"))
            SmoothRoundedRectangle(
                pos=(x + px(8), top + px(8)), size=(px(444), px(264)), radius=[px(22)]
            )
            Color(*colour("primary"))
            SmoothRoundedRectangle(
                pos=(x + px(52), top + px(100)), size=(px(90), px(72)), radius=[px(12)]
            )
            for row, long in ((190, 200), (140, 150)):
                SmoothRoundedRectangle(
                    pos=(x + px(190), top + px(row)), size=(px(long), px(18)), radius=[px(9)]
                )
            self._draw_reader()

    def _draw_reader(self) -> None:
        px, colour = self.theme.px, self.theme.colour
        x, y = middle_of(self)[0] - px(320), self.y
        Color(*colour("ink"))
        SmoothRoundedRectangle(pos=(x, y), size=(px(640), px(120)), radius=[px(24)])
        Color(*colour("line"))
        Line(points=[x + px(60), y + px(92), x + px(580), y + px(92)], width=px(4), cap="round")
        Color(*colour("seal" if self.picture == "card_fault" else "tint"))
        SmoothEllipse(pos=(x + px(308), y + px(30)), size=(px(24), px(24)))


class IdentifyScreen(ScreenBody):
    """A drawing, a message, and the card that was read."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.title = Words(theme=theme, size_name="title", strong=True)
        self.hint = Words(theme=theme, colour_name="soft")
        self.drawing = ReaderDrawing(theme)
        self.dots = Dots(theme)
        self.message = Message(theme=theme)
        self.card = CardPanel(theme, post)
        self.actions = Actions(theme, post)
        self.gaps = (Gap(), Gap())

    def show(self, view: IdentifyView) -> None:
        """Show how reading the card stands."""
        self.primary, self.place = view.primary, view.picture
        self.title.words, self.hint.words = view.title, view.hint
        parts: list[Any] = [self.title, *([self.hint] if view.hint else [])]
        if view.card is not None:
            self.card.show(view.card)
            parts.append(self.card)
        else:
            self.drawing.picture = view.picture
            waiting = [self.dots] if view.picture == "reading" else []
            parts += [self.gaps[0], self.drawing, *waiting, self.gaps[1]]
        if view.message:
            self.message.show(Tag(view.message, view.tone))
            parts.append(self.message)
        self.actions.show(view.actions)
        self.fill_main(parts)
        self.fill_dock([self.actions] if view.actions else [])
