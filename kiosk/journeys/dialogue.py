"""What a sentence means within a conversation: commands, choices, corrections, follow-ups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from kiosk.journeys.commands import Kind, commanded, core_of, within_guide
from voice.actions import actions_of
from voice.carriers import content_of
from voice.knowledge import ASPECT_CUES, asked_aspect
from voice.lexicon import folded_syllables
from voice.plain_words import simplified


@dataclass(frozen=True)
class Said:
    """One sentence of the citizen; `rest` is what it is about, `number` the place chosen."""

    kind: Kind
    rest: str = ""
    number: int = 0


_CORRECTION = re.compile(
    r"^(?:不是|不对|错了|你?听错了?|搞错了?|唔系|我不是(?:问|说)(?:这个|那个)?)[啊啦呀了，,。\s]*(?:不是[，,\s]*)?"
    r"(?:我(?:是|要|想)?(?:说|问)(?:的)?(?:是)?|我说的?是|应该是|而?是)?[，,\s]*(.*)$"
)
# 不是居住证，是身份证丢了: what it is stands behind the comma.
_INSTEAD = re.compile(
    r"^(?:[^，,]{0,4}错[了啦啊]*[，,\s]*)?我?(?:不是|唔系)(?:问|说|讲|办|要)?[^，,\s]{1,12}[，,\s]+"
    r"(?:而?是|系|应该是|我(?:是|系)?(?:想|要)?(?:问|说|讲|办|要|想))(?:的|嘅)?(?:是|系)?(.+)$"
)
_POINTED = re.compile(r"(?:这|那|呢|嗰)(?:个|件|些|样|张)?(?:事|证)?(?:的|嘅)?")
_CHOICE = re.compile(
    r"^(?:我?(?:要|选|是|问)?(?:的是)?)?第?\s*([一二两三四五六七八九十]|1?\d)\s*(?:个|件|条|项|样|种)?(?:的|吧|那个)?$"
)
_PLACED = re.compile(
    r"^(?:我?(?:要|选|是|问))?(?:最)?(上面|前面|头|首|中间|下面|底下|后|后面|尾)(?:那|的|一|呢|嗰|边)*"
    r"(?:个|件|条|项|种)?(?:吧)?$"
)
_FIRST, _MIDDLE = frozenset({"上面", "前面", "头", "首"}), "中间"
_ONE_OF_THEM = re.compile(r"(?:的|嘅)?(?:那|这|呢|嗰)?(?:个|种|样|一种|情形|情况)$")
_MOST_TO_NAME = 8
_LEAST_ALIKE = 85.0
_SOMEBODY = re.compile(
    r"^(?:那么?|如果是?|要是)?(.{1,8}?)(?:呢|怎么样|行吗|行不行|可以吗)[？?。]?$"
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_LINKS = re.compile(r"^(?:那么|那|然后|还有|另外|它|这个|那个|这件事|咁)+|(?:呢|的话)")
_CUES = sorted((cue for cues in ASPECT_CUES.values() for cue in cues), key=len, reverse=True)
_CUE = re.compile("|".join(map(re.escape, _CUES)))


def understand_said(text: str, choices: Sequence[str] = (), has_topic: bool = False) -> Said:
    """Return what a sentence does in a conversation; most are questions.

    `choices` are what was offered last; `has_topic` says whether an item is being talked about.
    """
    plain = simplified(text.strip().lower())
    if choices and (number := _chosen(core_of(plain), choices)):
        return Said("choice", number=number)
    if rest := _put_right(plain):
        return Said("correction", rest=rest)
    if kind := commanded(plain):
        return Said(kind)
    if has_topic and asked_aspect(plain) and not _names_a_thing(plain):
        return Said("follow_up", rest=asked_aspect(plain))
    within = within_guide(plain)
    if has_topic and within != plain and not _names_a_thing(within):
        return Said("beyond_guide", rest=text)
    somebody = _SOMEBODY.match(plain)
    if has_topic and somebody and asked_aspect(plain) in ("", "conditions"):
        return Said("about_somebody", rest=somebody[1])
    return Said("question", rest=text)


def _put_right(plain: str) -> str:
    """Return what was meant instead, where a sentence puts something right."""
    found = _INSTEAD.match(plain) or _CORRECTION.match(plain)
    rest = found[1].strip("，。？！,.?! 吧呢") if found else ""
    return "" if len(rest) < 2 or _POINTED.fullmatch(rest) else rest


def _chosen(core: str, choices: Sequence[str]) -> int:
    """Return the place of what was chosen by number, place or name, from 1; 0 for none."""
    numbered = _CHOICE.match(core)
    if numbered:
        word = numbered[1]
        number = _DIGITS.get(word) or (int(word) if word.isdecimal() else 0)
        return number if 1 <= number <= len(choices) else 0
    placed = _PLACED.match(core)
    if placed:
        middle = (len(choices) + 1) // 2
        return 1 if placed[1] in _FIRST else middle if placed[1] == _MIDDLE else len(choices)
    named = [place for place, name in enumerate(choices, start=1) if len(name) > 1 and name in core]
    return named[0] if len(named) == 1 else _half_named(core, choices)


def _half_named(core: str, choices: Sequence[str]) -> int:
    """Return the one choice that a few words name in part, by their sound or by what is done."""
    said = _ONE_OF_THEM.sub("", core)
    content = content_of(said)
    said = content if len(content) > 1 else said
    if not 2 <= len(said) <= _MOST_TO_NAME:
        return 0
    sounds = " ".join(folded_syllables(said))
    alike = [fuzz.partial_ratio(sounds, " ".join(folded_syllables(name))) for name in choices]
    best = max(alike)
    longer = all(len(name) >= len(said) for name in choices)
    if longer and best >= _LEAST_ALIKE and alike.count(best) == 1:
        return alike.index(best) + 1
    done = actions_of(core)
    doing = [place for place, name in enumerate(choices, start=1) if done & actions_of(name)]
    return doing[0] if len(doing) == 1 and len(core) <= _MOST_TO_NAME // 2 else 0


def _names_a_thing(text: str) -> bool:
    """Tell whether anything is left of a sentence beside what is asked about it."""
    left = content_of(_CUE.sub("", _LINKS.sub("", text)))
    return len(_LINKS.sub("", left)) > 1
