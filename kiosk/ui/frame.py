"""The frame around every screen: bar, banner, main part, dock, primary button and footer."""

from __future__ import annotations

from collections.abc import Callable

from kivy.graphics import Color, Rectangle
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.events import Event
from kiosk.journeys.view import Action, Screen
from kiosk.ui.screens.body import ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.bar import Bar
from kiosk.ui.widgets.boxes import Column, Gap, Panel, arrange
from kiosk.ui.widgets.buttons import filled
from kiosk.ui.widgets.footer import Footer
from kiosk.ui.widgets.words import Words

SIDE_SHARE = 0.46
"""Of the width, for dock and primary button in landscape."""
LOW_SHARE = 0.68
"""Of the height, from below, that is within reach from a wheelchair in portrait."""
LOW_SHARE_CARE = 0.86
"""The same with large type, which needs the room; also above keys, where a question is read."""


class Frame(BoxLayout):
    """Places one screen; the primary button is always above the footer."""

    def __init__(self, theme: Theme, post: Callable[[Event], None]) -> None:
        super().__init__(orientation="vertical", size_hint=(1, 1))
        self.theme = theme
        space = theme.spacing
        with self.canvas.before:
            Color(*theme.colour("paper"))
            Rectangle(size=(theme.width, theme.height))
        self.bar, self.footer = Bar(theme, post), Footer(theme, post)
        self.banner = Banner(theme)
        self.primary = filled(theme=theme, post=post)
        # In landscape every pixel of height counts.
        around = space.small if theme.landscape else space.gap
        self.primary_row = Column(padding=(space.edge, around))
        self.primary_row.add_widget(self.primary)
        self.scroll = MainScroll(theme)
        self.side = Column(pos_hint={"y": 0})
        self.middle = BoxLayout(orientation="horizontal" if theme.landscape else "vertical")
        self.body: ScreenBody | None = None

    def place(self, body: ScreenBody) -> None:
        """Put another screen into the frame."""
        if self.body is not None:
            self.body.close()
        self.body = body
        self.scroll.hold(body.main)
        self.side.clear_widgets()

    def show(self, screen: Screen) -> None:
        """Show the screen's values; the body has been told its view already."""
        assert self.body is not None
        self.size_hint_y = self._share(self.body)
        self.bar.show(screen)
        self.banner.show(screen.banner)
        self.footer.show(screen.footer)
        self._show_primary(self.body.primary)
        banner = [self.banner] if screen.banner else []
        footer = [self.footer] if screen.footer else []
        arrange(self, [self.bar, *banner, self.middle, *footer])

    def _share(self, body: ScreenBody) -> float:
        """Return how much of the height is used; what is only read may stand out of reach."""
        if self.theme.landscape or not self.theme.looks.low_reach:
            return 1.0
        low, typing = (LOW_SHARE_CARE, 1.0) if self.theme.care else (LOW_SHARE, LOW_SHARE_CARE)
        return typing if body.reads_above_keys else low

    def _show_primary(self, action: Action | None) -> None:
        assert self.body is not None
        parts: list[Widget] = [self.body.dock] if self.body.dock.children else []
        if action is not None:
            self.primary.show(action)
            parts.append(self.primary_row)
        elif parts:
            parts.append(Gap(size_hint_y=None, height=self.theme.spacing.gap))
        if [type(p) for p in parts] != [type(p) for p in reversed(self.side.children)] or (
            parts and parts[0] is not self.side.children[-1]
        ):
            arrange(self.side, parts)
        if self.theme.landscape:
            self.scroll.size_hint_x = 1 - SIDE_SHARE if parts else 1
            self.side.size_hint_x = SIDE_SHARE
            arrange(self.middle, [self.scroll, *([self.side] if parts else [])])
        else:
            arrange(self.middle, [self.scroll, self.side])


class Banner(Panel):
    """A line across the top."""

    def __init__(self, theme: Theme) -> None:
        space = theme.spacing
        super().__init__(
            theme=theme,
            ground=theme.colour("warn_tint"),
            border_width=0,
            corner=0,
            padding=(space.edge, space.small),
        )
        self.words = Words(theme=theme, size_name="note", colour_name="warn", halign="center")
        self.add_widget(self.words)

    def show(self, text: str) -> None:
        """Show the line."""
        self.words.words = text


class MainScroll(ScrollView):
    """Holds the main part; scrolls only what does not fit, so that other touches pass at once."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            do_scroll_x=False,
            bar_width=theme.px(10),
            bar_color=theme.colour("primary"),
            bar_inactive_color=theme.colour("primary"),
            scroll_type=["bars", "content"],
            scroll_distance=theme.px(24),
        )
        self.main: Widget | None = None
        self.bind(height=self._fit)

    def hold(self, main: Widget) -> None:
        """Hold another main part, from its top."""
        if self.main is not None:
            self.main.unbind(minimum_height=self._fit)
        self.main = main
        self.clear_widgets()
        self.add_widget(main)
        main.bind(minimum_height=self._fit)
        self.scroll_y = 1
        self._fit()

    def _fit(self, *_: object) -> None:
        if self.main is None:
            return
        self.main.height = max(self.main.minimum_height, self.height)
        self.do_scroll_y = self.main.minimum_height > self.height + 1
