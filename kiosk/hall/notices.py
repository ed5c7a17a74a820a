"""The one-time notice (一次性告知): everything that is missing, said once and completely."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from forms.materials import Material

_HOW = {
    "camera": "终端拍照或带到窗口",
    "portrait": "终端拍照或到窗口现场拍",
    "card": "刷卡核验",
    "window": "带到窗口",
}
_LONGEST_NOTE = 1000
FREE_TEXT = "other"
"""The key under which free text counts in the statistics."""


@dataclass(frozen=True)
class Lacking:
    """One thing to bring or to put right."""

    key: str
    text: str


@dataclass(frozen=True)
class Notice:
    """A notice as given to the citizen."""

    notice_id: int
    case_number: str
    at: datetime
    window: str
    lacking: tuple[Lacking, ...]
    note: str


def material_line(material: Material) -> str:
    """Say what to bring: name, originals and copies, how, note."""
    counts = []
    if material.originals:
        counts.append(f"原件 {material.originals} 份")
    if material.copies:
        counts.append(f"复印件 {material.copies} 份")
    details = [*counts, _HOW[material.how]]
    if material.note:
        details.append(material.note)
    return f"{material.name}（{'，'.join(details)}）"


def compose_lacking(
    materials: Collection[Material],
    chosen: Collection[str],
    wrong_fields: Collection[str],
    at_window: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Lacking, ...]:
    """Compose the notice's list from the item's own material list and the fields to correct.

    `at_window` says of fields left to be photographed or signed there what is to be done.
    """
    missing = [
        Lacking(material.key, material_line(material))
        for material in materials
        if material.key in chosen
    ]
    wrong = [
        f"{name}：{at_window[name]}" if name in at_window else f"更正填写内容：{name}"
        for name in wrong_fields
    ]
    return (*missing, *(Lacking("field", text) for text in wrong))


def notice_fault(lacking: Collection[Lacking], note: str) -> str:
    """Return why this is no complete notice, or empty text."""
    if not lacking and not note.strip():
        return "请勾选缺少的材料，或写明要补正什么"
    if len(note) > _LONGEST_NOTE:
        return f"说明最多 {_LONGEST_NOTE} 个字"
    return ""


def pack_notice(lacking: Collection[Lacking], note: str) -> str:
    """Return a notice's text as the database seals it."""
    return json.dumps([[[one.key, one.text] for one in lacking], note], ensure_ascii=False)


def unpack_notice(text: str) -> tuple[tuple[Lacking, ...], str]:
    """Return what `pack_notice` packed."""
    lacking, note = json.loads(text)
    return tuple(Lacking(key, said) for key, said in lacking), str(note)


def reason_keys(lacking: Collection[Lacking], note: str) -> str:
    """Return the keys of what was missing, for the statistics."""
    keys = list(dict.fromkeys(one.key for one in lacking))
    return " ".join([*keys, FREE_TEXT] if note.strip() else keys)[:400]
