"""Typing on the glass: the text of the open field, and pinyin or strokes on the way to words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.effects import Effect, FindCharacters
from kiosk.events import CandidatesFound, CharactersFound, Pressed, Stroke, StrokeWritten
from kiosk.journeys.view import Action

SEPARATOR = "、"
"""Stands between the values of a multiple choice."""

CHOOSE_CHARACTER = "写的字还没有选。请点一个字，或按“重写”"
MOST_STROKES = 40
"""No character has more; whatever follows is scribbling."""


@dataclass(frozen=True)
class Draft:
    """The open field's text, what is not yet turned into words, and the words offered."""

    text: str = ""
    pinyin: str = ""
    words: tuple[tuple[str, int], ...] = ()
    """Each with the number of letters it uses up; none of a character written by hand."""
    board: Literal["pinyin", "handwriting"] = "pinyin"
    strokes: tuple[Stroke, ...] = ()


def anew(draft: Draft, text: str = "") -> Draft:
    """Return a draft for the next text; whoever writes by hand goes on writing by hand."""
    return Draft(text, board=draft.board)


def with_text(draft: Draft, text: str) -> Draft:
    """Replace the whole text, as a hardware keyboard does."""
    return replace(draft, text=text)


def with_words(draft: Draft, found: CandidatesFound | CharactersFound) -> Draft:
    """Offer words, unless the pinyin or the strokes have changed since they were looked for."""
    if isinstance(found, CharactersFound):
        words = tuple((character, 0) for character in found.characters)
        return replace(draft, words=words) if found.strokes == draft.strokes else draft
    return replace(draft, words=found.words) if found.pinyin == draft.pinyin else draft


def write(draft: Draft, event: StrokeWritten) -> tuple[Draft, tuple[Effect, ...]]:
    """Return the draft with one more stroke, and what is to be recognised."""
    if draft.board != "handwriting" or len(draft.strokes) >= MOST_STROKES:
        return draft, ()
    strokes = (*draft.strokes, event.stroke)
    return replace(draft, strokes=strokes), (FindCharacters(strokes),)


def press(draft: Draft, event: Pressed, max_length: int = 200) -> tuple[Draft, str | None]:
    """Return the draft after a key, and the pinyin to look up when that has changed."""
    match event.action:
        case "key":
            if len(draft.text) >= max_length:
                return draft, None
            return replace(draft, text=draft.text + event.argument), None
        case "pinyin_key":
            pinyin = (draft.pinyin + event.argument)[:40]
            return replace(draft, pinyin=pinyin), pinyin
        case "board" if event.argument in ("pinyin", "handwriting"):
            return _turn(draft, event.argument), None
        case "rewrite":
            return replace(draft, strokes=(), words=()), None
        case "backspace" if draft.strokes:
            return replace(draft, strokes=(), words=()), None
        case "backspace" if draft.pinyin:
            pinyin = draft.pinyin[:-1]
            return replace(draft, pinyin=pinyin, words=()), pinyin
        case "backspace":
            return replace(draft, text=draft.text[:-1]), None
        case "clear":
            return anew(draft), None
        case "word":
            return _take_word(draft, event.argument, max_length)
    return draft, None


def toggled(draft: Draft, value: str) -> Draft:
    """Return the draft with one value of a multiple choice taken or given up."""
    held = [part for part in draft.text.split(SEPARATOR) if part]
    held = [part for part in held if part != value] if value in held else [*held, value]
    return Draft(SEPARATOR.join(held))


def _take_word(draft: Draft, word: str, max_length: int) -> tuple[Draft, str | None]:
    used = next((used for text, used in draft.words if text == word), len(draft.pinyin))
    rest = draft.pinyin[used:]
    text = (draft.text + word)[:max_length]
    return replace(anew(draft, text), pinyin=rest), rest or None


def _turn(draft: Draft, board: str) -> Draft:
    turned: Literal["pinyin", "handwriting"] = "handwriting" if board == "handwriting" else "pinyin"
    return Draft(draft.text, board=turned)


def candidate_actions(draft: Draft) -> tuple[Action, ...]:
    """Return the words offered as large buttons."""
    return tuple(Action("word", text, text) for text, _ in draft.words)
