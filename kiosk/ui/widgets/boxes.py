"""Rows, columns and panels that are as high as what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.layout import Layout
from kivy.uix.stacklayout import StackLayout
from kivy.uix.widget import Widget

from kiosk.ui.rules import load_rules

Value = TypeVar("Value")


class Column(BoxLayout):
    """Widgets one below the other."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Row(BoxLayout):
    """Widgets side by side, centred in height; as high as the highest."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(orientation="horizontal", size_hint_y=None, **kwargs)
        self.bind(minimum_height=self.setter("height"))

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        """Centre the widget unless it says otherwise."""
        widget.pos_hint = widget.pos_hint or {"center_y": 0.5}
        super().add_widget(widget, *args, **kwargs)


class Flow(StackLayout):
    """Widgets side by side that go on in the next line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Grid(GridLayout):
    """Cells of the same width; each row as high as its highest cell."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, **kwargs)
        self.bind(minimum_height=self.setter("height"))


class Panel(Column):
    """A rounded sheet of colour with a border."""

    theme = ObjectProperty()
    ground = ColorProperty()
    border = ColorProperty()
    border_width = NumericProperty(2)
    corner = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        load_rules(__file__)
        theme = kwargs["theme"]
        space = theme.spacing
        for name, value in (
            ("ground", theme.colour("card")),
            ("border", theme.colour("line")),
            ("corner", space.radius),
            ("padding", (space.pad, space.pad)),
            ("spacing", space.small),
        ):
            kwargs.setdefault(name, value)
        super().__init__(**kwargs)


class Gap(Widget):
    """Room that takes what is left."""


def middle_of(widget: Widget) -> tuple[float, float]:
    """Return the middle of a widget, also for what is told that its size has changed.

    Kivy tells of a size before it reckons `center` anew.
    """
    return widget.x + widget.width / 2, widget.y + widget.height / 2


def arrange(layout: Layout, widgets: Sequence[Widget]) -> None:
    """Make these the children, from first to last; nothing moves when they already are."""
    if list(reversed(layout.children)) == list(widgets):
        return
    layout.clear_widgets()
    for widget in widgets:
        if widget.parent is not None:
            widget.parent.remove_widget(widget)
        layout.add_widget(widget)


def match(layout: Layout, values: Sequence[Value], make: Callable[[], Any]) -> None:
    """Show each value in a child of its own, keeping the children that are there."""
    children = list(reversed(layout.children))
    for child in children[len(values) :]:
        layout.remove_widget(child)
    for i, value in enumerate(values):
        if i < len(children):
            children[i].show(value)
        else:
            child = make()
            child.show(value)
            layout.add_widget(child)
