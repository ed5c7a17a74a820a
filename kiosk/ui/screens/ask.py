"""The consultation: what was heard, the answer or the nearest choices, what to do next."""

from __future__ import annotations

import re
from typing import Any

from kivy.uix.anchorlayout import AnchorLayout

from kiosk.journeys.view import Action, AskView, Tag
from kiosk.ui.screens.body import Post, ScreenBody
from kiosk.ui.screens.typing import TypingDock
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.boxes import Grid, Panel, match
from kiosk.ui.widgets.buttons import Actions, Choice
from kiosk.ui.widgets.card import CardPanel
from kiosk.ui.widgets.face import RobotFace
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.moving import Dots, Wave
from kiosk.ui.widgets.tag import Message
from kiosk.ui.widgets.words import Words

_SHORT_LABEL = 8
_FEW = 4
SPEAKING_LEVEL = 0.55
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


class Bubble(AnchorLayout):
    """What the citizen said, at the right, as wide as it is long."""

    def __init__(self, theme: Any) -> None:
        super().__init__(size_hint_y=None, anchor_x="right")
        self.theme = theme
        space = theme.spacing
        self.words = Words(theme=theme, size_name="heading", colour_name="on_primary")
        self.panel = Panel(
            theme=theme,
            size_hint_x=None,
            ground=theme.colour("primary"),
            border_width=0,
            padding=(space.pad, space.gap),
        )
        self.panel.add_widget(self.words)
        self.add_widget(self.panel)
        self.panel.bind(height=self.setter("height"))
        self.bind(width=self._fit)

    def show(self, text: str) -> None:
        """Show what was said so far."""
        self.words.words = text
        self._fit()

    def _fit(self, *_: object) -> None:
        needed = sum(self.words.measured(char) for char in self.words.words)
        room = needed + 2 * self.theme.spacing.pad + self.theme.px(24)
        self.panel.width = min(room, self.width * 0.88)


def _beside(choices: tuple[Action, ...]) -> int:
    """Return how many choices stand side by side: short ones share a row."""
    return 2 if max(len(choice.label) for choice in choices) <= _SHORT_LABEL else 1


class AskScreen(ScreenBody):
    """One conversation."""

    def __init__(self, theme: Theme, post: Post) -> None:
        super().__init__(theme, post)
        self.bubble = Bubble(theme)
        self.prompt = Words(theme=theme, size_name="title", strong=True)
        self.quiet_prompt = Words(theme=theme, colour_name="soft", halign="center")
        self.card = CardPanel(theme, post)
        self.message = Message(theme=theme)
        self.choices = Grid(cols=1, spacing=theme.spacing.small)
        self.caption = Words(theme=theme, halign="center")
        self.face = RobotFace(theme, theme.px(360))
        self.wave = Wave(theme)
        self.dots = Dots(theme)
        self.actions = Actions(theme, post)
        self.field = Field(theme)
        self.typing: TypingDock | None = None

    def show(self, view: AskView) -> None:
        """Show where the conversation stands."""
        self.primary, self.text = view.primary, view.typed
        self.place = (view.card.title if view.card else "", view.typed is None)
        if view.typed is not None:
            self._show_typing(view, view.typed)
            return
        self.actions.show(view.actions)
        above, beside = self._face(view)
        self.fill_main([*above, *self._told(view)])
        self.fill_dock([*beside, *self._voice(view), self.actions])

    def _face(self, view: AskView) -> tuple[list[Any], list[Any]]:
        """Place the face above what is told, or beside it where an answer needs the height."""
        if not view.has_face:
            return [], []
        theme = self.theme
        tells = view.card is not None or bool(view.choices)
        self.face.mood, self.face.level = view.phase, view.level
        self.face.height = theme.px(170 if tells else 360)
        if not (tells and theme.landscape):
            return [self.face], []
        return [], [] if theme.care else [self.face]

    def _told(self, view: AskView) -> list[Any]:
        parts: list[Any] = []
        if view.heard:
            self.bubble.show(view.heard)
            parts.append(self.bubble)
        if view.card is None and not view.message:
            self.prompt.words = view.prompt
            parts.append(self.prompt)
        if view.message:
            self.message.show(Tag(view.message, view.message_tone))
            parts.append(self.message)
        answer = []
        if view.card is not None:
            self.card.show(view.card)
            answer.append(self.card)
        if view.choices:
            match(self.choices, view.choices, lambda: Choice(theme=self.theme, post=self.post))
            # Under a card they narrow its answer; without one they are the answer.
            self.choices.cols = 1 if view.card is None else _beside(view.choices)
            # A few are the question that is open; many would push the answer out of sight.
            answer.insert(0 if len(view.choices) <= _FEW else len(answer), self.choices)
        parts.extend(answer)
        return parts

    def _voice(self, view: AskView) -> list[Any]:
        if view.phase == "listening":
            self.wave.level = view.level
            return [self.wave]
        if view.phase == "thinking":
            return [self.dots]
        self.quiet_prompt.words = view.prompt
        quiet = [self.quiet_prompt] if view.card is not None or view.message else []
        if view.phase == "speaking":
            self.wave.level = SPEAKING_LEVEL
            text, lit = sentence_at(view.spoken_text, view.spoken)
            self.caption.words, self.caption.highlight = text, lit
            return [*([self.caption] if text else [self.wave]), *quiet]
        return quiet

    def _show_typing(self, view: AskView, typed: str) -> None:
        self.typing = self.typing or TypingDock(self.theme, self.post)
        self.prompt.words = view.prompt
        self.field.show(typed)
        self.actions.show(view.actions)
        message = [self.message] if view.message else []
        self.message.show(Tag(view.message, view.message_tone))
        self.fill_main([self.prompt, self.field, *message, self.actions])
        keys = self.typing.show(view.keyboard, view.pinyin, view.candidates, view.strokes)
        self.fill_dock(keys, padded=False)


def sentence_at(text: str, spoken: tuple[int, int] | None) -> tuple[str, tuple[int, int] | None]:
    """Return the sentence being read aloud, and which stretch of it is being said."""
    if spoken is None:
        return "", None
    for sentence in SENTENCE.finditer(text):
        if sentence.start() <= spoken[0] < sentence.end():
            start = sentence.start()
            end = min(spoken[1], sentence.end())
            return sentence.group(), (spoken[0] - start, end - start)
    return "", None
