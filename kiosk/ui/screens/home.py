"""The first screen: the voice door, the doors, quick items and the hall's state."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.view import Action, HomeView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.theme import Theme, rgba
from kiosk.ui.widgets.boxes import Column, Flow, Grid, Panel, Row, match
from kiosk.ui.widgets.buttons import Chip, Door
from kiosk.ui.widgets.moving import Microphone
from kiosk.ui.widgets.pressable import Dress, Pressable
from kiosk.ui.widgets.tag import TagLabel
from kiosk.ui.widgets.words import Words


class VoiceDoor(Pressable):
    """The first door: press and speak."""

    def __init__(self, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        space = theme.spacing
        super().__init__(
            "filled",
            size_hint_y=None,
            padding=(space.pad, space.gap),
            spacing=space.pad,
            **kwargs,
        )
        self.title = Words(theme=theme, size_name="title", strong=True, colour_name="on_primary")
        self.note = Words(theme=theme, colour_name="on_primary")
        self.texts = Column(spacing=space.small, pos_hint={"center_y": 0.5})
        for words in (self.title, self.note):
            self.texts.add_widget(words)
        self.add_widget(Microphone(theme, theme.px(208), pos_hint={"center_y": 0.5}))
        self.add_widget(self.texts)
        self.texts.bind(height=self._grow)
        self._grow()

    def _grow(self, *_: object) -> None:
        space = self.theme.spacing
        self.height = max(space.voice, self.texts.height + 2 * space.gap)

    def show_examples(self, action: Action, examples: tuple[str, ...]) -> None:
        """Show the door with its note, or with what could be asked."""
        self.show(action)
        self.note.words = action.note or "\n".join(examples)

    def label(self, action: Action, dress: Dress) -> None:
        """Write the invitation."""
        self.title.words = action.label
        self.title.colour_name = self.note.colour_name = dress.ink


class HallCard(Panel):
    """How busy the hall is now."""

    def __init__(self, theme: Theme) -> None:
        space = theme.spacing
        super().__init__(theme=theme, padding=(space.pad, space.gap))
        self.tag = TagLabel(theme=theme)
        self.state = Words(theme=theme, size_name="note" if theme.care else "body")
        row = Row(spacing=space.gap)
        row.add_widget(self.tag)
        row.add_widget(self.state)
        self.add_widget(row)

    def show(self, view: HomeView) -> None:
        """Show the hall's state in its tone."""
        self.tag.show(Tag(view.hall_tag, view.hall_tone))
        self.state.words = view.hall_state
        if view.hall_tone != "plain":
            self.state.color = rgba(self.theme.palette.tone(view.hall_tone)[0])


class HomeScreen(ScreenBody):
    """Greeting, doors and quick items."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        space = theme.spacing
        self.greeting = Words(theme=theme, size_name="headline", strong=True)
        self.voice = VoiceDoor(theme=theme, post=post)
        one_column = theme.care and not theme.landscape
        self.doors = Grid(cols=1 if one_column else 2, spacing=space.gap)
        self.quick = Flow(spacing=space.small)
        self.hall = HallCard(theme)

    def show(self, view: HomeView) -> None:
        """Show greeting, doors, quick items and the hall's state."""
        self.greeting.words = view.greeting
        self.voice.show_examples(view.voice, view.voice_examples)
        match(self.doors, view.doors, lambda: Door(theme=self.theme, post=self.post))
        match(self.quick, view.quick, lambda: Chip(theme=self.theme, post=self.post))
        self.hall.show(view)
        quick = [self.quick] if view.quick else []
        if self.theme.landscape:
            self.fill_main([self.greeting, self.voice, self.hall, *quick])
            self.fill_dock([self.doors])
        else:
            self.fill_main([self.greeting, self.voice, self.doors, *quick])
            self.fill_dock([self.hall])
