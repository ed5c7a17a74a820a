"""The robot's first screen: a face, what may be asked, and the way."""

from __future__ import annotations

from kiosk.journeys.view import LobbyView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Gap, Grid, Row, match
from kiosk.ui.widgets.buttons import Actions, TextButton
from kiosk.ui.widgets.face import RobotFace
from kiosk.ui.widgets.tag import TagLabel
from kiosk.ui.widgets.words import Words

ONE_LINE = 15
"""Characters of a question that one line of the dock in landscape holds."""


class LobbyScreen(ScreenBody):
    """Read from three metres away: a face, one line, four questions."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        space = theme.spacing
        self.face = RobotFace(theme, theme.px(300 if theme.care else 360))
        self.greeting = Words(theme=theme, size_name="headline", strong=True, halign="center")
        self.hint = Words(theme=theme, size_name="heading", colour_name="soft", halign="center")
        self.questions = Grid(cols=1, spacing=space.small)
        self.doors = Actions(theme, post)
        self.tag = TagLabel(theme=theme)
        self.state = Words(theme=theme, size_name="note" if theme.care else "body")
        self.hall = Row(spacing=space.gap)
        self.hall.add_widget(self.tag)
        self.hall.add_widget(self.state)
        self._above, self._below = Gap(), Gap()

    def show(self, view: LobbyView) -> None:
        """Show the greeting and what may be asked."""
        self.primary = view.primary
        self.greeting.words, self.hint.words = view.greeting, view.hint
        self.doors.show(view.doors)
        match(self.questions, view.questions[: self._most_questions(view)], self._question)
        self.tag.show(Tag(view.hall_tag, view.hall_tone))
        self.state.words = view.hall_state
        told = [self._above, self.face, self.greeting, self.hint, self._below]
        if self.theme.landscape:
            self.fill_main([*told, self.hall])
            self.fill_dock([self.questions, self.doors])
        else:
            self.fill_main([*told, self.questions, self.hall])
            self.fill_dock([self.doors])

    def _most_questions(self, view: LobbyView) -> int:
        if self.theme.care:
            return 1 if self.theme.landscape else 2
        if not self.theme.landscape:
            return 4
        long = any(len(one.label) > ONE_LINE for one in view.questions)
        return 2 if long or len(view.doors) > self.doors.cols else 3

    def _question(self) -> TextButton:
        theme = self.theme
        size = "button_quiet" if theme.care else "button"
        return TextButton("tile", size, theme.spacing.touch, theme=theme, post=self.post)
