"""One conversation as it stands: what was heard, answered and offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.effects import Effect
from kiosk.events import Guess, Pressed
from kiosk.journeys import typing
from kiosk.journeys.view import Tone

Phase = Literal["idle", "listening", "thinking", "speaking"]
Step = tuple["ConsultState", tuple[Effect, ...]]


@dataclass(frozen=True)
class Earlier:
    """What the citizen was told before this sentence, which it may refer to."""

    item_code: str = ""
    aspect: str = "how"
    situation: str = ""
    """The key of the situation the citizen named."""
    guesses: tuple[Guess, ...] = ()
    situations: tuple[str, ...] = ()
    """Keys of the situations that were offered."""
    question: str = field(default="", repr=False)
    """The last question that could not be answered."""
    spoken_text: str = ""


@dataclass(frozen=True)
class ConsultState:
    """One conversation; `draft` is None while the keyboard is closed."""

    phase: Phase = "idle"
    heard: str = ""
    level: float = 0.0
    hears: bool = False
    """The microphone is open: what is said from now on is heard."""
    item_code: str = ""
    aspect: str = "how"
    situation: str = ""
    """The key of the situation the citizen named."""
    situations: tuple[str, ...] = ()
    """The keys of the situations offered now."""
    guesses: tuple[Guess, ...] = ()
    message: str = ""
    tone: Tone = "plain"
    draft: typing.Draft | None = None
    spoken_text: str = ""
    spoken: tuple[int, int] | None = None
    unanswered: str = field(default="", repr=False)
    """A question that is not ours, which the staff may answer."""
    message_id: str = ""
    """The id under which the question was handed to the staff."""
    earlier: Earlier = Earlier()
    by_voice: bool = False
    """The last sentence was spoken: when the answer ends, the ear opens again."""
    silences: int = 0
    wish: Pressed | None = None
    """What the citizen said should happen next, as if it had been pressed."""
