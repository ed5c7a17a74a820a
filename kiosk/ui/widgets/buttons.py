"""Buttons: filled, outlined, chip, door, choice and footer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.graphics import Color, Line, SmoothEllipse
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from kiosk.journeys.view import Action
from kiosk.ui.fonts import measure
from kiosk.ui.widgets.boxes import Column, Grid, Panel, match
from kiosk.ui.widgets.pressable import Dress, Kind, Pressable
from kiosk.ui.widgets.words import Words


class TextButton(Pressable):
    """A button with a centred label and perhaps a note below; high enough for both."""

    def __init__(self, kind: Kind, size_name: str, least_height: float, **kwargs: Any) -> None:
        super().__init__(kind, size_hint_y=1, **kwargs)
        theme = self.theme
        self.least_height = least_height
        self.title = Words(theme=theme, size_name=size_name, strong=True, halign="center")
        self.note = Words(theme=theme, size_name="note", halign="center")
        self.texts = Column(pos_hint={"center_y": 0.5}, padding=(theme.spacing.small, 0))
        self.texts.add_widget(self.title)
        self.texts.add_widget(self.note)
        self.add_widget(self.texts)
        self.texts.bind(height=self._grow)
        self._grow()

    def _grow(self, *_: object) -> None:
        self.size_hint_min_y = max(
            self.least_height, self.texts.height + 2 * self.theme.spacing.small
        )

    def label(self, action: Action, dress: Dress) -> None:
        """Write label and note."""
        self.title.words, self.note.words = action.label, action.note
        self.title.colour_name = self.note.colour_name = dress.ink


def filled(**kwargs: Any) -> TextButton:
    """Return the one button of a screen that leads on."""
    return TextButton("filled", "button", kwargs["theme"].spacing.button, **kwargs)


def outlined(**kwargs: Any) -> TextButton:
    """Return a button for anything else."""
    return TextButton("outlined", "button_quiet", kwargs["theme"].spacing.touch, **kwargs)


class Chip(Pressable):
    """A small round button as wide as its label."""

    def __init__(self, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        super().__init__(
            "chip",
            size_hint=(None, None),
            height=theme.spacing.touch,
            corner=theme.spacing.touch / 2,
            padding=(theme.spacing.gap, 0),
            **kwargs,
        )
        self.title = Words(theme=theme, size_name="body", wraps=False, colour_name="deep")
        self.title.pos_hint = {"center_y": 0.5}
        self.add_widget(self.title)
        self.bind(minimum_width=self._grow)
        self.title.bind(width=self._centre)

    def _grow(self, *_: object) -> None:
        self.width = max(self.theme.spacing.touch, self.minimum_width)

    def _centre(self, *_: object) -> None:
        """Keep a label shorter than the least width, such as one character, in the middle."""
        spare = (self.theme.spacing.touch - self.title.width) / 2
        self.padding = (max(self.theme.spacing.gap, spare), 0)

    def label(self, action: Action, dress: Dress) -> None:
        """Write the label."""
        self.title.words, self.title.colour_name = action.label, dress.ink


class Link(Chip):
    """A chip without ground at the end of a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = "link"
        self.padding = (self.theme.spacing.small, 0)
        self.title.strong = True


