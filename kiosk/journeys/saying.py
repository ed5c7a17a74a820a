"""Answering a question aloud: what was understood is shown first, and taken only when confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forms.dictionary import Datum
from forms.spoken import parse_answer
from kiosk.events import Event, Heard, HeardNothing, HeardPart

_NOT_SPOKEN = frozenset({"rows", "file", "signature"})
LISTENING = "请说，我在听……"


@dataclass(frozen=True)
class Saying:
    """What is being said or was understood for the open question."""

    listening: bool = False
    heard: str = ""
    value: str = ""
    """What the field would hold; it stands in the field to be confirmed."""
    fault: str = ""


def can_be_said(definition: Datum) -> bool:
    """Tell whether a field can be answered aloud."""
    return definition.kind not in _NOT_SPOKEN


def hear(saying: Saying, event: Event, definition: Datum, today: date, same: str) -> Saying:
    """Return what was understood of a sentence; `same` is the answer before."""
    match event:
        case HeardPart(text):
            return Saying(listening=True, heard=text)
        case Heard(text):
            value = parse_answer(definition, text, today, same)
            if value is None:
                fault = f"没听明白“{text}”，请再说一遍，或者用手填"
                return Saying(heard=text, fault=fault)
            return Saying(heard=text, value=value)
        case HeardNothing(reason, remedy):
            return Saying(fault="。".join(part for part in (reason, remedy) if part))
    return saying


def hint_of(saying: Saying) -> str:
    """Return what to tell beside the question; empty when nothing is being said."""
    if saying.listening:
        return f"听到：{saying.heard}" if saying.heard else LISTENING
    return f"听到：{saying.heard}。请核对，对了就点下一步" if saying.value else ""
