"""A visit driven by spoken sentences alone: the real stage and matcher, no window and no sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from kiosk.effects import Effect, Listen, ReadCard, Speak, StopListening, Understand
from kiosk.events import (
    CardRead,
    Event,
    Guess,
    Heard,
    HeardNothing,
    Pressed,
    SpeechEnded,
    Understood,
)
from kiosk.journeys.view import Screen
from kiosk.journeys.world import World
from kiosk.stage import Stage
from voice.matching import Matcher


@dataclass
class VoiceVisit:
    """Plays the machine's part at once: what is spoken ends, what is heard is understood."""

    world: World
    matcher: Matcher
    spoken: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    ear_open: bool = False

    def __post_init__(self) -> None:
        self._happened: list[Event] = []
        # A second passes at every look at the clock, so that no press comes too early.
        seconds = count(0.0, 1.0)
        self.stage = Stage(
            self.world, self._perform, lambda screen: None, lambda: float(next(seconds))
        )

    @property
    def screen(self) -> Screen:
        """What stands on the screen."""
        return self.stage.screen

    def wake(self) -> None:
        """Begin as the wake phrase or the large button does."""
        self.happen(Pressed("listen"))

    def say(self, text: str) -> str:
        """Say a sentence into the open ear; return what is answered aloud."""
        assert self.ear_open, f"nobody listens to {text}"
        self.ear_open = False
        return self.happen(Heard(text))

    def stay_silent(self) -> str:
        """Say nothing for as long as the ear is open."""
        assert self.ear_open
        self.ear_open = False
        return self.happen(HeardNothing("没有听到声音"))

    def happen(self, event: Event) -> str:
        """Let something happen and all that follows from it; return what was said aloud."""
        before = len(self.spoken)
        self._happened.append(event)
        while self._happened:
            self.stage.take(self._happened.pop(0))
        return "".join(self.spoken[before:])

    def _perform(self, effect: Effect) -> None:
        self.effects.append(effect)
        match effect:
            case Listen():
                self.ear_open = True
            case StopListening():
                self.ear_open = False
            case Speak(text):
                self.spoken.append(text)
                self._happened.append(SpeechEnded("", text))
            case Understand(text, engine):
                match = self.matcher.match(text, engine)
                guesses = tuple(Guess(c.item_code, c.aspect, c.score) for c in match.candidates)
                self._happened.append(Understood(match.outcome, guesses))
            case ReadCard():
                self._happened.append(CardRead("身份证", SPECIMEN_CARD, ""))


SPECIMEN_CARD = {
    "name": "张样本",
    "resident_number": "11010519491231002X",
    "sex": "男",
    "nation": "汉",
    "birth_date": "1949-12-31",
    "household_address": "广东省佛山市禅城区样本路1号",
}
