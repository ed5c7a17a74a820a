"""A value, where it came from, and which of two values stands when they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Source(StrEnum):
    """Where a value came from."""

    CARD = "card"
    TYPED = "typed"
    SPOKEN = "spoken"
    PHOTOGRAPHED = "photographed"
    SIGNED = "signed"
    OCR = "ocr"
    PROFILE = "profile"
    EARLIER_CASE = "earlier_case"


_LABELS = {
    Source.CARD: "读卡",
    Source.TYPED: "手工填写",
    Source.SPOKEN: "口述",
    Source.PHOTOGRAPHED: "现场拍照",
    Source.SIGNED: "现场签名",
    Source.OCR: "拍照识别",
    Source.PROFILE: "我的资料",
    Source.EARLIER_CASE: "以前办过的件",
}
# The citizen stands above all; a card above records, records above what a picture seems to say.
_RANK = {
    Source.TYPED: 4,
    Source.SPOKEN: 4,
    Source.PHOTOGRAPHED: 4,
    Source.SIGNED: 4,
    Source.CARD: 3,
    Source.PROFILE: 2,
    Source.EARLIER_CASE: 1,
    Source.OCR: 0,
}


@dataclass(frozen=True)
class Value:
    """What a field holds and where it came from."""

    text: str = field(repr=False)
    source: Source
    source_label: str = ""

    @property
    def origin(self) -> str:
        """Return the source as the citizen reads it."""
        return self.source_label or _LABELS[self.source]


@dataclass(frozen=True)
class Conflict:
    """Two sources say different things; `kept` stands until the citizen decides."""

    kept: Value
    other: Value


def settle(
    old: Value | None, conflict: Conflict | None, new: Value
) -> tuple[Value | None, Conflict | None]:
    """Return the value that stands after `new` arrives, and what still disagrees with it."""
    by_citizen = _RANK[new.source] == _RANK[Source.TYPED]
    if not new.text:
        return (None, None) if by_citizen else (old, conflict)
    if old is None:
        return new, None
    if old.text == new.text:
        return old, conflict
    if _RANK[new.source] < _RANK[old.source]:
        return old, Conflict(old, new)
    if not by_citizen:
        # The same card read again corrects itself; a better source shows what it displaced.
        return (new, None) if old.source is new.source else (new, Conflict(new, old))
    return _edited(old, conflict, new)


def _edited(
    old: Value, conflict: Conflict | None, new: Value
) -> tuple[Value | None, Conflict | None]:
    """Settle a citizen's edit: the machine's last word stays visible beside it."""
    machine = conflict.other if conflict is not None else None
    if _RANK[old.source] < _RANK[new.source]:
        machine = old
    if machine is None:
        return new, None
    if machine.text == new.text:
        return machine, None
    return new, Conflict(new, machine)