class Door(Pressable):
    """A large tile of the first screen: a sign, a verb and a note."""

    def __init__(self, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        space = theme.spacing
        flat = theme.care and not theme.landscape
        super().__init__(
            "tile",
            orientation="horizontal" if flat else "vertical",
            size_hint_y=1,
            padding=(space.pad * (0.8 if flat else 1), space.gap),
            spacing=space.gap if flat else space.small,
            **kwargs,
        )
        self.flat = flat
        self.sign_words = Words(
            theme=theme, size_name="heading", strong=True, colour_name="on_primary", halign="center"
        )
        self.sign = Panel(
            theme=theme,
            ground=theme.colour("primary"),
            border=theme.colour("primary"),
            corner=space.radius * 0.8,
            padding=0,
            size_hint=(None, None),
        )
        self.sign.unbind(minimum_height=self.sign.setter("height"))
        self.sign.size = (space.glyph, space.glyph)
        self.sign.add_widget(Widget())
        self.sign.add_widget(self.sign_words)
        self.sign.add_widget(Widget())
        self.title = Words(theme=theme, size_name="door", strong=True)
        self.note = Words(theme=theme, size_name="note", colour_name="soft")
        self.texts = Column()
        self.texts.add_widget(self.title)
        self.texts.add_widget(self.note)
        for part in (self.sign, self.texts):
            if flat:
                part.pos_hint = {"center_y": 0.5}
            if part is self.texts or not (theme.care and theme.landscape):
                self.add_widget(part)
        self.texts.bind(height=self._grow)
        self._grow()

    def _grow(self, *_: object) -> None:
        space = self.theme.spacing
        sign = 0 if self.sign.parent is None or self.flat else self.sign.height + space.small
        least = space.door
        self.size_hint_min_y = max(least, self.texts.height + sign + 2 * space.gap)

    def label(self, action: Action, dress: Dress) -> None:
        """Write sign, verb and note."""
        self.sign_words.words = action.glyph or action.label[:1]
        self.title.words, self.note.words = action.label, action.note


class Choice(Pressable):
    """A row that can be chosen, with a mark that shows whether it is."""

    def __init__(self, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        space = theme.spacing
        super().__init__(
            "tile", size_hint_y=1, padding=(space.gap, space.small), spacing=space.gap, **kwargs
        )
        side = theme.px(60)
        self.tick = Widget(size_hint=(None, None), size=(side, side), pos_hint={"center_y": 0.5})
        self.title = Words(theme=theme, size_name="button_quiet", strong=True)
        self.note = Words(theme=theme, size_name="note", colour_name="soft")
        self.texts = Column(pos_hint={"center_y": 0.5})
        for words in (self.title, self.note):
            self.texts.add_widget(words)
        self.add_widget(self.tick)
        self.add_widget(self.texts)
        self.texts.bind(height=self._grow)
        self.tick.bind(pos=self._draw)
        self._grow()

    def _grow(self, *_: object) -> None:
        space = self.theme.spacing
        self.size_hint_min_y = max(space.touch, self.texts.height + 2 * space.small)

    def label(self, action: Action, dress: Dress) -> None:
        """Write label and note and set the mark."""
        self.title.words, self.note.words = action.label, action.note
        self.title.colour_name = dress.ink
        self._draw()

    def _draw(self, *_: object) -> None:
        chosen = self.action is not None and self.action.chosen
        x, y, side = self.tick.x, self.tick.y, self.tick.width
        edge = self.theme.px(4)
        self.tick.canvas.clear()
        with self.tick.canvas:
            Color(*self.theme.colour("primary" if chosen else "soft"))
            SmoothEllipse(pos=(x, y), size=(side, side))
            if not chosen:
                Color(*self.theme.colour("card"))
                SmoothEllipse(pos=(x + edge, y + edge), size=(side - 2 * edge, side - 2 * edge))
                return
            Color(*self.theme.colour("on_primary"))
            points = ((0.27, 0.52), (0.44, 0.34), (0.74, 0.68))
            Line(
                points=[n for px, py in points for n in (x + px * side, y + py * side)],
                width=self.theme.px(4),
            )


MOST_EMS_IN_HALF = 16.5
"""Half the width makes a tower of a longer label, such as a company's name, in 关爱版."""


class Actions(Grid):
    """Outlined buttons side by side, two or three in a row."""

    def __init__(self, theme: Any, post: Any, **kwargs: Any) -> None:
        super().__init__(cols=1, spacing=theme.spacing.small, **kwargs)
        self.theme, self.post = theme, post
        self._measured = measure(theme.type.body)
        self._most = MOST_EMS_IN_HALF * theme.type.body

    def show(self, actions: Sequence[Action]) -> None:
        """Show these actions."""
        self.cols = self._columns(actions)
        match(self, actions, lambda: outlined(theme=self.theme, post=self.post))

    def _columns(self, actions: Sequence[Action]) -> int:
        long = any(self._measured(action.label) > self._most for action in actions)
        if len(actions) <= 1 or long:
            return 1
        short = all(len(action.label) <= 5 for action in actions)
        return 3 if len(actions) == 3 and short and not self.theme.care else 2


class Centre(AnchorLayout):
    """One widget in the middle of the width, as high as it is."""

    def __init__(self, widget: Widget, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, **kwargs)
        self.add_widget(widget)
        widget.bind(height=self.setter("height"))
        self.height = widget.height
