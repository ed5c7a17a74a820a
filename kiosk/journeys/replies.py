"""What the conversation says back: answers, offers, refusals, and what it does on request."""

from __future__ import annotations

from dataclasses import replace

from kiosk.effects import CallStaff, ChangeVoice, Hush, Speak, TellStaff
from kiosk.events import Guess, Understood
from kiosk.journeys.answers import asks_situation
from kiosk.journeys.conversation import ConsultState, Earlier, Step
from kiosk.journeys.naming import kin_of
from kiosk.journeys.spoken_answers import (
    LOOK_IT_UP_NOW,
    NOT_IN_GUIDE,
    is_in_guide,
    spoken_answer,
    spoken_beyond_guide,
    spoken_situation,
)
from kiosk.journeys.world import World
from voice.knowledge import asked_aspect

NOT_OURS = (
    "这个问题本机答不了。可以换个说法，或请工作人员帮您，也可拨打 12345。"
    "要我记下来请工作人员回答吗？"
)
UNSURE = "您是想问下面哪一件？"
NO_OTHER = "没有别的相近的事了。请换个说法再问一次，或请工作人员帮您。"
EMERGENCY = "已通知工作人员马上过来。紧急情况请拨打 110 或 120。"
PROGRESS = "查办件进度，请准备好回执上的办件编号，或者身份证。" + LOOK_IT_UP_NOW
KEPT = "已记下，网络恢复后送给工作人员。"
WELCOME = "不客气。还想问什么，请接着说。"
DECLINED = "好的。还想问什么，请接着说。"
WHICH = "请说您要办的是什么事，比如“社保卡丢了”，“居住证怎么办”。"
GREETING = "您好，我是大厅的咨询机器人。您要办什么事，请直接说，比如“社保卡丢了怎么办”。"
_REPLIES = {"thanks": WELCOME, "decline": DECLINED, "vague": WHICH, "greeting": GREETING}
RECORDING = "正在记下您的问题……"
_NUMBERS = ("第一", "第二", "第三", "第四", "第五", "第六")
MOST_SPOKEN = 6


def understood(state: ConsultState, event: Understood, world: World) -> Step:
    """Answer, offer the nearest, or say that it is not ours."""
    aspect = asked_aspect(state.heard)
    if event.outcome == "emergency":
        told = replace(state, message=EMERGENCY, tone="error")
        step, effects = _speak(told, EMERGENCY)
        return step, (CallStaff("emergency"), *effects)
    if event.outcome == "answer" and event.guesses:
        best = event.guesses[0]
        return answer_item(
            replace(state, guesses=event.guesses), best.item_code, best.aspect, world
        )
    if aspect == "progress":
        return _speak(replace(state, aspect="progress", message=PROGRESS), PROGRESS)
    topic = state.earlier.item_code
    if topic and aspect and event.outcome != "clarify":
        return follow_up(state, aspect, world)
    if event.outcome == "clarify" and event.guesses:
        return _offer_these(state, event.guesses, world)
    refused = replace(state, message=NOT_OURS, tone="warn", unanswered=state.heard)
    return _speak(refused, NOT_OURS)


def answer_item(state: ConsultState, code: str, aspect: str, world: World) -> Step:
    """Answer one aspect of an item; where its materials hang on a situation, ask which it is."""
    item = world.item(code)
    asks = asks_situation(item, aspect)
    text = spoken_answer(item, aspect, ask_situation=asks)
    answered = replace(
        state,
        item_code=code,
        aspect=aspect,
        situation="",
        situations=tuple(one.key for one in item.situations) if asks else (),
        message="",
        tone="plain",
        draft=None,
        unanswered="" if is_in_guide(item, aspect) else _about(item.short_name, state.heard),
    )
    return _speak(answered, text)


def follow_up(state: ConsultState, aspect: str, world: World) -> Step:
    """Answer another aspect of what was talked about, in the situation named already."""
    code, situation = state.earlier.item_code, state.earlier.situation
    if not situation:
        return answer_item(state, code, aspect, world)
    if asks_situation(world.item(code), aspect):
        return answer_situation(state, code, situation, world)
    answered, effects = answer_item(state, code, aspect, world)
    return replace(answered, situation=situation), effects


def answer_situation(state: ConsultState, code: str, key: str, world: World) -> Step:
    """Say what this situation needs."""
    item = world.item(code)
    if key not in {one.key for one in item.situations}:
        return state, ()
    answered = replace(
        state, item_code=code, aspect="materials", situation=key, situations=(), message=""
    )
    return _speak(answered, spoken_situation(item, key))


