"""The board a kind of field is answered on: which keys, which words, which choices."""

from __future__ import annotations

from forms.dictionary import Datum
from kiosk.events import WritingKind
from kiosk.journeys.typing import SEPARATOR, Draft
from kiosk.journeys.view import Action, Keyboard

_KEYBOARDS: dict[str, Keyboard] = {
    "resident_number": "resident_number",
    "phone": "digits",
    "money": "digits",
    "number": "digits",
    "date": "digits",
    "uscc": "letters",
    "document_number": "letters",
    "digits": "digits",
    "choice": "none",
    "multiple_choice": "none",
    "yes_no": "none",
}
_WRITINGS: dict[str, WritingKind] = {"person_name": "name", "address": "address"}


def keyboard_for(definition: Datum) -> Keyboard:
    """Return the keyboard that suits a kind of field; words are typed as pinyin."""
    return _KEYBOARDS.get(definition.kind, "pinyin")


def board_for(definition: Datum, draft: Draft) -> Keyboard:
    """Return the keyboard, or the board to write on where the citizen turned to it."""
    keyboard = keyboard_for(definition)
    return draft.board if keyboard == "pinyin" else keyboard


def writing_of(definition: Datum) -> WritingKind:
    """Return what is written in a field, which decides the words offered for pinyin."""
    return _WRITINGS.get(definition.kind, "words")


def choices_of(definition: Datum, text: str) -> tuple[Action, ...]:
    """Return the answers to choose from, those held marked; none for a field that is typed."""
    if definition.kind == "multiple_choice":
        held = text.split(SEPARATOR)
        return tuple(
            Action("toggle", c.label, c.value, chosen=c.value in held) for c in definition.choices
        )
    choices = [(c.value, c.label) for c in definition.choices]
    return tuple(Action("choose", label, value, chosen=text == value) for value, label in choices)
