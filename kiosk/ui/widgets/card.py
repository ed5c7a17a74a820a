"""A titled block of labelled lines."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.uix.widget import Widget

from kiosk.journeys.view import Card, Line
from kiosk.ui.widgets.boxes import Column, Panel, Row, arrange, match
from kiosk.ui.widgets.buttons import Link
from kiosk.ui.widgets.tag import TagLabel
from kiosk.ui.widgets.words import Words

LABEL_WIDTH = 200
"""Of the labels' column, in pixels of a 1080-wide panel."""


class CardLine(Column):
    """One line: label, text, where the text comes from, and a link."""

    def __init__(self, theme: Any, post: Any) -> None:
        space = theme.spacing
        super().__init__(spacing=space.tiny)
        self.theme, self.post = theme, post
        self.label = Words(theme=theme, colour_name="soft")
        self.text = Words(theme=theme)
        self.tag = TagLabel(theme=theme)
        self.link = Link(theme=theme, post=post)
        self.row = Row(spacing=space.small)
        self.rule = Widget(size_hint_y=None, height=theme.px(2))
        self.rule.bind(pos=self._draw, width=self._draw)
        if not theme.care:
            self.label.size_hint_x, self.label.width = None, theme.px(LABEL_WIDTH)

    def show(self, value: tuple[Line, bool]) -> None:
        """Show a line; the flag says whether lines are ruled and their text strong."""
        line, ruled = value
        self.label.words, self.text.words, self.text.strong = line.label, line.text, ruled
        beside = [] if self.theme.care else [self.label]
        parts = [*beside, self.text]
        if line.tag is not None:
            self.tag.show(line.tag)
            parts.append(self.tag)
        if line.action is not None:
            self.link.show(line.action)
            parts.append(self.link)
        arrange(self.row, parts)
        top = not ruled and not self.theme.care
        self.label.pos_hint = self.text.pos_hint = {"top": 1} if top else {"center_y": 0.5}
        above = [self.label] if self.theme.care else []
        arrange(self, [*above, self.row, self.rule] if ruled else [*above, self.row])

    def _draw(self, *_: object) -> None:
        self.rule.canvas.clear()
        with self.rule.canvas:
            Color(*self.theme.colour("line"))
            Rectangle(pos=self.rule.pos, size=self.rule.size)


class CardPanel(Panel):
    """A card with its title, lines and source."""

    def __init__(self, theme: Any, post: Any) -> None:
        super().__init__(theme=theme, padding=(theme.spacing.pad, theme.spacing.gap))
        self.post = post
        self.card: Card | None = None
        self.title = Words(theme=theme, size_name="heading", strong=True)
        self.lines = Column(spacing=theme.spacing.small)
        self.source = Words(theme=theme, size_name="small", colour_name="soft")

    def show(self, card: Card) -> None:
        """Show a card; an unchanged one is left alone."""
        if card == self.card:
            return
        self.card = card
        self.title.words, self.source.words = card.title, card.source
        ruled = any(line.tag is not None or line.action is not None for line in card.lines)
        self.lines.spacing = self.theme.spacing.tiny if ruled else self.theme.spacing.small
        lines = [(line, ruled) for line in card.lines]
        match(self.lines, lines, lambda: CardLine(self.theme, self.post))
        titled = [self.title] if card.title else []
        sourced = [self.source] if card.source else []
        arrange(self, [*titled, self.lines, *sourced])
