"""What citizens think: 好差评 of a case or ticket, a suggestion, a complaint."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from kiosk.effects import Effect, Evaluate, FindCandidates, Speak, TellStaff
from kiosk.events import (
    CandidatesFound,
    CharactersFound,
    Event,
    LevelsSeen,
    Pressed,
    StaffNotTold,
    StaffTold,
    StrokeWritten,
    Typed,
    WordKept,
)
from kiosk.journeys import typing
from kiosk.journeys.replies import KEPT
from kiosk.journeys.view import Action, Body, NoticeView, QuestionView, ReceiptView, TableView, Tone
from kiosk.journeys.world import World

REASONS = ("等得太久", "材料没有一次说清", "跑了不止一趟", "服务态度不好", "机器不好用", "其他")
KINDS = {"suggestion": "提建议", "complaint": "投诉"}
LONGEST = 500
_ASKED = {
    "suggestion": "您有什么建议？",
    "complaint": "您要投诉什么事？",
}


@dataclass(frozen=True)
class FeedbackState:
    """One evaluation or one message; `subject` is empty while none is evaluated."""

    message_id: str
    step: Literal["menu", "levels", "reasons", "words", "sending", "done"] = "menu"
    subject: str = ""
    levels: LevelsSeen = field(default_factory=LevelsSeen)
    """As the hall called them when the question was asked: what is pressed means what it says."""
    level: int = 0
    reason: str = ""
    kind: str = ""
    draft: typing.Draft = field(default_factory=typing.Draft, repr=False)
    number: str = ""
    url: str = ""
    fault: str = ""


Step = tuple[FeedbackState, tuple[Effect, ...]]


def begin(world: World) -> Step:
    """Ask what it is about."""
    return FeedbackState(world.new_id()), ()


def begin_evaluation(subject: str, levels: LevelsSeen, world: World) -> Step:
    """Ask how content the citizen is with one case or ticket, in the hall's own five levels."""
    return FeedbackState(world.new_id(), "levels", subject, levels), ()


def is_first(state: FeedbackState) -> bool:
    """Tell whether going back leaves the journey."""
    return state.step in ("menu", "levels", "sending", "done")


def advance(state: FeedbackState, event: Event, world: World) -> Step:
    """Follow the choices; what was written stays until the hall has it."""
    match event:
        case Pressed("back"):
            back: Literal["menu", "levels"] = "levels" if state.subject else "menu"
            return replace(state, step=back, fault=""), ()
        case Pressed():
            return _pressed(state, event)
        case Typed(text) if state.step == "words":
            return replace(state, draft=typing.with_text(state.draft, text[:LONGEST])), ()
        case CandidatesFound() | CharactersFound() if state.step == "words":
            return replace(state, draft=typing.with_words(state.draft, event)), ()
        case StrokeWritten() if state.step == "words":
            draft, effects = typing.write(state.draft, event)
            return replace(state, draft=draft, fault=""), effects
        case StaffTold(number, url) if state.step == "sending":
            return replace(state, step="done", number=number, url=url), (Speak(_thanks(number)),)
        case WordKept() if state.step == "sending":
            return replace(state, step="done"), (Speak(KEPT),)
        case StaffNotTold(reason, remedy) if state.step == "sending":
            before: Literal["words", "levels"] = "words" if state.kind else "levels"
            return replace(state, step=before, fault=f"{reason}。{remedy}"), ()
    return state, ()


def _pressed(state: FeedbackState, event: Pressed) -> Step:
    match state.step, event.action:
        case "menu", "write":
            return replace(state, step="words", kind=event.argument), ()
        case "levels", "level":
            chosen = replace(state, level=int(event.argument), fault="")
            if chosen.level > state.levels.satisfied:
                return replace(chosen, step="reasons"), ()
            return _send(chosen)
        case "reasons", "reason":
            return _send(replace(state, reason=event.argument))
        case "words", "send" if state.draft.strokes:
            return replace(state, fault=typing.CHOOSE_CHARACTER), ()
        case "words", "send" if state.draft.text.strip():
            return _send(state)
        case "words", _:
            draft, pinyin = typing.press(state.draft, event, LONGEST)
            looked_for = () if pinyin is None else (FindCandidates(pinyin),)
            return replace(state, draft=draft, fault=""), looked_for
    return state, ()


def _send(state: FeedbackState) -> Step:
    sending = replace(state, step="sending", fault="")
    if state.kind:
        words = state.draft.text.strip()
        return sending, (TellStaff(state.message_id, state.kind, words),)
    return sending, (Evaluate(state.message_id, state.subject, state.level, state.reason),)


def _thanks(number: str) -> str:
    return f"已经交给工作人员，编号{number}。" if number else "谢谢您的评价。"


def view(state: FeedbackState, in_english: bool = False) -> Body:
    """Return the menu, the five levels, the reasons, the keyboard, the wait or the thanks.

    The levels are the hall's own words, so their English is its own too.
    """
    match state.step:
        case "menu":
            actions = tuple(Action("write", label, key) for key, label in KINDS.items())
            ask = "不留姓名也可以。要评价某一件事，请从“查进度”进去。"
            return TableView("您想说什么？", (), None, actions, message=ask)
        case "levels":
            names = state.levels.english if in_english else state.levels.names
            levels = tuple(
                Action("level", label, str(number)) for number, label in enumerate(names, start=1)
            )
            tone: Tone = "error" if state.fault else "plain"
            return TableView(
                "这次办得怎么样？", (), None, levels, message=state.fault, tone=tone
            )  # fmt: skip
        case "reasons":
            reasons = tuple(Action("reason", text, text) for text in REASONS)
            return TableView("主要是哪里不满意？", (), None, reasons)
        case "words":
            return _words_view(state)
        case "sending":
            return NoticeView("正在送出", "请稍等，马上就好", "plain", busy=True)
    return _done_view(state)


def _words_view(state: FeedbackState) -> QuestionView:
    draft = state.draft
    return QuestionView(
        step=0,
        steps=0,
        question=_ASKED[state.kind],
        hint=f"最多 {LONGEST} 个字，不必写姓名和证件号码",
        text=draft.text,
        tag=None,
        fault=state.fault,
        keyboard=draft.board,
        primary=Action("send", "交给工作人员", enabled=bool(draft.text.strip())),
        candidates=typing.candidate_actions(draft),
        pinyin=draft.pinyin,
        strokes=draft.strokes,
    )


def _done_view(state: FeedbackState) -> NoticeView | ReceiptView:
    done = Action("finish", "好了，结束")
    if state.kind and not state.number:
        return NoticeView("已记下", KEPT, "ok", primary=done)
    if not state.number:
        return NoticeView("谢谢您的评价", "我们会认真看。", "ok", primary=done)
    told = "用手机扫这个码，答复会出现在那一页；也可以凭编号到窗口问。"
    return ReceiptView(
        title="已经交给工作人员",
        tone="ok",
        case_number=state.number,
        qr_text=state.url,
        lines=(),
        message=told,
        primary=done,
        number_label="留言编号",
    )
