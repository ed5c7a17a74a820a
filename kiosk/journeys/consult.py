"""Asking in one's own words: listen or type, understand, answer aloud, or offer the nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kiosk.events import (
    CallStaff,
    CandidatesFound,
    Effect,
    Event,
    FindCandidates,
    Guess,
    Heard,
    HeardNothing,
    HeardPart,
    Hush,
    LevelChanged,
    Listen,
    Pressed,
    Speak,
    SpeechEnded,
    SpokenTo,
    StopListening,
    Typed,
    Understand,
    Understood,
)
from kiosk.journeys import typing
from kiosk.journeys.answers import answer_card, spoken_answer
from kiosk.journeys.view import Action, AskView, Tone
from kiosk.journeys.world import World

Phase = Literal["idle", "listening", "thinking", "speaking"]
Step = tuple["ConsultState", tuple[Effect, ...]]

NOT_OURS = "这个问题本机答不了。可以换个说法，或请工作人员帮您，也可拨打 12345。"
SPEAK_NOW = "请说，我在听"
UNSURE = "您是想问下面哪一件？"
EMERGENCY = "已通知工作人员马上过来。紧急情况请拨打 110 或 120。"


@dataclass(frozen=True)
class ConsultState:
    """One conversation; `draft` is None while the keyboard is closed."""

    phase: Phase = "idle"
    heard: str = ""
    level: float = 0.0
    hears: bool = False
    """The microphone is open: what is said from now on is heard."""
    item_code: str = ""
    guesses: tuple[Guess, ...] = ()
    message: str = ""
    tone: Tone = "plain"
    draft: typing.Draft | None = None
    spoken_text: str = ""
    spoken: tuple[int, int] | None = None


def begin_listening() -> Step:
    """Start a conversation with the microphone open."""
    return ConsultState(phase="listening"), (Hush(), Listen())


def begin_typing() -> Step:
    """Start a conversation with the keyboard open."""
    return ConsultState(draft=typing.Draft()), (Hush(), StopListening())


def begin_answer(code: str, world: World) -> Step:
    """Start with the answer to a known item, as when a quick item was pressed."""
    return _answer(ConsultState(heard=world.item(code).short_name), code, "how", world)


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
            return _ask(state, text)
        case HeardNothing(reason, remedy) if state.phase in ("listening", "thinking"):
            message = f"{reason}。{remedy}" if remedy else reason
            return replace(state, phase="idle", level=0.0, message=message, tone="warn"), ()
        case Understood() if state.phase == "thinking":
            return _understood(state, event, world)
        case SpokenTo(start, end, text) if _is_speaking(state, text):
            return replace(state, spoken=(start, end)), ()
        case SpeechEnded(_, text) if _is_speaking(state, text):
            return replace(state, phase="idle", spoken=None), ()
        case Typed(text) if state.draft is not None:
            return replace(state, draft=typing.with_text(state.draft, text)), ()
        case CandidatesFound() if state.draft is not None:
            return replace(state, draft=typing.with_words(state.draft, event)), ()
    return state, ()


def _pressed(state: ConsultState, event: Pressed, world: World) -> Step:
    match event.action:
        case "listen":
            return begin_listening()
        case "stop_listening" if state.phase == "listening":
            return replace(state, phase="thinking", level=0.0), (StopListening(),)
        case "type":
            return begin_typing()
        case "ask_typed" if state.draft is not None and state.draft.text.strip():
            return _ask(replace(state, draft=None), state.draft.text.strip())
        case "choose_guess":
            return _answer(state, event.argument, _aspect(state, event.argument), world)
        case "read_aloud" if state.spoken_text:
            return replace(state, phase="speaking"), (Speak(state.spoken_text),)
        case "hush":
            return replace(state, phase="idle", spoken=None), (Hush(),)
    if state.draft is not None:
        draft, pinyin = typing.press(state.draft, event)
        effects = () if pinyin is None else (FindCandidates(pinyin),)
        return replace(state, draft=draft), effects
    return state, ()


def _is_speaking(state: ConsultState, text: str) -> bool:
    """Tell whether a word from the voice concerns this text and not one just interrupted."""
    return state.phase == "speaking" and text == state.spoken_text


def _ask(state: ConsultState, text: str) -> Step:
    asked = ConsultState(phase="thinking", heard=text)
    return asked, (Understand(text),)


def _understood(state: ConsultState, event: Understood, world: World) -> Step:
    if event.outcome == "emergency":
        told = replace(state, phase="speaking", message=EMERGENCY, tone="error")
        return replace(told, spoken_text=EMERGENCY), (
            CallStaff("emergency"),
            Hush(),
            Speak(EMERGENCY),
        )
    if event.outcome == "answer" and event.guesses:
        best = event.guesses[0]
        return _answer(replace(state, guesses=event.guesses), best.item_code, best.aspect, world)
    text = UNSURE if event.outcome == "clarify" and event.guesses else NOT_OURS
    guesses = event.guesses[:3] if text is UNSURE else ()
    told = replace(state, phase="speaking", guesses=guesses, message=text, spoken_text=text)
    return replace(told, tone="plain" if guesses else "warn"), (Hush(), Speak(text))


def resting(state: ConsultState) -> ConsultState:
    """Return the conversation as it stands when nothing is heard or said."""
    return replace(state, phase="idle", level=0.0, spoken=None)


def _answer(state: ConsultState, code: str, aspect: str, world: World) -> Step:
    text = spoken_answer(world.item(code), aspect)
    answered = replace(
        state, phase="speaking", item_code=code, message="", spoken_text=text, spoken=None
    )
    return replace(answered, draft=None), (Hush(), Speak(text))


def _aspect(state: ConsultState, code: str) -> str:
    return next((guess.aspect for guess in state.guesses if guess.item_code == code), "how")


def view(state: ConsultState, world: World) -> AskView:
    """Return what the conversation looks like now."""
    draft = state.draft
    return AskView(
        phase=state.phase,
        heard=state.heard,
        prompt=_prompt(state),
        level=state.level,
        card=answer_card(world.item(state.item_code)) if state.item_code else None,
        message=state.message,
        message_tone=state.tone,
        choices=_choices(state, world),
        primary=_primary(state),
        actions=_actions(state, world),
        typed=draft.text if draft is not None else None,
        spoken=state.spoken,
        spoken_text=state.spoken_text,
        candidates=typing.candidate_actions(draft) if draft is not None else (),
        pinyin=draft.pinyin if draft is not None else "",
        has_face=world.has_face,
    )


def _on_paper(code: str, world: World) -> tuple[Action, ...]:
    """Return the way to an item's window on a robot, and its printed list where there is paper."""
    place = world.item(code).place
    if world.has_face and place is not None and world.hall_map.find(place) is not None:
        return (Action("find_way", "怎么走", code),)
    return (Action("print_list", "打印材料清单", code),) if world.can_print else ()


