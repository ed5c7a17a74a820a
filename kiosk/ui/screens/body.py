"""What every screen has: a main part that scrolls, and a dock that stays in reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.events import Event
from kiosk.journeys.view import Action
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Column, Gap, arrange

Post = Callable[[Event], None]


class ScreenBody:
    """Holds the widgets of one screen; the frame places `main` and `dock`.

    In portrait the dock is below the main part, in landscape beside it.
    """

    def __init__(self, theme: Theme, post: Post) -> None:
        space = theme.spacing
        self.theme, self.post = theme, post
        self.main = BoxLayout(
            orientation="vertical",
            size_hint_y=None,
            spacing=space.gap,
            padding=(space.edge, space.gap),
        )
        self._rest = Gap()
        self.dock = Column(spacing=space.small)
        self.primary: Action | None = None
        self.text: str | None = None
        """Text of the open field, for a hardware keyboard; None when no field is open."""
        self.reads_above_keys = False
        """Keys take so much room that what they are for would not be seen beside them."""
        self.place: object = None
        """Changes when other content is shown, so that it begins at its top."""

    def show(self, view: Any) -> None:
        """Show the view's values in the widgets that are there."""
        raise NotImplementedError

    def show_frame(self, bgr: bytes, width: int, height: int) -> None:
        """Show a frame of the camera, on the screen that has a live picture."""

    def close(self) -> None:
        """Stop what moves and drop what is personal."""

    def fill_main(self, widgets: Sequence[Widget]) -> None:
        """Make these the main part."""
        # Without anything that stretches, what is left of the height goes below.
        rest = [] if any(w.size_hint_y is not None for w in widgets) else [self._rest]
        arrange(self.main, [*widgets, *rest])

    def fill_dock(self, widgets: Sequence[Widget], padded: bool = True) -> None:
        """Make these the dock."""
        space = self.theme.spacing
        edge = space.edge if padded else 0
        # Beside the main part nothing is above it to keep away from.
        top = 0 if self.theme.landscape else space.small
        self.dock.padding = (edge, top, edge, 0) if widgets else 0
        arrange(self.dock, widgets)
