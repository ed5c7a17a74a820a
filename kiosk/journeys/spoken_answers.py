"""The words of an answer for the ear: short, in the order one packs a bag, ending in a question.

The card holds everything; whoever stands three metres away hears what counts and answers by yes,
by a number or by a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from forms.catalogue import Material, ServiceItem
from forms.materials import groups_of
from kiosk.journeys.answers import situation_materials

DO_IT_NOW = "要现在办吗？"
LOOK_IT_UP_NOW = "要现在查进度吗？"
NOT_IN_GUIDE = "这一点办事指南里没有写，以窗口答复为准。"
ASK_THE_STAFF = "可以请工作人员帮您，也可拨打 12345。要我记下来请工作人员回答吗？"
_MOST_READ = 6
"""Situations read aloud; a longer list is heard by nobody to its end."""
_WHICH, _WHICH_IS_IT = "要带什么，看您是哪一种。", "您是哪一种？"
_SIGN = re.compile(r"^(.+)（(.+)）$")
_MONEY = re.compile("(金|津贴|补贴|资助|款)$")
_COUNT = "一二三四五六七八九"


def is_in_guide(item: ServiceItem, aspect: str) -> bool:
    """Tell whether the guide of an item says anything of an aspect."""
    told: Mapping[str, object] = {
        "conditions": item.conditions,
        "where": item.place,
        "when": item.hours,
        "how_long": days_of(item) is not None,
        "how_much": item.fee,
    }
    return bool(told.get(aspect, True))


def spoken_answer(item: ServiceItem, aspect: str, ask_situation: bool = False) -> str:
    """Return the sentences to read aloud for one aspect of an item."""
    if ask_situation:
        return _which_situation(item)
    if not is_in_guide(item, aspect):
        open_point = (
            _PAID_NOT_TOLD if aspect == "how_much" and pays_out(item) else _NOT_TOLD[aspect]
        )
        return f"{item.short_name}。{open_point}{ASK_THE_STAFF}"
    way_on = LOOK_IT_UP_NOW if aspect in ("progress", "missing") else DO_IT_NOW
    return f"{item.short_name}。{_SAID.get(aspect, _how)(item)}{way_on}"


def spoken_beyond_guide(item: ServiceItem) -> str:
    """Return what to say of something that no guide tells."""
    return f"{item.short_name}。{NOT_IN_GUIDE}{ASK_THE_STAFF}"


def spoken_situation(item: ServiceItem, key: str) -> str:
    """Return what to read aloud for one situation of an item."""
    named = next((one.name for one in item.situations if one.key == key), "")
    bring = _counted([one.name for one in situation_materials(item, key)])
    return f"{item.short_name}，{named}。{bring}{DO_IT_NOW}"


def days_of(item: ServiceItem) -> int | None:
    """Return in how many working days an item is done, where the guide says so."""
    return item.promised_days if item.promised_days is not None else item.statutory_days


def joined(names: Sequence[str]) -> str:
    """Return names as they are read out: the last one after 和."""
    return "和".join(filter(None, ("、".join(names[:-1]), *names[-1:])))


def _how(item: ServiceItem) -> str:
    days, fee = days_of(item) is not None, bool(item.fee)
    told = (_how_long(item) if days else "") + (_how_much(item) if fee else "")
    return f"{_bring(item)}{told}{_LEFT_OPEN[days, fee]}"


def _bring(item: ServiceItem) -> str:
    """Say what everybody brings, then what some bring, and what may be left at home."""
    groups = groups_of(item.materials)
    situation_of = {one.when: one.name for one in item.situations}
    always = [_group(some) for some in groups if not some[0].when and some[0].required]
    own = "".join(
        f"{situation_of[when].removesuffix('的')}的，还要{joined([_group(one) for one in some])}。"
        for when, some in _by_condition(groups)
        if when in situation_of
    )
    others = [
        _group(one)
        for when, some in _by_condition(groups)
        if when and when not in situation_of
        for one in some
    ]
    optional = [_group(some) for some in groups if not some[0].when and not some[0].required]
    return "".join(
        (
            _counted(always),
            own,
            f"有的情况还要{joined(others)}。" if others else "",
            f"有{joined(optional)}的话，也带上。" if optional else "",
        )
    )


def _by_condition(
    groups: Iterable[Sequence[Material]],
) -> Iterable[tuple[str, list[Sequence[Material]]]]:
    found: dict[str, list[Sequence[Material]]] = {}
    for some in groups:
        found.setdefault(some[0].when, []).append(some)
    return found.items()


def _group(some: Sequence[Material]) -> str:
    if len(some) == 1:
        return some[0].name
    return f"{some[0].one_of}，{'、'.join(one.name for one in some)}，任选一样"


def _counted(names: Sequence[str]) -> str:
    if not names:
        return "不用带材料。"
    if len(names) == 1:
        return f"需要带{names[0]}。"
    return f"需要带{len(names)}样，{joined(names)}。"


def _conditions(item: ServiceItem) -> str:
    return f"条件是，{'；'.join(item.conditions)}。"


def _where(item: ServiceItem) -> str:
    sign = _SIGN.match(item.place or "")
    return f"在{sign[1]}办，看“{sign[2]}”的牌子。" if sign else f"在{item.place}办。"


def _when(item: ServiceItem) -> str:
    return f"办理时间是{item.hours}。"


def _how_long(item: ServiceItem) -> str:
    days = days_of(item)
    return f"{days} 个工作日办好。" if days else "当场就能办好。"


def _how_much(item: ServiceItem) -> str:
    paid = "能领多少，以窗口核定为准。" if pays_out(item) else ""
    return f"{paid}费用是，{item.fee}。"


def pays_out(item: ServiceItem) -> bool:
    """Tell whether the citizen gets money: then 多少钱 asks for that as often as for the fee."""
    return any(_MONEY.search(one.name) or "账户" in one.how for one in item.results)


def _missing(item: ServiceItem) -> str:
    return "还缺什么，要看您这一件的记录，请准备好回执上的办件编号。" + _bring(item)


def _progress(item: ServiceItem) -> str:
    return "查办到哪一步，请准备好回执上的办件编号，或者身份证。"


def _which_situation(item: ServiceItem) -> str:
    names = [one.name for one in item.situations]
    listed = "；".join(f"{_COUNT[n]}，{name}" for n, name in enumerate(names[:_MOST_READ]))
    more = f"一共{len(names)}种，都在屏幕上。" if len(names) > _MOST_READ else ""
    return f"{item.short_name}。{_WHICH}{listed}。{more}{_WHICH_IS_IT}"


_SAID: Mapping[str, Callable[[ServiceItem], str]] = {
    "materials": _bring,
    "conditions": _conditions,
    "where": _where,
    "when": _when,
    "how_long": _how_long,
    "how_much": _how_much,
    "progress": _progress,
    "missing": _missing,
}
_NOT_TOLD = {
    "conditions": "要什么条件，办事指南里没有写，以窗口答复为准。",
    "where": "在哪里办，办事指南里没有写，请问工作人员。",
    "when": "什么时候能办，办事指南里没有写，以窗口答复为准。",
    "how_long": "要多久，办事指南里没有写，以窗口答复为准。",
    "how_much": "收不收费，办事指南里没有写，以窗口答复为准。",
}
_PAID_NOT_TOLD = "能领多少，收不收费，办事指南里没有写，以窗口答复为准。"
_LEFT_OPEN = {
    (True, True): "",
    (True, False): "收不收费，以窗口答复为准。",
    (False, True): "多久办好，以窗口答复为准。",
    (False, False): "多久办好，收不收费，以窗口答复为准。",
}
"""What the guide leaves open, by whether it tells the days and the fee."""
