"""What stands beside which label: the cells of a printed form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from devices.cards.nations import nation_named
from devices.ocr.lines import Box, Line

NATION = "民族"
SECOND_COLUMN = ("注册资本", "成立日期", "注册日期", "营业期限")
"""Labels that a line of the first column may run into."""
SAME_ROW = 0.6
"""Middles nearer than this share of a letter's height stand in one row."""
NEXT_LINE = 2.4
"""A line farther below than so many heights no longer belongs to the cell."""


@dataclass
class Cell:
    """A label, its value's pieces, and where they stand."""

    label: str
    left: float
    middle: float
    height: float
    pieces: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the value without blanks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def score(self) -> float:
        """Return how sure the least sure piece is; 0 where there is none."""
        return min((piece.score for piece in self.pieces), default=0.0)


def find_cells(
    lines: tuple[Line, ...], labels: tuple[str, ...], flowing: tuple[str, ...] = ()
) -> dict[str, Cell]:
    """Return the cells by label; the values of `flowing` labels go on in the lines below."""
    pieces = [piece for line in _joined(lines, labels) for piece in _split(line, labels)]
    heads = [Cell(p.text, p.left, p.middle, p.height) for p in pieces if p.text in labels]
    values = sorted((p for p in pieces if p.text not in labels), key=lambda p: p.left)
    rest = []
    for value in values:
        owner = _owner_in_row(value, heads)
        if owner is None:
            rest.append(value)
        else:
            owner.pieces.append(value)
    for value in sorted(rest, key=lambda p: p.middle):
        _flow_into(value, [head for head in heads if head.label in flowing], heads)
    cells: dict[str, Cell] = {}
    for head in heads:
        if head.label not in cells or (head.pieces and not cells[head.label].pieces):
            cells[head.label] = head
    return cells


def _joined(lines: tuple[Line, ...], labels: tuple[str, ...]) -> list[Line]:
    """Join a label whose spaced-out characters were found one by one."""
    waiting = sorted(lines, key=lambda line: line.left)
    joined: list[Line] = []
    while waiting:
        line = waiting.pop(0)
        partner = next((other for other in waiting if _make_label(line, other, labels)), None)
        if partner is not None:
            waiting.remove(partner)
            (a, _, _, d), (_, b, c, _) = line.box, partner.box
            line = Line(line.text.strip() + partner.text.strip(), (a, b, c, d), line.score)
        joined.append(line)
    return joined


def _make_label(line: Line, other: Line, labels: tuple[str, ...]) -> bool:
    in_row = abs(line.middle - other.middle) < SAME_ROW * max(line.height, other.height)
    both = line.text.strip() + other.text.strip()
    return len(line.text.strip()) == 1 and in_row and both in labels


def _split(line: Line, labels: tuple[str, ...]) -> list[Line]:
    """Cut a line behind the labels it begins with; the pieces share its width by their letters."""
    parts: list[str] = []
    rest = re.sub(r"\s", "", line.text)
    while rest:
        label = _label_of(rest, labels)
        cut = len(label) or _next_label(rest, bool(parts), labels)
        parts.append(rest[:cut])
        rest = rest[cut:].lstrip("：:")
    widths = [sum(2 if ord(c) > 255 else 1 for c in part) for part in parts]
    pieces, at = [], 0
    for part, width in zip(parts, widths, strict=True):
        share = (at / sum(widths), (at + width) / sum(widths))
        at += width
        pieces.append(Line(part, _between(line, *share), line.score))
    return pieces


def _label_of(text: str, labels: tuple[str, ...]) -> str:
    """Return the longest label that the text begins with; a street may be called 民族路."""
    found = max((label for label in labels if text.startswith(label)), key=len, default="")
    rest = text[len(found) :]
    if found == NATION and rest.removesuffix("族") and not nation_named(rest):
        return ""
    return found


def _next_label(text: str, after_label: bool, labels: tuple[str, ...]) -> int:
    """Return where the next label stands in the same line, or the text's end.

    That is 民族 behind the one character of 性别, or what no value of a licence holds.
    """
    if after_label and NATION in labels and text[1:].startswith(NATION):
        return 1
    starts = (text.find(label, 1) for label in SECOND_COLUMN if label in labels)
    return min((start for start in starts if start > 0), default=len(text))


def _between(line: Line, start: float, end: float) -> Box:
    a, b, c, d = line.box

    def along(p: tuple[float, float], q: tuple[float, float], share: float) -> tuple[float, float]:
        return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share

    return along(a, b, start), along(a, b, end), along(d, c, end), along(d, c, start)


def _owner_in_row(value: Line, heads: list[Cell]) -> Cell | None:
    """Return the nearest label to the left in the value's row."""
    in_row = [
        head
        for head in heads
        if head.left < value.left
        and abs(head.middle - value.middle) < SAME_ROW * max(head.height, value.height)
    ]
    return max(in_row, key=lambda head: head.left, default=None)


def _flow_into(value: Line, flowing: list[Cell], heads: list[Cell]) -> None:
    """Add a line to the cell it goes on in: right below, and before the next label."""
    fitting = []
    for head in flowing:
        last = head.pieces[-1] if head.pieces else None
        above = last.middle if last else head.middle
        left = head.pieces[0].left if head.pieces else head.left
        size = value.height
        if not 0 < value.middle - above < NEXT_LINE * size or value.left < left - 1.5 * size:
            continue
        between = any(
            above + 0.5 * size < other.middle < value.middle + 0.3 * size
            and other.left < value.right
            and other.left > head.left - 3 * size
            for other in heads
        )
        if not between:
            fitting.append((value.middle - above, abs(value.left - left), head))
    if fitting:
        min(fitting, key=lambda fit: fit[:2])[2].pieces.append(value)
