"""The one renderer: draws view data, in place when only values changed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from kivy.uix.floatlayout import FloatLayout

from kiosk.events import Event
from kiosk.journeys.view import Away, Screen
from kiosk.ui.fonts import register_font
from kiosk.ui.frame import Frame
from kiosk.ui.screens.body import ScreenBody
from kiosk.ui.theme import Theme, choose_theme

SCREENS = {
    "HomeView": ("home", "HomeScreen"),
    "LobbyView": ("lobby", "LobbyScreen"),
    "MapView": ("map", "MapScreen"),
    "AskView": ("ask", "AskScreen"),
    "ChooseItemsView": ("choose_items", "ChooseItemsScreen"),
    "IdentifyView": ("identify", "IdentifyScreen"),
    "QuestionView": ("question", "QuestionScreen"),
    "CaptureView": ("capture", "CaptureScreen"),
    "ReviewView": ("review", "ReviewScreen"),
    "ReceiptView": ("receipt", "ReceiptScreen"),
    "TicketView": ("ticket", "TicketScreen"),
    "TableView": ("table", "TableScreen"),
    "NoticeView": ("notice", "NoticeScreen"),
    "TouchTestView": ("touch_test", "TouchTestScreen"),
}
"""Class of view -> (module, class) that draws it; loaded when first needed, to start fast."""


class Renderer:
    """Draws screens into `root`, whose size decides portrait or landscape and the scale."""

    def __init__(self, root: FloatLayout, post: Callable[[Event], None]) -> None:
        register_font()
        self.root, self.post = root, post
        self.screen: Screen | None = None
        self.frame: Frame | None = None
        self._away: Any = None
        self._theme: Theme | None = None
        root.bind(size=self._resized)

    @property
    def text(self) -> str | None:
        """Text of the open field, or None."""
        body = self.frame.body if self.frame is not None else None
        covered = self.screen is None or self.screen.away is not None
        return None if body is None or covered else body.text

    def draw(self, screen: Screen) -> None:
        """Draw a screen: same kind of view and same looks update the widgets that are there."""
        if screen == self.screen:
            return
        self.screen = screen
        theme = choose_theme(screen.looks, *self.root.size)
        if theme != self._theme or self.frame is None:
            self._start_over(theme)
        assert self.frame is not None
        body = self._body_for(screen, theme)
        place = body.place
        body.show(screen.body)
        self.frame.show(screen)
        if body.place != place:
            self.frame.scroll.scroll_y = 1
        self._draw_away(screen.away, theme)

    def show_frame(self, bgr: bytes, width: int, height: int) -> None:
        """Draw a frame of the camera, if the screen has a live picture."""
        if self.frame is not None and self.frame.body is not None:
            self.frame.body.show_frame(bgr, width, height)

    def _start_over(self, theme: Theme) -> None:
        if self.frame is not None and self.frame.body is not None:
            self.frame.body.close()
        self.root.clear_widgets()
        self._theme, self._away = theme, None
        self.frame = Frame(theme, self.post)
        self.root.add_widget(self.frame)

    def _body_for(self, screen: Screen, theme: Theme) -> ScreenBody:
        assert self.frame is not None
        module, name = SCREENS[type(screen.body).__name__]
        kind = getattr(import_module(f"kiosk.ui.screens.{module}"), name)
        body = self.frame.body
        if type(body) is not kind:
            body = kind(theme, self.post)
            self.frame.place(body)
        assert body is not None
        return body

    def _draw_away(self, away: Away | None, theme: Theme) -> None:
        if away is None:
            if self._away is not None:
                self.root.remove_widget(self._away)
                self._away = None
            return
        if self._away is None:
            from kiosk.ui.widgets.away import AwayOverlay

            self._away = AwayOverlay(theme, self.post)
            self.root.add_widget(self._away)
        self._away.show(away)

    def _resized(self, *_: object) -> None:
        screen, self.screen = self.screen, None
        if screen is not None:
            self.draw(screen)
