"""What a sentence means within a conversation: commands, choices, corrections, follow-ups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from voice.carriers import content_of
from voice.knowledge import ASPECT_CUES, asked_aspect

Kind = Literal[
    "question",
    "repeat",
    "slower",
    "faster",
    "louder",
    "softer",
    "silence",
    "yes",
    "no",
    "another",
    "correction",
    "choice",
    "follow_up",
    "about_somebody",
    "fill_in",
    "take_ticket",
    "print_list",
    "staff",
    "record",
    "progress",
    "home",
    "thanks",
]


@dataclass(frozen=True)
class Said:
    """One sentence of the citizen; `rest` is what it is about, `number` the place chosen."""

    kind: Kind
    rest: str = ""
    number: int = 0


_EDGES = re.compile(
    r"[\s，。？！、,.?!；;]+|^(?:嗯|啊|哦|呃|那个|那就|那|就|请|麻烦|帮我|我要|我想|给我)+|(?:吧|了|啊|呀|呗)$"
)
_COMMANDS: tuple[tuple[Kind, str], ...] = (
    (
        "repeat",
        r"(你)?(刚才|刚刚|头先)?(说|讲)?(的|那个|嘅)?(再|重新?)(说|讲|读|念|来)(多)?(一)?(遍|次|下)?"
        r"|(我)?(没|冇|唔)(听|有听)(清|见|到|明白)(楚)?|听(唔|不)(明|明白|懂)|重复(一遍|一下)?|你说什么",
    ),
    (
        "slower",
        r"(你)?(说|讲|读|念)?(话)?(得)?(再)?慢(一)?(点|些|啲)(说|讲|读|念)?|(你)?(说|讲|读)?(得)?太快|(讲|说)慢.*",
    ),
    (
        "faster",
        r"(你)?(说|讲|读|念)?(话)?(得)?(再)?快(一)?(点|些|啲)(说|讲|读|念)?|(你)?(说|讲|读)?(得)?太慢",
    ),
    (
        "louder",
        r"(声音|说|讲)?(再)?大(一)?(点|些|啲)?(声)?(一点|点|啲)?|(说|讲)?大声(一)?(点|些|啲)?|听(不|唔)(见|到|清楚?)"
        r"|声音(太)?小|(我)?(耳朵|耳)(背|聋|不好|不灵)",
    ),
    (
        "softer",
        r"(声音|说|讲)?(再)?小(一)?(点|些|啲)(声)?|小声(一)?(点|些|啲)?|太大声|声音太大|太吵",
    ),
    (
        "silence",
        r"别(说|讲|读|念)|不(用|要)(说|讲|读|念)|停(止)?(朗读|一下)?|安静|闭嘴|好了?不用说",
    ),
    (
        "fill_in",
        r"(马上|现在|直接|开始)?(填表|填写|填|办理)|(马上|现在|直接|就)(要)?(办|申请)(理)?|(就)?(在这里|这里)办|填个?表|就(办|做|要|是)(这|呢)(个|件|项)(事)?",
    ),
    ("take_ticket", r"取(个)?(号|票)|排(个)?队|拿(个)?号|叫号|攞飞|攞筹"),
    (
        "print_list",
        r"(把)?(材料|清单|单子|这个)?(都)?打印(出来|下来|一下|一份)?(材料)?(清单|单子)?|(打|印)(一)?(张|份|出来)(清单|单子|给我)*",
    ),
    (
        "staff",
        r"(叫|找|请|喊)(一下|个)?(工作人员|人工|服务员|人来|真人)(来|过来|帮我|帮忙)*|人工(服务)?|转人工|要人帮忙|(叫|找|请|喊)(个|一个)?人(来|过来)?(帮|教)?(一下)?(我|下)?(忙)?|(我)?(找|见)(你们|你哋)?(的)?(领导|经理|主任|负责人)"
        r"|(我)?(不会|唔识|不懂)(用|操作|弄|搞|整)(这个|这|呢个)?(机器|机|东西)?",
    ),
    (
        "record",
        r"(请)?(记|写)(下来|一下|录)(.*工作人员.*)?|留言|让工作人员(来)?(回答|回复)(我)?|留个问题",
    ),
    ("progress", r"(查|看)(一)?(下|看)?(我的)?(办件|办事)?(的)?进度"),
    (
        "home",
        r"(回|返回)(到)?(首页|主页|开头|开始)|重新开始|从头(再)?来|(算)?(了)?(不|唔)办|没事|(算了)?不问|再见|拜拜|走(先)?|多谢晒?再见",
    ),
    ("thanks", r"(好的?)?(谢谢|多谢|唔该)(你|您|晒|啦)*|辛苦(你)?"),
    ("another", r"换(一)?个(别的)?|别的(呢)?|还有(别的|其他)(的)?(吗)?|其他的?(呢)?|都不是|下一个"),
    (
        "yes",
        r"是(的|啊|呀)?|对(的|啊|呀|对)*|好(的|啊|呀|嘞)?|可以|行|没错|要(的)?|嗯+|系(啊)?|ok|yes|要办",
    ),
    ("no", r"不(是|对|要|用|行|办|需要)?(的|谢谢|这(个|件)|那(个|件))*|没有?|唔(系|使|要)|no|算"),
)
_WITH_REASON = ("repeat", "slower", "faster", "louder", "softer", "fill_in", "staff")
_PATTERNS = tuple((kind, re.compile(shape)) for kind, shape in _COMMANDS)
_CORRECTION = re.compile(
    r"^(?:不是|不对|错了|你?听错了?|搞错了?|唔系|我不是(?:问|说)(?:这个|那个)?)[，,。\s]*(?:不是[，,\s]*)?"
    r"(?:我(?:是|要|想)?(?:说|问)(?:的)?(?:是)?|我说的?是|应该是|而?是)?[，,\s]*(.*)$"
)
_CHOICE = re.compile(
    r"^(?:我?(?:要|选|是|问)?(?:的是)?)?第?\s*([一二两三四五六七八九十]|1?\d)\s*(?:个|件|条|项|样|种)?(?:的|吧|那个)?$"
)
_LAST = re.compile(r"^(?:我?(?:要|选|是))?(?:最后|后面)(?:那|一)?(?:一)?(?:个|件|条|项)?(?:吧)?$")
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
    plain = text.strip().lower()
    core = _EDGES.sub("", plain) or plain.strip("，。？！,.?! ")
    # A command often comes with its reason, before or after it: 我耳朵背，大声点.
    last = _EDGES.sub("", re.split(r"[，。,]", plain.strip("，。？！,.?! "))[-1])
    if choices and (number := _chosen(core, choices)):
        return Said("choice", number=number)
    correction = _CORRECTION.match(plain)
    if correction and len(correction[1].strip("，。？！,.?! 吧呢")) > 1:
        return Said("correction", rest=correction[1].strip())
    for kind, shape in _PATTERNS:
        whole = shape.fullmatch(core) or shape.fullmatch(plain.strip("，。？！,.?! "))
        if whole or (kind in _WITH_REASON and shape.fullmatch(last)):
            return Said(kind)
    if has_topic and asked_aspect(plain) and not _names_a_thing(plain):
        return Said("follow_up", rest=asked_aspect(plain))
    somebody = _SOMEBODY.match(plain)
    if has_topic and somebody and asked_aspect(plain) in ("", "conditions"):
        return Said("about_somebody", rest=somebody[1])
    return Said("question", rest=text)


def _chosen(core: str, choices: Sequence[str]) -> int:
    """Return the place of what was chosen by number or by name, from 1; 0 for none."""
    numbered = _CHOICE.match(core)
    if numbered:
        word = numbered[1]
        number = _DIGITS.get(word) or (int(word) if word.isdecimal() else 0)
        return number if 1 <= number <= len(choices) else 0
    if _LAST.match(core):
        return len(choices)
    named = [place for place, name in enumerate(choices, start=1) if len(name) > 1 and name in core]
    return named[0] if len(named) == 1 else 0


def _names_a_thing(text: str) -> bool:
    """Tell whether anything is left of a sentence beside what is asked about it."""
    left = content_of(_CUE.sub("", _LINKS.sub("", text)))
    return len(_LINKS.sub("", left)) > 1