def _prompt(state: ConsultState) -> str:
    if state.draft is not None:
        return "请输入您想问的事"
    return {
        "listening": SPEAK_NOW if state.hears else "请稍等，正在打开话筒……",
        "thinking": "正在想……",
        "speaking": "正在朗读，按“停止朗读”可打断",
        "idle": "还想问什么？按“再问一句”" if state.item_code else "按下面的按钮，再说一次",
    }[state.phase]


def _choices(state: ConsultState, world: World) -> tuple[Action, ...]:
    if state.item_code:
        return ()
    return tuple(
        Action("choose_guess", world.item(guess.item_code).name, guess.item_code)
        for guess in state.guesses
    )


def _primary(state: ConsultState) -> Action | None:
    if state.draft is not None:
        return Action("ask_typed", "问一问", enabled=bool(state.draft.text.strip()))
    if state.phase == "listening":
        return Action("stop_listening", "说完了")
    if state.item_code:
        return Action("fill_in", "马上填表", state.item_code)
    return Action("listen", "点这里，直接说", enabled=state.phase != "thinking")


def _actions(state: ConsultState, world: World) -> tuple[Action, ...]:
    if state.draft is not None:
        return (Action("listen", "改用说话"),)
    if state.phase in ("listening", "thinking"):
        return (Action("type", "打字提问"),)
    again = (Action("listen", "再问一句"), Action("type", "打字提问"))
    voice = Action("hush", "停止朗读") if state.phase == "speaking" else None
    if state.item_code:
        more = (
            Action("take_ticket", "取号", state.item_code),
            *_on_paper(state.item_code, world),
        )
        return (*more, Action("listen", "再问一句"), voice or Action("read_aloud", "读给我听"))
    return (again[1], Action("all_items", "全部事项"), *((voice,) if voice else ()))
