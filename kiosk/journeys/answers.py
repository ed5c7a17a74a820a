"""Answers come from the catalogue's own text: the card to read."""

from __future__ import annotations

from collections.abc import Sequence

from forms.catalogue import Material, ServiceItem
from forms.materials import groups_of, name_of
from kiosk.journeys.view import Card, Line

TO_CONFIRM = "以本厅窗口确认为准"


def materials_text(item: ServiceItem) -> str:
    """Return the numbered materials of an item, one a line."""
    if not item.materials:
        return "不用带材料"
    return "\n".join(
        f"{number} {_group_text(item, group)}"
        for number, group in enumerate(groups_of(item.materials), start=1)
    )


def _group_text(item: ServiceItem, group: Sequence[Material]) -> str:
    return _material_text(item, group[0]) if len(group) == 1 else name_of(group)


def _material_text(item: ServiceItem, material: Material) -> str:
    """Name a material and, where only some need it, whom it concerns."""
    situation = next((s.name for s in item.situations if s.when == material.when), "")
    if situation:
        return f"{material.name}（{situation}的）"
    if material.when:
        return f"{material.name}（部分情况要）"
    return material.name if material.required else f"{material.name}（有的话带上）"


def days_text(item: ServiceItem) -> str:
    """Return how long an item takes in plain words."""
    days = item.promised_days if item.promised_days is not None else item.statutory_days
    if days is None:
        return TO_CONFIRM
    return "当场办结" if days == 0 else f"{days} 个工作日"


def fee_text(item: ServiceItem) -> str:
    """Return the fee in plain words."""
    return item.fee or TO_CONFIRM


def place_text(item: ServiceItem) -> str:
    """Return where an item is handled."""
    return item.place or TO_CONFIRM


def source_text(item: ServiceItem) -> str:
    """Return what the answer rests on and when it was checked."""
    basis, day = item.legal_basis or "依据待本厅确认", item.verified
    if day is None or not item.unconfirmed:
        return f"依据：{basis}　·　{item.verified_text}"
    # An item may have been checked and still leave points open: then both are told.
    checked = f"{day.year} 年 {day.month} 月 {day.day} 日核对"
    return f"依据：{basis}　·　{checked}，{item.verified_text}"


def answer_card(item: ServiceItem, situation: str = "") -> Card:
    """Return the answer card of an item: conditions, what to bring, how long, fee, where."""
    bring = situation_materials(item, situation) if situation else ()
    numbered = "\n".join(f"{n} {one.name}" for n, one in enumerate(bring, start=1))
    lines = (
        Line("条件", "；".join(item.conditions) or TO_CONFIRM),
        Line("带什么", numbered or materials_text(item)),
        Line("多久", days_text(item)),
        Line("费用", fee_text(item)),
        Line("在哪里", place_text(item)),
    )
    named = next((one.name for one in item.situations if one.key == situation), "")
    title = f"{item.name}（{named}）" if named else item.name
    return Card(title, lines, source_text(item))


def situation_materials(item: ServiceItem, key: str) -> tuple[Material, ...]:
    """Return the materials a situation surely needs: its own, and those everybody needs."""
    when = next((one.when for one in item.situations if one.key == key), "")
    return tuple(
        one for one in item.materials if not one.when or one.when == when or _is_one(when, one.when)
    )


def _is_one(when: str, either: str) -> bool:
    """Tell whether a condition is one of several joined by `or`."""
    return bool(when) and when in (part.strip() for part in either.split(" or "))


def asks_situation(item: ServiceItem, aspect: str) -> bool:
    """Tell whether the answer to an aspect hangs on which situation it is."""
    return aspect in ("how", "materials") and len(item.situations) > 1
