"""Finding what a citizen could not read or press: cut text, overlaps, things off the screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
from kivy.uix.layout import Layout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from kiosk.ui.theme import Theme
from kiosk.ui.widgets.pressable import Pressable

SLACK = 1.5
"""Pixels by which roundings may differ."""
LEAST_MAIN = 200
"""Height of a scrolled part, in pixels of a 1080-wide panel, below which nobody can read it."""

Box = tuple[float, float, float, float]


def find_faults(root: Widget, theme: Theme) -> list[str]:
    """Return what is wrong with the layout below `root`, in words."""
    return [
        *_cut_text(root),
        *_overlaps(root),
        *_outgrown(root),
        *_off_screen(root, _box(root)),
        *_too_small(root, theme),
    ]


def _cut_text(root: Widget) -> Iterator[str]:
    for label in root.walk(restrict=True):
        if not isinstance(label, Label) or not label.text.strip():
            continue
        wide, high = label.texture_size
        if wide > label.width + SLACK or high > label.height + SLACK:
            yield f"text cut: {label.text!r} needs {wide}x{high}, has {label.size}"
        if label.is_shortened:
            yield f"text shortened: {label.text!r}"


def _overlaps(root: Widget) -> Iterator[str]:
    for parent in root.walk(restrict=True):
        # What lies on a float layout lies there on purpose: the overlay, the hint of a pad.
        if not isinstance(parent, Layout) or isinstance(parent, FloatLayout):
            continue
        for one, other in combinations([c for c in parent.children if min(c.size) > 0], 2):
            if _intersect(_box(one), _box(other)):
                yield f"overlap: {_name(one)} and {_name(other)} in {_name(parent)}"


def _outgrown(root: Widget) -> Iterator[str]:
    """Find columns higher than the row they stand in: they lie over what is above it."""
    for row in root.walk(restrict=True):
        if not isinstance(row, BoxLayout) or row.orientation != "horizontal":
            continue
        for column in row.children:
            if isinstance(column, Layout) and column.height > row.height + SLACK:
                yield f"too high: {_name(column)} of {column.height} in {row.height}"


def _off_screen(widget: Widget, window: Box) -> Iterator[str]:
    left, bottom, right, top = _box(widget)
    if min(widget.size) > 0 and (
        left < window[0] - SLACK
        or right > window[2] + SLACK
        or bottom < window[1] - SLACK
        or top > window[3] + SLACK
    ):
        yield f"outside: {_name(widget)} at {(left, bottom, right, top)} of {window}"
        return
    for child in widget.children:
        yield from _off_screen(child, _reachable(widget, window))


def _reachable(widget: Widget, window: Box) -> Box:
    """Return where children may be: scrolled ones can be fetched along the way they scroll."""
    if not isinstance(widget, ScrollView):
        return window
    far = 1e6
    if widget.do_scroll_x:
        return (-far, window[1], far, window[3])
    return (window[0], -far, window[2], far)


def _too_small(root: Widget, theme: Theme) -> Iterator[str]:
    touch = theme.px(112) - SLACK
    for widget in root.walk(restrict=True):
        if isinstance(widget, Pressable) and widget.height < touch:
            yield f"too low to press: {_name(widget)} is {widget.height} high"
        if (
            isinstance(widget, ScrollView)
            and widget.do_scroll_y
            and widget.height < theme.px(LEAST_MAIN)
        ):
            yield f"too low to read: {_name(widget)} is {widget.height} high"


def _intersect(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > SLACK and high > SLACK


def _box(widget: Widget) -> Box:
    left, bottom = widget.to_window(widget.x, widget.y)
    return left, bottom, left + widget.width, bottom + widget.height


def _name(widget: Widget) -> str:
    words = next((w.text for w in widget.walk(restrict=True) if isinstance(w, Label)), "")
    return f"{type(widget).__name__} {words!r}"
