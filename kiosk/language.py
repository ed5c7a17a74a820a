"""The languages of the face: what the journeys say, said again in another one.

Journeys speak simplified Chinese, the source language. A whole screen is translated where it
leaves for the window, so that no journey needs to know who reads it. Traditional Chinese is
converted character by character and phrase by phrase; English comes from a gettext catalogue whose
message ids are the journeys' own sentences, with `{}` where a value stands. What a citizen
entered, and what stands on a card, is nobody's to translate.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from forms.dictionary import Dictionary
from kiosk.journeys.view import (
    Action,
    AskView,
    Card,
    IdentifyView,
    Language,
    Line,
    Looks,
    QuestionView,
    ReviewView,
    Screen,
    TableView,
)

DOMAIN = "yimen"

Translate = Callable[[str], str]
_Node = TypeVar("_Node")
_KEPT: dict[type, frozenset[str]] = {
    Action: frozenset({"name", "argument"}),
    AskView: frozenset({"heard", "typed", "pinyin", "candidates", "phase", "keyboard", "strokes"}),
    QuestionView: frozenset({"text", "pinyin", "candidates", "keyboard", "strokes"}),
}
"""Fields that are keys of the program or the citizen's own words."""
_KEPT_EVERYWHERE = frozenset(
    {"qr_text", "case_number", "number", "tone", "message_tone", "hall_tone", "print_tone",
     "picture", "phase", "looks", "picture_png", "signature_png"}
)  # fmt: skip
_FILLED_IN = "table_done"
_SENTENCE = re.compile(r"(?<=[。？！\n])")
_HOLE = "{}"


def open_translators(
    locale_folder: Path, names: Mapping[str, str] = MappingProxyType({})
) -> dict[Language, Translate]:
    """Return how to say a text in each language; raises OSError without the catalogue.

    `names` are English names of what the forms ask, by their Chinese ones.
    """
    return {
        "zh_hans": lambda text: text,
        "zh_hant": _traditional(),
        "en": PhraseBook(locale_folder, "en", names).translate,
    }


def english_names(dictionary: Dictionary) -> dict[str, str]:
    """Return the English for what a form asks: names of fields, and questions by their names.

    Questions of our own catalogue have better English in assets/locale; a hall's have their names.
    """
    fields_asked = [dictionary[key] for key in dictionary]
    questions = {one.question: one.names.en for one in fields_asked}
    return questions | {one.name: one.names.en for one in fields_asked}


def translated(screen: Screen, translate: Translate) -> Screen:
    """Return a screen in another language."""
    return _node(screen, translate)


def _node(node: _Node, translate: Translate) -> _Node:
    if not is_dataclass(node) or isinstance(node, Looks | type):
        return node
    kept = _KEPT_EVERYWHERE | _KEPT.get(type(node), frozenset())
    if _holds_own_values(node):
        kept |= {"card", "cards"}
    said = {
        one.name: _said(getattr(node, one.name), translate)
        for one in fields(node)
        if one.name not in kept
    }
    for name in ("card", "cards"):
        if name in kept and hasattr(node, name):
            said[name] = _labels_only(getattr(node, name), translate)
    _mend_highlight(node, said)
    return replace(node, **said)


def _said(value: Any, translate: Translate) -> Any:
    if isinstance(value, str):
        return translate(value) if value else value
    if isinstance(value, tuple):
        return tuple(_said(one, translate) for one in value)
    return _node(value, translate)


def _holds_own_values(node: object) -> bool:
    """Tell whether the cards of a view hold what somebody entered or what a card says."""
    if isinstance(node, TableView):
        return node.primary is not None and node.primary.name == _FILLED_IN
    return isinstance(node, ReviewView | IdentifyView)


def _labels_only(cards: Any, translate: Translate) -> Any:
    if isinstance(cards, tuple):
        return tuple(_labels_only(card, translate) for card in cards)
    if not isinstance(cards, Card):
        return cards
    lines = tuple(_label_only(line, translate) for line in cards.lines)
    title, source = _said(cards.title, translate), _said(cards.source, translate)
    return replace(cards, title=title, source=source, lines=lines)


def _label_only(line: Line, translate: Translate) -> Line:
    label, tag, action = (_said(part, translate) for part in (line.label, line.tag, line.action))
    return replace(line, label=label, tag=tag, action=action)


def _mend_highlight(node: Any, said: dict[str, Any]) -> None:
    """Drop a highlight whose place moved: the voice goes by the text it speaks."""
    if isinstance(node, AskView) and len(said["spoken_text"]) != len(node.spoken_text):
        said["spoken"] = None


def _traditional() -> Translate:
    converter: list[Any] = []

    @lru_cache(maxsize=4096)
    def translate(text: str) -> str:
        if not converter:
            # Loaded with the first reader: most visits never need it.
            from opencc import OpenCC

            converter.append(OpenCC("s2hk"))
        return str(converter[0].convert(text))

    return translate


class PhraseBook:
    """A gettext catalogue whose message ids may have holes."""

    def __init__(self, folder: Path, language: str, names: Mapping[str, str]) -> None:
        catalogue = gettext.translation(DOMAIN, folder, [language])
        known = getattr(catalogue, "_catalog", {})
        phrases: dict[str, str] = {
            key: said for key, said in known.items() if isinstance(key, str) and key
        }
        whole = {key: said for key, said in phrases.items() if _HOLE not in key}
        self._whole = {**names, **whole}
        holed = sorted((key for key in phrases if _HOLE in key), key=_rank)
        self._holed = [(_pattern(key), phrases[key]) for key in holed]
        self.translate: Translate = lru_cache(maxsize=4096)(self._translate)

    def _translate(self, text: str) -> str:
        whole = self._whole.get(text)
        if whole is not None:
            return whole
        for pattern, said in self._holed:
            match = pattern.fullmatch(text)
            if match is not None:
                return said.format(*(self.translate(part) for part in match.groups()))
        body = text.rstrip("\n")
        if body != text:
            return self.translate(body) + text[len(body) :]
        sentences = [part for part in _SENTENCE.split(text) if part]
        if len(sentences) > 1:
            return _together(self.translate(one) for one in sentences)
        # A whole message may be known without the full stop it ends with here.
        stem = text.rstrip("。")
        return f"{self._whole[stem]}." if stem != text and stem in self._whole else text


def _together(sentences: Any) -> str:
    text = ""
    for one in sentences:
        text += " " + one if text and text[-1].isascii() and not text.endswith("\n") else one
    return text


def _rank(key: str) -> tuple[int, int]:
    """Order phrases so that what says most and leaves least open comes first."""
    return key.count(_HOLE), -len(key)


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("([^。？！]*?)".join(re.escape(part) for part in key.split(_HOLE)))
