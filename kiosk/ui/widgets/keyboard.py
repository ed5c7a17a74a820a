"""Keyboards for digits, resident numbers, letters, pinyin and handwriting with its candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from kiosk.events import Stroke
from kiosk.journeys.view import Action, Keyboard, Language
from kiosk.ui.widgets.boxes import Column, Panel, Row, match
from kiosk.ui.widgets.buttons import Chip
from kiosk.ui.widgets.pressable import Dress, Pressable
from kiosk.ui.widgets.words import Words
from kiosk.ui.widgets.writing_pad import WritingPad

DELETE, CLEAR, SPACE = "删除", "清空", "空格"
TO_SIGNS, TO_LETTERS, TO_PAD, REWRITE = "123", "拼音", "手写", "重写"
WRITE_HERE = "在这里写一个字"
WIDE = 1.6
KEYS_BESIDE = 330
"""Width of the keys beside the board to write on, in pixels of a 1080-wide panel."""
NAMED = (DELETE, CLEAR, SPACE, TO_SIGNS, TO_LETTERS, TO_PAD, REWRITE)
NAMES: dict[Language, dict[str, str]] = {
    "zh_hans": {},
    "zh_hant": {DELETE: "刪除", TO_PAD: "手寫", REWRITE: "重寫", WRITE_HERE: "在這裏寫一個字"},
    "en": {
        DELETE: "Del",
        CLEAR: "Clear",
        SPACE: "Space",
        TO_LETTERS: "Pinyin",
        TO_PAD: "Write",
        REWRITE: "Again",
        WRITE_HERE: "Write one character here",
    },
}
"""What stands on a key for who reads another language than the key's own."""

_BOARDS = {TO_LETTERS: "pinyin", TO_PAD: "handwriting"}

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
        (TO_SIGNS, TO_PAD, *"zxcvbnm", DELETE),
    ),
    "handwriting": ((TO_SIGNS, TO_LETTERS), (REWRITE, CLEAR), (DELETE,)),
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
    if key == REWRITE:
        return Action("rewrite", key)
    if key in _BOARDS:
        return Action("board", key, _BOARDS[key])
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
        self.title = Words(theme=theme, size_name=size_name, halign="center", shrinks=True)
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
        # Beside large type the pinyin above the keys would run into the bar.
        tight = theme.care and theme.landscape
        super().__init__(
            theme=theme,
            ground=theme.colour("key_bed"),
            border_width=0,
            corner=0,
            padding=(space.small, space.tiny / 2 if tight else space.small),
            spacing=space.tiny if tight else space.small * 0.8,
        )
        self.post = post
        self.kind: Keyboard = "none"
        self.layout = ""
        self.pad: WritingPad | None = None

    def show(self, kind: Keyboard, strokes: Sequence[Stroke] = ()) -> None:
        """Lay out the keys of this kind, unless they or a page of theirs are there already."""
        if kind != self.kind:
            self.kind = kind
            self._lay(kind)
        if self.pad is not None:
            self.pad.show(tuple(strokes))

    def _lay(self, layout: str) -> None:
        self.layout = layout
        self.clear_widgets()
        self.pad = None
        rows = [self._row(keys) for keys in LAYOUTS[layout]]
        if layout == "handwriting":
            self.add_widget(self._board(rows))
            return
        for row in rows:
            self.add_widget(row)

    def _board(self, rows: Sequence[BoxLayout]) -> Row:
        """Return the pad with its keys beside it, as high as any keyboard."""
        keys = Column(spacing=self.spacing)
        keys.size_hint_x, keys.width = None, self.theme.px(KEYS_BESIDE)
        for row in rows:
            keys.add_widget(row)
        height = self.theme.spacing.touch * len(rows) + self.spacing * (len(rows) - 1)
        self.pad = WritingPad(self._name(WRITE_HERE), self.theme, self.post, height)
        board = Row(spacing=self.theme.spacing.small)
        board.add_widget(self.pad)
        board.add_widget(keys)
        return board

    def _row(self, keys: Sequence[str]) -> BoxLayout:
        row = BoxLayout(
            size_hint_y=None, height=self.theme.spacing.touch, spacing=self.theme.px(10)
        )
        for key in keys:
            if key != TO_PAD or self.theme.looks.handwriting:
                row.add_widget(self._key(key))
        return row

    def _key(self, key: str) -> Key:
        options = {
            "theme": self.theme,
            "post": self.post,
            "height": self.theme.spacing.touch,
        }
        page = "signs" if key == TO_SIGNS else str(self.kind)
        if key == TO_SIGNS or (self.layout == "signs" and key == TO_LETTERS):
            back = TO_PAD if page == "handwriting" else key
            turning = LocalKey(lambda: self._lay(page), **options)
            turning.show(Action("keyboard_page", self._name(back), page))
            return turning
        wide = key in NAMED and self.layout not in ("digits", "resident_number")
        made = Key(wide, **options)
        action = action_of_key(self.layout, key)
        made.show(replace(action, label=self._name(key)))
        return made

    def _name(self, key: str) -> str:
        return NAMES[self.theme.looks.language].get(key, key)


class Candidates(Column):
    """The pinyin typed so far and the words it may mean; swiped sideways for more."""

    def __init__(self, theme: Any, post: Any) -> None:
        super().__init__(spacing=0 if theme.care and theme.landscape else theme.spacing.tiny)
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
