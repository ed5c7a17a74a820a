"""Going on by voice: which of a screen's actions an utterance means, or what it puts in a field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from kiosk.events import Pressed, Typed
from kiosk.journeys.dialogue import understand_said
from kiosk.journeys.view import (
    Action,
    AskView,
    Away,
    Card,
    HomeView,
    LobbyView,
    QuestionView,
    Screen,
)
from voice.lexicon import folded_syllables

_ONWARD = tuple(
    """
    下一步 继续 确定 确认 是的 对的 没错 好的 可以 行 嗯 对 好 是我 就这样 往下 提交 知道了
    """.split()  # noqa: SIM905 - a list of words reads as prose
)
_NO = ["不是", "不对", "没有", "不要", "不用", "否", "不"]
_ELSEWHERE = {
    "back": ["返回", "上一步", "后退", "回去"],
    "home": ["首页", "回首页", "回到首页"],
    "help": ["求助", "叫人", "找人", "工作人员", "人工"],
    "hush": ["停", "别说了", "不要说了", "安静", "停止朗读"],
    "care": ["大字", "字大一点", "看不清"],
}
_STAY = ("继续", "我还在", "还在", "我在", "在呢", "在", "等一下", "等一等", "我在看")
_LEAVE = ("结束", "不用了", "办完了", "我走了", "不办了")
_COMMANDS = {
    **{kind: kind for kind in ("slower", "faster", "louder", "softer", "home")},
    **{"repeat": "read_screen", "silence": "hush", "staff": "help"},
}
"""What may be said on every screen."""
_SKIP = ["没有", "跳过", "没", "无", "不填", "没有了", "先不填"]
_PLACES = ("choices", "helpers", "actions", "items", "floors", "questions", "doors")
_ORDINAL = re.compile(r"第?([一二两三四五六七八九1-9])[个项条种]?")
_DIGIT = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {
    "幺": "1", "两": "2", "〇": "0", "叉": "X",
}  # fmt: skip
_LEAST_ALIKE = 75.0
_NOISE = re.compile(r"[^\w]+")


def spoken_event(text: str, screen: Screen) -> Pressed | Typed | None:
    """Return what an utterance does on a screen; None where it means nothing there.

    A conversation and a first screen understand sentences by themselves.
    """
    if isinstance(screen.body, AskView | HomeView | LobbyView) and screen.away is None:
        return None
    said = _NOISE.sub("", text)
    action = _meant(said, screen)
    if action is not None:
        return Pressed(action.name, action.argument)
    body = screen.body
    command = _COMMANDS.get(understand_said(text).kind)
    if command is not None:
        return Pressed(command)
    if screen.away is not None:
        # An answer to whether anybody is there is none to the question behind it.
        return None
    takes_text = isinstance(body, QuestionView) and not body.takes_speech
    if isinstance(body, QuestionView) and takes_text and body.keyboard != "none":
        dictated = _dictated(said, body)
        return Typed(dictated) if dictated else None
    return None


def _meant(said: str, screen: Screen) -> Action | None:
    if screen.away is not None:
        return _stay_or_leave(said, screen.away)
    offered = [action for action in _offered(screen) if action.enabled]
    choices = [action for action in getattr(screen.body, "choices", ()) if action.enabled]
    ordinal = _ORDINAL.fullmatch(said)
    if choices and ordinal:
        number = int(_DIGIT.get(ordinal[1], ordinal[1]))
        return choices[number - 1] if number <= len(choices) else None
    yes_or_no = _yes_or_no(said, choices)
    if yes_or_no is not None:
        return yes_or_no
    if said in (*_SKIP, *_NO):
        return _skipped_or_cleared(said, screen, offered)
    primary = getattr(screen.body, "primary", None)
    if said in _ONWARD:
        return primary if primary is not None and primary.enabled else None
    for name, cues in _ELSEWHERE.items():
        if said in cues:
            return next((action for action in offered if action.name == name), None)
    if isinstance(screen.body, QuestionView) and screen.body.takes_speech:
        # Several may be named in one sentence, which the question understands by itself; so may
        # a place and what lies within it.
        offered = [action for action in offered if action.name not in ("toggle", "place")]
    return _named(said, offered)


def _stay_or_leave(said: str, away: Away) -> Action | None:
    # So short a word comes with any characters: 记续, 几许.
    sounds = folded_syllables(said)
    if sounds in map(folded_syllables, (*_STAY, *_ONWARD)):
        return away.stay
    if sounds in map(folded_syllables, _LEAVE):
        return away.leave
    return _named(said, (away.stay, away.leave))


def _skipped_or_cleared(said: str, screen: Screen, offered: Iterable[Action]) -> Action | None:
    """Return what 没有 and 不对 do: leave a question out, or begin its answer anew."""
    body = screen.body
    if isinstance(body, QuestionView) and body.text and said in _NO:
        return Action("clear", "")
    if isinstance(body, QuestionView) and body.picture_png and said in _NO:
        return next((one for one in offered if one.name == "clear_signature"), None)
    return next((one for one in offered if one.name in ("skip_question", "not_me")), None)


def _offered(screen: Screen) -> Iterable[Action]:
    body = screen.body
    primary = getattr(body, "primary", None)
    if primary is not None:
        yield primary
    for place in _PLACES:
        yield from getattr(body, place, ())
    for card in getattr(body, "cards", ()):
        yield from _lines_to_change(card)
    yield from screen.footer


def _lines_to_change(card: Card) -> Iterable[Action]:
    """Yield what changes a line, under the name it is said by: 修改联系电话, 联系电话不对."""
    for line in card.lines:
        if line.action is not None and line.action.name in ("edit", "retake"):
            for said in (f"{line.action.label}{line.label}", f"{line.label}不对", line.label):
                yield replace(line.action, label=said)


def _yes_or_no(said: str, choices: Iterable[Action]) -> Action | None:
    """是的 and 不是 choose 是 and 否 where these are offered, before they lead on."""
    by_label = {action.label: action for action in choices}
    if said in _NO:
        return by_label.get("否") or by_label.get("不是") or by_label.get("没有")
    if said in _ONWARD:
        return by_label.get("是") or by_label.get("是的") or by_label.get("有")
    return None


def _named(said: str, offered: Iterable[Action]) -> Action | None:
    """Return the action whose label was said, by its sound: recognizers write other characters."""
    sounds = " ".join(folded_syllables(said))
    best: tuple[float, int, Action] | None = None
    for action in offered:
        label = " ".join(folded_syllables(_NOISE.sub("", action.label)))
        if not label:
            continue
        contained = f" {label} " in f" {sounds} " and " " in label
        # A part of a long label is enough: 没带卡 for 没带卡，自己填写.
        begun = sounds.count(" ") >= 2 and f" {label} ".startswith(f" {sounds} ")
        alike = 100.0 if contained else 80.0 if begun else fuzz.ratio(sounds, label)
        if alike >= _LEAST_ALIKE and (best is None or (alike, len(label)) > best[:2]):
            best = (alike, len(label), action)
    return best[2] if best is not None else None


def _dictated(said: str, body: QuestionView) -> str:
    if body.keyboard in ("digits", "resident_number"):
        digits = "".join(_DIGIT.get(sign, sign) for sign in said.upper())
        return "".join(re.findall(r"[\dX]", digits))
    return said
