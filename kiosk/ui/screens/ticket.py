"""A queue ticket."""

from __future__ import annotations

from kiosk.journeys.view import TicketView
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme, rgba
from kiosk.ui.widgets.boxes import Grid, Panel, Row, arrange
from kiosk.ui.widgets.buttons import Actions
from kiosk.ui.widgets.moving import Dots
from kiosk.ui.widgets.pictures import QrCode
from kiosk.ui.widgets.words import Words


class Figure(Panel):
    """A large figure and what it counts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme=theme, padding=(theme.spacing.small, theme.spacing.gap))
        self.size_hint_y = 1
        self.value = Words(theme=theme, size_name="title", strong=True, halign="center")
        self.label = Words(theme=theme, colour_name="soft", halign="center")
        self.add_widget(self.value)
        self.add_widget(self.label)
        self.unbind(minimum_height=self.setter("height"))
        self.bind(minimum_height=self.setter("size_hint_min_y"))

    def show(self, value: str, label: str) -> None:
        """Show a figure and what it counts."""
        self.value.words, self.label.words = value, label


class TicketScreen(ScreenBody):
    """The number as large as it goes, people ahead, waiting time, and the code to follow it."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        space = theme.spacing
        self.category = Words(theme=theme, size_name="heading", colour_name="soft", halign="center")
        self.number = Words(
            theme=theme,
            size_name="huge",
            strong=True,
            shrinks=True,
            halign="center",
            colour_name="primary",
        )
        self.ahead, self.wait = Figure(theme), Figure(theme)
        self.figures = Grid(cols=2, spacing=space.gap)
        for figure in (self.ahead, self.wait):
            self.figures.add_widget(figure)
        self.qr = QrCode(theme, space.qr)
        self.message = Words(theme=theme)
        self.panel = Panel(theme=theme, padding=space.gap)
        self.row = Row(spacing=space.gap)
        self.panel.add_widget(self.row)
        self.printing = Words(theme=theme, size_name="heading", halign="center")
        self.waiting = Words(theme=theme, halign="center", colour_name="soft")
        self.dots = Dots(theme)
        self.promise = Words(theme=theme, size_name="note", halign="center", colour_name="soft")
        self.actions = Actions(theme, post)

    def show(self, view: TicketView) -> None:
        """Show the ticket and whether it is printed."""
        self.primary, self.place = view.primary, view.number
        self.category.words, self.number.words = view.category, view.number
        self.ahead.show(view.ahead, view.ahead_label)
        self.wait.show(view.wait, view.wait_label)
        self.message.words, self.promise.words = view.message, view.promise
        if view.qr_text:
            self.qr.show(view.qr_text)
        arrange(self.row, [*([self.qr] if view.qr_text else []), self.message])
        self.printing.words = view.print_state
        self.printing.color = rgba(self.theme.palette.tone(view.print_tone)[0])
        self.waiting.words = view.waiting
        waiting = [self.dots, self.waiting] if view.waiting else []
        figures = [self.figures] if view.ahead or view.wait else []
        panel = [self.panel] if view.message or view.qr_text else []
        printing = [self.printing] if view.print_state else []
        self.actions.show(view.actions)
        actions = [self.actions] if view.actions else []
        if self.theme.landscape:
            self.fill_main([self.category, self.number, *figures, *panel])
            self.fill_dock([*printing, *waiting, *actions, self.promise])
        else:
            self.fill_main([self.category, self.number, *figures, *panel, *printing, *waiting])
            self.fill_dock([*actions, self.promise])
