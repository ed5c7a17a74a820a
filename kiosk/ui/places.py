"""Where things stand on the display, for a finger that is not a citizen's."""

from __future__ import annotations

from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.ui.widgets.pressable import Pressable, find_button
from kiosk.ui.widgets.signature import SignaturePad

Place = tuple[int, int]
Area = tuple[int, int, int, int]


def place_of_button(root: Widget, name: str, argument: str) -> Place | None:
    """Return the middle of a button in display pixels from the top left, or None."""
    button = find_button(root, name, argument) if argument else _find_any(root, name)
    if button is None:
        return None
    x, y = button.to_window(button.center_x, button.center_y)
    if not (0 <= x <= Window.width and 0 <= y <= Window.height):
        return None
    return _on_display(x, y)


def _find_any(root: Widget, name: str) -> Pressable | None:
    """Return the first button of this name, whatever its argument."""
    for widget in root.walk(restrict=True):
        if isinstance(widget, Pressable) and widget.action_name == name and not widget.disabled:
            return widget
    return None


def area_of_signature(root: Widget) -> Area | None:
    """Return left, top, width and height of the signature pad in display pixels, or None."""
    for widget in root.walk(restrict=True):
        if isinstance(widget, SignaturePad):
            left, top = _on_display(*widget.to_window(widget.x, widget.top))
            return left, top, round(widget.width), round(widget.height)
    return None


def _on_display(x: float, y: float) -> Place:
    return round(Window.left + x), round(Window.top + Window.height - y)
