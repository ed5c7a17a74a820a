"""Keyboards for digits, resident numbers, letters and pinyin with its candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from kiosk.journeys.view import Action, Keyboard
from kiosk.ui.widgets.boxes import Column, Panel, Row, match
from kiosk.ui.widgets.buttons import Chip
from kiosk.ui.widgets.pressable import Dress, Pressable
from kiosk.ui.widgets.words import Words

DELETE, CLEAR, SPACE = "删除", "清空", "空格"
TO_SIGNS, TO_LETTERS = "123", "拼音"
WIDE = 1.6

Rows = tuple[tuple[str, ...], ...]
LAYOUTS: dict[str, Rows] = {
    "digits": (tuple("123"), tuple("456"), tuple("789"), (CLEAR, "0", DELETE)),
    "resident_number": (tuple("123"), tuple("456"), tuple("789"), ("X", "0", CLEAR, DELETE)),
    "letters": (
        tuple("1234567890"),
        tuple("qwertyuiop"),
        (*"asdfghjkl", CLEAR),
        (SPACE, *"zxcvbnm", "@", ".", DELETE),
    ),
    "pinyin": (
        tuple("qwertyuiop"),
        (*"asdfghjkl", CLEAR),
        (TO_SIGNS, *"zxcvbnm", DELETE),
    ),
    "signs": (
        tuple("1234567890"),
        (*"号栋座室楼村路巷-", CLEAR),
        (TO_LETTERS, *"，。（）./X", DELETE),
    ),
}


def action_of_key(layout: str, key: str) -> Action:
    """Return what a key means on a layout."""
    if key == DELETE:
        return Action("backspace", key)
    if key == CLEAR:
        return Action("clear", key)
    if key == SPACE:
        return Action("key", key, " ")
    if layout == "pinyin":
        return Action("pinyin_key", key, key)
    return Action("key", key, key)


class Key(Pressable):
    """One key."""

    def __init__(self, wide: bool, height: float, **kwargs: Any) -> None:
        theme = kwargs["theme"]
        super().__init__(
            "key_quiet" if wide else "key",
            size_hint=(WIDE if wide else 1, None),
            height=height,
            corner=theme.px(16),
            **kwargs,
        )
        size_name = "footer" if wide else "key"
        self.title = Words(theme=theme, size_name=size_name, halign="center")
        self.title.pos_hint = {"center_y": 0.5}
        self.add_widget(self.title)

    def label(self, action: Action, dress: Dress) -> None:
        """Write the key."""
        self.title.words = action.label


class LocalKey(Key):
    """A key that turns the keyboard's page and tells nobody."""

    def __init__(self, turn: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(wide=True, **kwargs)
        self.turn = turn

    def on_release(self) -> None:
        """Turn the page."""
        self.turn()


class KeyboardPanel(Panel):
    """The keys of one kind of keyboard; kept while the kind stays the same."""

    def __init__(self, theme: Any, post: Any) -> None:
        space = theme.spacing
        super().__init__(
            theme=theme,
            ground=theme.colour("key_bed"),
            border_width=0,
            corner=0,
            padding=space.small,
            spacing=space.small * 0.8,
        )
        self.post = post
        self.layout = ""

    def show(self, kind: Keyboard) -> None:
        """Lay out the keys of this kind, unless they are there already."""
        if kind == self.layout or (kind == "pinyin" and self.layout == "signs"):
            return
        self._lay(kind)

    def _lay(self, layout: str) -> None:
        self.layout = layout
        self.clear_widgets()
        for keys in LAYOUTS[layout]:
            row = BoxLayout(
                size_hint_y=None, height=self.theme.spacing.touch, spacing=self.theme.px(10)
            )
            for key in keys:
                row.add_widget(self._key(key))
            self.add_widget(row)

    def _key(self, key: str) -> Key:
        options = {
            "theme": self.theme,
            "post": self.post,
            "height": self.theme.spacing.touch,
        }
        if key in (TO_SIGNS, TO_LETTERS):
            page = "signs" if key == TO_SIGNS else "pinyin"
            turning = LocalKey(lambda: self._lay(page), **options)
            turning.show(Action("keyboard_page", key, page))
            return turning
        wide = key in (DELETE, CLEAR, SPACE) and self.layout not in ("digits", "resident_number")
        made = Key(wide, **options)
        made.show(action_of_key(self.layout, key))
        return made


class Candidates(Column):
    """The pinyin typed so far and the words it may mean; swiped sideways for more."""

    def __init__(self, theme: Any, post: Any) -> None:
        super().__init__(spacing=theme.spacing.tiny)
        self.theme, self.post = theme, post
        self.shown: tuple[Action, ...] = ()
        self.pinyin = Words(theme=theme, size_name="note", colour_name="soft")
        self.words = Row(spacing=theme.spacing.small, size_hint_x=None)
        self.words.bind(minimum_width=self.words.setter("width"))
        self.scroll = ScrollView(
            size_hint_y=None,
            height=theme.spacing.touch,
            do_scroll_y=False,
            bar_width=0,
            scroll_type=["content"],
        )
        self.scroll.add_widget(self.words)
        self.add_widget(self.pinyin)
        self.add_widget(self.scroll)

    def show(self, pinyin: str, candidates: Sequence[Action]) -> None:
        """Show pinyin and candidates; the row keeps its height when there are none."""
        self.pinyin.words = pinyin or " "
        if self.shown != tuple(candidates):
            self.shown = tuple(candidates)
            self.scroll.scroll_x = 0
        match(self.words, candidates, lambda: Chip(theme=self.theme, post=self.post))
