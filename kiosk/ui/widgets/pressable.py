"""Everything that can be pressed: it names its action and looks pressed at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.events import Pressed
from kiosk.journeys.view import Action
from kiosk.ui.rules import load_rules
from kiosk.ui.theme import Theme

Kind = Literal["filled", "outlined", "chip", "tile", "footer", "key", "key_quiet", "link"]


@dataclass(frozen=True)
class Dress:
    """Names of the colours of one kind of button."""

    ground: str
    pressed: str
    ink: str
    border: str
    width: float = 0.0


DRESSES: dict[Kind, Dress] = {
    "filled": Dress("primary", "pressed", "on_primary", "primary"),
    "outlined": Dress("card", "tint_pressed", "primary", "primary", 4),
    "chip": Dress("tint", "tint_pressed", "deep", "tint", 2),
    "tile": Dress("card", "tint_pressed", "ink", "line", 3),
    "footer": Dress("card", "tint_pressed", "deep", "card"),
    "key": Dress("key", "tint_pressed", "ink", "key"),
    "key_quiet": Dress("key_quiet", "tint_pressed", "ink", "key_quiet"),
    "link": Dress("card", "tint_pressed", "primary", "card"),
}
CHOSEN = Dress("tint", "tint_pressed", "deep", "primary", 6)
ASLEEP = Dress("asleep", "asleep", "soft", "line", 3)


def dress_of(kind: Kind, action: Action) -> Dress:
    """Return how a button of this kind looks with this action."""
    if not action.enabled:
        return ASLEEP
    if action.chosen:
        return CHOSEN
    return DRESSES[kind]


class Pressable(ButtonBehavior, BoxLayout):
    """A surface that posts `Pressed(action_name, action_argument)` when released."""

    theme = ObjectProperty()
    post = ObjectProperty()
    action_name = StringProperty("")
    action_argument = StringProperty("")
    ground = ColorProperty()
    pressed_ground = ColorProperty()
    border = ColorProperty()
    border_width = NumericProperty(0)
    corner = NumericProperty(0)

    def __init__(self, kind: Kind, **kwargs: Any) -> None:
        load_rules(__file__)
        theme: Theme = kwargs["theme"]
        self.kind = kind
        self.action: Action | None = None
        self._touched: Action | None = None
        kwargs.setdefault("corner", theme.spacing.radius)
        super().__init__(min_state_time=theme.motion.feedback_s, **kwargs)

    def show(self, action: Action) -> None:
        """Take on an action; nothing happens when it is the one already shown."""
        if action == self.action:
            return
        self.action = action
        self.action_name, self.action_argument = action.name, action.argument
        self.disabled = not action.enabled
        dress = dress_of(self.kind, action)
        colour = self.theme.colour
        self.ground, self.pressed_ground = colour(dress.ground), colour(dress.pressed)
        self.border, self.border_width = colour(dress.border), self.theme.px(dress.width)
        self.label(action, dress)

    def label(self, action: Action, dress: Dress) -> None:
        """Write the action's words; for those who inherit."""

    def on_press(self) -> None:
        """Remember what the button did when the finger came down: it may change under it."""
        self._touched = self.action

    def on_release(self) -> None:
        """Tell what was pressed."""
        if self._touched is not None:
            self.post(Pressed(self._touched.name, self._touched.argument))


def find_button(root: Widget, name: str, argument: str = "") -> Pressable | None:
    """Return the button of an action that a finger could press now, or None."""
    for widget in root.walk(restrict=True):
        if (
            isinstance(widget, Pressable)
            and (widget.action_name, widget.action_argument) == (name, argument)
            and not widget.disabled
        ):
            return widget
    return None
