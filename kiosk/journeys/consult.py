"""Asking in one's own words: listen or type, understand, answer aloud, or offer the nearest."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from kiosk.effects import FindCandidates, Hush, Listen, Speak, StopListening, Understand
from kiosk.events import (
    CandidatesFound,
    CharactersFound,
    Event,
    Heard,
    HeardNothing,
    HeardPart,
    LevelChanged,
    Pressed,
    SpeechEnded,
    SpokenOver,
    SpokenTo,
    StaffNotTold,
    StaffTold,
    StrokeWritten,
    Typed,
    Understood,
    WordKept,
)
from kiosk.journeys import replies, typing
from kiosk.journeys.consult_view import SPEAK_NOW, view
from kiosk.journeys.conversation import ConsultState, Earlier, Phase, Step
from kiosk.journeys.dialogue import Said, understand_said
from kiosk.journeys.naming import names_an_item
from kiosk.journeys.replies import NOT_OURS, answer_item
from kiosk.journeys.world import World

__all__ = [
    "NOT_OURS",
    "SPEAK_NOW",
    "VOICE_STEPS",
    "ConsultState",
    "Phase",
    "Step",
    "advance",
    "begin_answer",
    "begin_listening",
    "begin_typing",
    "ear_opened",
    "resting",
    "view",
]

MOST_SILENCES = 2
VOICE_STEPS = MappingProxyType(
    {"slower": (-1, 0), "faster": (1, 0), "louder": (0, 1), "softer": (0, -1)}
)
"""By how much the voice gets faster and louder on each request."""


def begin_listening(before: ConsultState | None = None) -> Step:
    """Open the microphone; what was said before may be referred to."""
    earlier = _earlier(before)
    return ConsultState(phase="listening", earlier=earlier), (Hush(), Listen())


def begin_typing(before: ConsultState | None = None) -> Step:
    """Open the keyboard; what was said before may be referred to."""
    draft = typing.Draft()
    return ConsultState(draft=draft, earlier=_earlier(before)), (Hush(), StopListening())


def begin_answer(code: str, world: World) -> Step:
    """Start with the answer to a known item, as when a quick item was pressed."""
    return answer_item(ConsultState(heard=world.item(code).short_name), code, "how", world)


def advance(state: ConsultState, event: Event, world: World) -> Step:
    """Return the next state of the conversation and what is to be done."""
    match event:
        case Pressed():
            return _pressed(state, event, world)
        case LevelChanged(level) if state.phase == "listening":
            return replace(state, level=level, hears=True), ()
        case HeardPart(text) if state.phase == "listening":
            return replace(state, heard=text), ()
        case Heard(text) if state.phase in ("listening", "thinking"):
            return _heard_by(_said(state, text, world), event.engine)
        case HeardNothing() if state.phase == "listening" and _waits_on(state):
            return replace(state, silences=state.silences + 1), (Listen(),)
        case HeardNothing(reason, remedy) if state.phase in ("listening", "thinking"):
            message = f"{reason}。{remedy}" if remedy else reason
            return replace(state, phase="idle", level=0.0, message=message, tone="warn"), ()
        case Understood() if state.phase == "thinking":
            return replies.understood(state, event, world)
        case SpokenTo(start, end, text) if _is_speaking(state, text):
            return replace(state, spoken=(start, end)), ()
        case SpeechEnded(_, text) if _is_speaking(state, text) and state.by_voice:
            # Who asked by voice goes on by voice, with the answer before the eyes.
            return ear_opened(state), (Listen(),)
        case SpokenOver() if state.phase == "speaking":
            return replace(ear_opened(state), hears=True), (Hush(),)
        case SpeechEnded(_, text) if _is_speaking(state, text):
            return replace(state, phase="idle", spoken=None), ()
        case StaffTold(number) if state.message_id:
            return replies.recorded(state, number)
        case WordKept() if state.message_id:
            return replies.kept(state)
        case StaffNotTold(reason, remedy) if state.message_id:
            return replies.not_recorded(state, reason, remedy)
        case Typed(text) if state.draft is not None:
            return replace(state, draft=typing.with_text(state.draft, text)), ()
        case CandidatesFound() | CharactersFound() if state.draft is not None:
            return replace(state, draft=typing.with_words(state.draft, event)), ()
        case StrokeWritten() if state.draft is not None:
            draft, effects = typing.write(state.draft, event)
            return replace(state, draft=draft), effects
    return state, ()


def listen_again(state: ConsultState, event: HeardNothing) -> ConsultState | None:
    """Return the ear opened once more for who called by name, saying why; None after that."""
    if state.silences:
        return None
    message = f"{event.reason}。{event.remedy}" if event.remedy else event.reason
    return replace(
        state, phase="listening", silences=1, hears=False, level=0.0, message=message, tone="warn"
    )


def ear_opened(state: ConsultState) -> ConsultState:
    """Return the conversation as it goes on by voice, with the answer still to be seen."""
    listening = replace(state, phase="listening", spoken=None, hears=False, level=0.0)
    return replace(listening, earlier=_earlier(state))


def _waits_on(state: ConsultState) -> bool:
    """Tell whether somebody who went on by voice may still be thinking."""
    return state.by_voice and state.silences < MOST_SILENCES


def _pressed(state: ConsultState, event: Pressed, world: World) -> Step:
    # A finger takes over from the voice.
    state = replace(state, by_voice=False)
    match event.action:
        case "listen":
            return begin_listening(state)
        case "listen_on":
            return replace(ear_opened(state), by_voice=True), (Hush(), Listen())
        case "stop_listening" if state.phase == "listening":
            return replace(state, phase="thinking", level=0.0), (StopListening(),)
        case "type":
            return begin_typing(state)
        case "ask_typed" if state.draft is not None and state.draft.text.strip():
            return _said(replace(state, draft=None), state.draft.text.strip(), world)
        case "choose_guess":
            return answer_item(state, event.argument, _aspect(state, event.argument), world)
        case "choose_situation" if state.item_code:
            return replies.answer_situation(state, state.item_code, event.argument, world)
        case "record_question" if state.unanswered:
            return replies.record(state, state.unanswered, world)
        case "read_aloud" if state.spoken_text:
            return replace(state, phase="speaking"), (Speak(state.spoken_text),)
        case "hush":
            return replace(state, phase="idle", spoken=None), (Hush(),)
    if state.draft is not None:
        draft, pinyin = typing.press(state.draft, event)
        effects = () if pinyin is None else (FindCandidates(pinyin),)
        return replace(state, draft=draft), effects
    return state, ()


def _said(state: ConsultState, text: str, world: World) -> Step:
    """Act on a whole sentence, spoken or typed."""
    earlier = state.earlier
    said = understand_said(text, _choices(earlier, world), bool(earlier.item_code))
    here = ConsultState(heard=text, earlier=earlier)
    match said.kind:
        case "repeat" if earlier.spoken_text:
            return replies.say_again(here, world)
        case "slower" | "faster" | "louder" | "softer":
            return replies.change_voice(here, *VOICE_STEPS[said.kind], world)
        case "silence":
            return replies.shown_again(here, world), (Hush(),)
        case "choice":
            return _chosen(here, said.number, world)
        case "yes" if len(earlier.guesses) == 1 and not earlier.item_code:
            return answer_item(here, earlier.guesses[0].item_code, earlier.guesses[0].aspect, world)
        case "yes" | "progress" if earlier.aspect in ("progress", "missing"):
            return replace(replies.shown_again(here, world), wish=Pressed("progress")), ()
        case "yes" if earlier.question:
            return replies.record(here, earlier.question, world)
        case "yes" if earlier.item_code:
            return _wish(here, "fill_in", world)
        case "fill_in" | "take_ticket" | "print_list" if earlier.item_code:
            return _wish(here, said.kind, world)
        case "take_ticket" | "home" | "staff":
            action = "help" if said.kind == "staff" else said.kind
            return replace(here, wish=Pressed(action)), ()
        case "thanks" | "decline" | "vague" | "greeting":
            return replies.reply(here, said.kind, world)
        case "beyond_guide":
            return replies.beyond_guide(here, world)
        case "record" if earlier.question:
            return replies.record(here, earlier.question, world)
        case "no" if earlier.question:
            return replies.reply(here, "decline", world)
        case "no" | "another" if earlier.guesses or earlier.item_code:
            return replies.offer_others(here, world)
    return _understand(here, said, text, world)


def _heard_by(step: Step, engine: str) -> Step:
    state, effects = step
    state = replace(state, by_voice=True)
    if state.phase == "idle" and state.wish is None and not state.message_id:
        # Nothing is said that would end and open the ear again.
        listening = replace(state, phase="listening", hears=False, earlier=_earlier(state))
        return listening, (*effects, Listen())
    return state, tuple(
        replace(one, engine=engine) if isinstance(one, Understand) else one for one in effects
    )


def _understand(here: ConsultState, said: Said, text: str, world: World) -> Step:
    """Ask what a sentence means, with what it refers to put back into it."""
    match said.kind:
        case "follow_up":
            return replies.follow_up(here, said.rest, world)
        case "correction":
            # What is put right refers to nothing that went before.
            fresh = ConsultState(phase="thinking", heard=text)
            return fresh, (Understand(said.rest),)
        case "about_somebody":
            return replace(here, phase="thinking"), (Understand(_about(here, said.rest, world)),)
    return replace(here, phase="thinking"), (Understand(text),)


def _about(here: ConsultState, whom: str, world: World) -> str:
    """Return what 小孩呢 asks: the same for them, unless it is a thing of its own (离婚呢)."""
    if names_an_item(whom, world.catalogue):
        return whom
    return whom + world.item(here.earlier.item_code).short_name


def _chosen(here: ConsultState, number: int, world: World) -> Step:
    earlier = here.earlier
    if earlier.situations:
        key = earlier.situations[number - 1]
        return replies.answer_situation(here, earlier.item_code, key, world)
    guess = earlier.guesses[number - 1]
    return answer_item(here, guess.item_code, guess.aspect, world)


def _wish(here: ConsultState, action: str, world: World) -> Step:
    wish = Pressed(action, here.earlier.item_code)
    return replace(replies.shown_again(here, world), wish=wish), ()


def _choices(earlier: Earlier, world: World) -> tuple[str, ...]:
    if earlier.situations:
        named = {one.key: one.name for one in world.item(earlier.item_code).situations}
        return tuple(named[key] for key in earlier.situations)
    if earlier.item_code:
        return ()
    return tuple(world.item(guess.item_code).short_name for guess in earlier.guesses)


def _earlier(before: ConsultState | None) -> Earlier:
    """Return what the next sentence may refer to; an unanswered one leaves it as it was."""
    if before is None:
        return Earlier()
    told = before.item_code or before.guesses or before.unanswered or before.aspect == "progress"
    if not told:
        return before.earlier
    return Earlier(
        item_code=before.item_code,
        aspect=before.aspect,
        situation=before.situation,
        guesses=before.guesses,
        situations=before.situations,
        question=before.unanswered,
        spoken_text=before.spoken_text,
    )


def resting(state: ConsultState) -> ConsultState:
    """Return the conversation as it stands when nothing is heard or said."""
    return replace(state, phase="idle", level=0.0, spoken=None)


def _is_speaking(state: ConsultState, text: str) -> bool:
    """Tell whether a word from the voice concerns this text and not one just interrupted."""
    return state.phase == "speaking" and text == state.spoken_text


def _aspect(state: ConsultState, code: str) -> str:
    return next((guess.aspect for guess in state.guesses if guess.item_code == code), "how")
