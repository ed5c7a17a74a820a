"""Conversations written down, played through the real journeys, and judged turn by turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kiosk.bench.spoken_visit import VoiceVisit
from kiosk.effects import CallStaff, ChangeVoice, Effect, PrintSlip, TellStaff, Understand
from kiosk.journeys.application import ApplyState
from kiosk.journeys.consult import ConsultState
from kiosk.journeys.progress import ProgressState
from kiosk.journeys.replies import DECLINED, GREETING, NO_OTHER, NOT_OURS, WELCOME, WHICH
from kiosk.journeys.ticket import TicketState
from kiosk.settings import PROJECT_FOLDER
from voice.knowledge import ASPECT_CUES, HOW

DIALOGUES_FOLDER = PROJECT_FOLDER / "assets" / "evaluation" / "dialogues"
_TURNS, _DOES = "|", "=>"


@dataclass(frozen=True)
class Turn:
    """A sentence, and what the robot should do on it, as the files say it."""

    said: str
    expected: str


@dataclass(frozen=True)
class Before:
    """What stood when the sentence was said."""

    offered: tuple[str, ...]
    spoken: str


@dataclass(frozen=True)
class After:
    """What the sentence brought about."""

    visit: VoiceVisit
    effects: tuple[Effect, ...]
    answer: str

    @property
    def talk(self) -> ConsultState | None:
        """The conversation, if it is still going on."""
        journey = self.visit.stage.visit.journey
        return journey if isinstance(journey, ConsultState) else None

    def did(self, kind: type, **values: object) -> bool:
        """Tell whether an effect of a kind with these values took place."""
        return any(
            isinstance(one, kind) and all(getattr(one, k) == v for k, v in values.items())
            for one in self.effects
        )


def read_dialogues(name: str) -> tuple[tuple[Turn, ...], ...]:
    """Return the conversations of a file, each as its turns."""
    lines = (DIALOGUES_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(_turn(part) for part in line.split(_TURNS))
        for line in lines
        if line.strip() and not line.startswith("#")
    )


def first_fault(turns: Sequence[Turn], visit: VoiceVisit) -> str:
    """Play a conversation; return the turn that went wrong and what came of it, or nothing."""
    visit.wake()
    for turn in turns:
        if not visit.ear_open:
            return f"{turn.said}: nobody listens"
        before = Before(_offered(visit), visit.spoken[-1] if visit.spoken else "")
        done = len(visit.effects)
        answer = visit.say(turn.said)
        after = After(visit, tuple(visit.effects[done:]), answer)
        if not _is_met(turn.expected, before, after):
            return f"{turn.said} => {turn.expected}, but: {answer[:80] or after.effects}"
    return ""


def _turn(part: str) -> Turn:
    said, _, expected = part.partition(_DOES)
    return Turn(said.strip(), expected.strip())


def _offered(visit: VoiceVisit) -> tuple[str, ...]:
    journey = visit.stage.visit.journey
    if not isinstance(journey, ConsultState):
        return ()
    guesses = journey.guesses or journey.earlier.guesses
    return tuple(one.item_code for one in guesses)


_Check = Callable[[str, Before, After], bool]


def _is_met(expected: str, before: Before, after: After) -> bool:
    kind, _, rest = expected.partition(" ")
    return _CHECKS[kind](rest, before, after)


def _is_item(rest: str, before: Before, after: After) -> bool:
    talk, (name, _, more) = after.talk, rest.partition(" ")
    if talk is None or not talk.item_code:
        return False
    item = after.visit.world.item(talk.item_code)
    if item.short_name != name:
        return False
    situations = {one.name: one.key for one in item.situations}
    if more in situations:
        return talk.situation == situations[more]
    if more and more not in (HOW, *ASPECT_CUES):
        raise ValueError(f"{name} has no {more}")
    return more in ("", talk.aspect)


def _is_choice(rest: str, before: Before, after: After) -> bool:
    chosen = before.offered[-1] if rest == "last" else before.offered[int(rest) - 1]
    return after.talk is not None and after.talk.item_code == chosen


def _says(text: str, rest: str, before: Before, after: After) -> bool:
    return after.answer == text


def _is_said(rest: str, before: Before, after: After) -> bool:
    asked = [one.text for one in after.effects if isinstance(one, Understand)]
    return len(asked) == 1 and asked[0].startswith(rest) and asked[0] != rest


def _is_offer(rest: str, before: Before, after: After) -> bool:
    return after.answer.startswith("您是想问")


def _is_again(rest: str, before: Before, after: After) -> bool:
    return after.answer == before.spoken != ""


def _is_staff(reason: str, rest: str, before: Before, after: After) -> bool:
    return after.did(CallStaff, reason=reason)


def _leads(kind: type, rest: str, before: Before, after: After) -> bool:
    return isinstance(after.visit.stage.visit.journey, kind)


def _is_home(rest: str, before: Before, after: After) -> bool:
    return after.visit.stage.visit.journey is None


def _is_progress(rest: str, before: Before, after: After) -> bool:
    talk = after.talk
    return _leads(ProgressState, rest, before, after) or (
        talk is not None and talk.aspect == "progress"
    )


def _is_silence(rest: str, before: Before, after: After) -> bool:
    return after.talk is not None and not after.answer


def _changes(faster: int, louder: int, rest: str, before: Before, after: After) -> bool:
    return after.did(ChangeVoice, faster=faster, louder=louder)


def _does(kind: type, rest: str, before: Before, after: After) -> bool:
    return after.did(kind)


_CHECKS: Mapping[str, _Check] = {
    "item": _is_item,
    "choice": _is_choice,
    "said": _is_said,
    "offer": _is_offer,
    "none": partial(_says, NO_OTHER),
    "refuse": partial(_says, NOT_OURS),
    "which": partial(_says, WHICH),
    "greet": partial(_says, GREETING),
    "declined": partial(_says, DECLINED),
    "welcome": partial(_says, WELCOME),
    "again": _is_again,
    "staff": partial(_is_staff, "help"),
    "emergency": partial(_is_staff, "emergency"),
    "calm": lambda rest, before, after: not after.did(CallStaff),
    "fill": partial(_leads, ApplyState),
    "ticket": partial(_leads, TicketState),
    "home": _is_home,
    "print": partial(_does, PrintSlip),
    "record": partial(_does, TellStaff),
    "progress?": _is_progress,
    "silence": _is_silence,
    "slower": partial(_changes, -1, 0),
    "faster": partial(_changes, 1, 0),
    "louder": partial(_changes, 0, 1),
    "softer": partial(_changes, 0, -1),
}
