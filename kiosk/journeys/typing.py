"""Typing on the glass: the text of the open field and the pinyin on its way to words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.events import CandidatesFound, Pressed
from kiosk.journeys.view import Action

SEPARATOR = "、"
"""Stands between the values of a multiple choice."""


@dataclass(frozen=True)
class Draft:
    """The open field's text, the pinyin not yet turned into words, and the words offered."""

    text: str = ""
    pinyin: str = ""
    words: tuple[tuple[str, int], ...] = ()


def with_text(draft: Draft, text: str) -> Draft:
    """Replace the whole text, as a hardware keyboard does."""
    return replace(draft, text=text)


def with_words(draft: Draft, found: CandidatesFound) -> Draft:
    """Offer words, unless the pinyin has changed since they were looked for."""
    return replace(draft, words=found.words) if found.pinyin == draft.pinyin else draft


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
        case "backspace" if draft.pinyin:
            pinyin = draft.pinyin[:-1]
            return replace(draft, pinyin=pinyin, words=()), pinyin
        case "backspace":
            return replace(draft, text=draft.text[:-1]), None
        case "clear":
            return Draft(), None
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
    return Draft(text=text, pinyin=rest), rest or None


def candidate_actions(draft: Draft) -> tuple[Action, ...]:
    """Return the words offered as large buttons."""
    return tuple(Action("word", text, text) for text, _ in draft.words)