def offer_others(state: ConsultState, world: World) -> Step:
    """Offer what else the last question may have meant."""
    earlier = state.earlier
    if not earlier.item_code:
        # None of those offered: the same ones would only be refused again.
        return _speak(replace(state, message=NO_OTHER, tone="warn"), NO_OTHER)
    near = [one.item_code for one in earlier.guesses if one.item_code != earlier.item_code]
    others = tuple(dict.fromkeys((*near, *kin_of(earlier.item_code, world.catalogue))))[:3]
    if not others:
        return _speak(replace(state, message=NO_OTHER, tone="warn"), NO_OTHER)
    aspect = earlier.aspect
    return _offer_these(state, tuple(Guess(code, aspect, 0.0) for code in others), world)


def say_again(state: ConsultState, world: World) -> Step:
    """Say the last answer once more."""
    return _speak(shown_again(state, world), state.earlier.spoken_text)


def reply(state: ConsultState, kind: str, world: World) -> Step:
    """Answer thanks, a greeting or a wish without a matter, the last answer left where it is."""
    shown, text = shown_again(state, world), _REPLIES[kind]
    return _speak(shown if shown.item_code else replace(shown, message=text, tone="plain"), text)


def beyond_guide(state: ConsultState, world: World) -> Step:
    """Say that the guide does not tell, and offer to ask the staff."""
    item = world.item(state.earlier.item_code)
    question = _about(item.short_name, state.heard)
    asked = replace(shown_again(state, world), unanswered=question, message=NOT_IN_GUIDE)
    return _speak(replace(asked, tone="warn"), spoken_beyond_guide(item))


def _about(name: str, question: str) -> str:
    """Return a question with the item it is about, which the staff did not hear."""
    return question if name in question else f"{name}：{question}"


def change_voice(state: ConsultState, faster: int, louder: int, world: World) -> Step:
    """Speak slower or louder from now on, and say the last answer so."""
    change = ChangeVoice(faster, louder)
    if not state.earlier.spoken_text:
        return shown_again(state, world), (change,)
    shown, effects = say_again(state, world)
    return shown, (change, *effects)


def shown_again(state: ConsultState, world: World) -> ConsultState:
    """Return the state with the last answer back on the screen."""
    earlier = state.earlier
    return replace(
        state,
        phase="idle",
        item_code=earlier.item_code,
        aspect=earlier.aspect,
        situation=earlier.situation,
        guesses=earlier.guesses,
        situations=earlier.situations,
        unanswered=earlier.question,
        message="" if earlier.item_code else state.message,
        spoken_text=earlier.spoken_text,
    )


def record(state: ConsultState, question: str, world: World) -> Step:
    """Hand a question to the staff."""
    key = world.new_id()
    told = replace(state, phase="idle", message=RECORDING, message_id=key, unanswered="")
    return told, (Hush(), TellStaff(key, "question", question[:500]))


def recorded(state: ConsultState, number: str) -> Step:
    """Tell under which number the staff have the question."""
    text = f"已经记下，编号 {number}。工作人员回答后，可凭编号到服务台查看。"
    return _speak(replace(state, message=text, tone="ok", message_id="", earlier=Earlier()), text)


def kept(state: ConsultState) -> Step:
    """Tell that the staff will have the question once the hall is back."""
    told = replace(state, message=KEPT, tone="ok", message_id="", earlier=Earlier())
    return _speak(told, KEPT)


def not_recorded(state: ConsultState, reason: str, remedy: str) -> Step:
    """Say why the question did not reach the staff."""
    text = f"{reason}。{remedy}"
    return _speak(replace(state, message=text, tone="warn", message_id=""), text)


def _offer_these(state: ConsultState, guesses: tuple[Guess, ...], world: World) -> Step:
    offered = replace(state, guesses=guesses, message=UNSURE)
    return _speak(offered, _offer(offered, world))


def _offer(state: ConsultState, world: World) -> str:
    names = [world.item(guess.item_code).short_name for guess in state.guesses]
    if len(names) == 1:
        return f"您是想问{names[0]}吗？"
    listed = "，".join(f"{_NUMBERS[n]}，{name}" for n, name in enumerate(names[:MOST_SPOKEN]))
    return f"您是想问下面哪一件？{listed}。"


def _speak(state: ConsultState, text: str) -> Step:
    told = replace(state, phase="speaking", spoken_text=text, spoken=None, level=0.0)
    return told, (Hush(), Speak(text))
