"""What the conversation looks like."""

from __future__ import annotations

from kiosk.journeys import typing
from kiosk.journeys.answers import answer_card
from kiosk.journeys.conversation import ConsultState
from kiosk.journeys.view import Action, AskView
from kiosk.journeys.world import World

SPEAK_NOW = "请说，我在听"
HUSH = "正在朗读，按“停止朗读”可打断"
INTERRUPT = "正在朗读，您直接说话就可以打断"


def view(state: ConsultState, world: World) -> AskView:
    """Return what the conversation looks like now."""
    draft = state.draft
    return AskView(
        phase=state.phase,
        heard=state.heard,
        prompt=_prompt(state, world),
        level=state.level,
        card=answer_card(world.item(state.item_code), state.situation) if state.item_code else None,
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
        keyboard=draft.board if draft is not None else "pinyin",
        strokes=draft.strokes if draft is not None else (),
        has_face=world.has_face,
    )


def _on_paper(code: str, world: World) -> tuple[Action, ...]:
    """Return the way to an item's window on a robot, and its printed list where there is paper."""
    place = world.item(code).place
    if world.has_face and place is not None and world.hall_map.find(place) is not None:
        return (Action("find_way", "怎么走", code),)
    return (Action("print_list", "打印材料清单", code),) if world.can_print else ()


def _prompt(state: ConsultState, world: World) -> str:
    if state.draft is not None:
        return "请输入您想问的事"
    return {
        "listening": SPEAK_NOW if state.hears else "请稍等，正在打开话筒……",
        "thinking": "正在想……",
        "speaking": INTERRUPT if state.by_voice and world.hears_over_speech else HUSH,
        "idle": "还想问什么？按“再问一句”" if state.item_code else "按下面的按钮，再说一次",
    }[state.phase]


def _choices(state: ConsultState, world: World) -> tuple[Action, ...]:
    if state.item_code:
        item = world.item(state.item_code)
        offered = [one for one in item.situations if one.key in state.situations]
        return tuple(Action("choose_situation", one.name, one.key) for one in offered)
    return tuple(
        Action("choose_guess", world.item(guess.item_code).name, guess.item_code)
        for guess in state.guesses
    )


def _primary(state: ConsultState) -> Action | None:
    if state.draft is not None:
        return Action("ask_typed", "问一问", enabled=bool(state.draft.text.strip()))
    if state.phase == "listening":
        return Action("stop_listening", "说完了")
    if state.item_code and state.aspect in ("progress", "missing"):
        return Action("progress", "查办件进度")
    if state.item_code:
        return Action("fill_in", "马上填表", state.item_code)
    if state.aspect == "progress":
        return Action("progress", "查办件进度")
    return Action("listen", "点这里，直接说", enabled=state.phase != "thinking")


def _actions(state: ConsultState, world: World) -> tuple[Action, ...]:
    if state.draft is not None:
        return (Action("listen", "改用说话"),)
    if state.phase in ("listening", "thinking"):
        return (Action("type", "打字提问"),)
    again = (Action("listen", "再问一句"), Action("type", "打字提问"))
    record = Action("record_question", "请工作人员回答")
    voice = Action("hush", "停止朗读") if state.phase == "speaking" else None
    if state.item_code:
        more = (
            Action("take_ticket", "取号", state.item_code),
            *((record,) if state.unanswered else _on_paper(state.item_code, world)),
        )
        return (*more, Action("listen", "再问一句"), voice or Action("read_aloud", "读给我听"))
    if state.unanswered:
        record = Action("record_question", "记下来，请工作人员回答")
        return (record, Action("help", "叫工作人员"), again[1], *((voice,) if voice else ()))
    return (again[1], Action("all_items", "全部事项"), *((voice,) if voice else ()))
