"""Breaking of Chinese text into lines: not before closing marks, nor inside a number or 窗口."""

from __future__ import annotations

from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）】》”’%℃…·›,.;:?!)]}/")
NEVER_LAST = frozenset("（【《“‘([{")
NEVER_TORN = frozenset({"窗口"})
"""Words whose second half, at the head of a line, reads as something else with what follows."""
_CLOSING = "".join(NEVER_FIRST)
Span = tuple[int, int]


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[Span]:
    """Return (start, end) of each line so that none is wider than `width` pixels.

    Spaces at a break are left out; a single unit wider than the line stands alone.
    """
    lines: list[Span] = []
    start = 0
    for paragraph in text.split("\n"):
        span = start, start + len(paragraph)
        broken = list(_break_paragraph(text, span, width, measure))
        lines += _accompanied(text, broken, width, measure)
        start += len(paragraph) + 1
    return lines


def _break_paragraph(
    text: str, paragraph: Span, width: float, measure: Callable[[str], float]
) -> Iterator[Span]:
    line_start, line_end, used = paragraph[0], paragraph[0], 0.0
    for start, end in _units(text, paragraph, width, measure):
        unit = sum(measure(c) for c in text[start:end])
        shown = sum(measure(c) for c in text[start:end].rstrip())
        if line_end > line_start and used + shown > width:
            yield line_start, _trimmed(text, line_start, line_end)
            line_start, used = start, 0.0
        line_end, used = end, used + unit
    yield line_start, _trimmed(text, line_start, line_end)


def _accompanied(
    text: str, lines: list[Span], width: float, measure: Callable[[str], float]
) -> list[Span]:
    """Return the lines of a paragraph with no character left alone on the last one."""
    if len(lines) < 2 or len(text[slice(*lines[-1])].rstrip(_CLOSING)) != 1:
        return lines
    *before, (first, _), (last, end) = lines
    for at in range(last - 1, first, -1):
        if _may_break(text[at - 1], text[at]):
            fits = sum(measure(c) for c in text[at:end]) <= width
            return [*before, (first, _trimmed(text, first, at)), (at, end)] if fits else lines
    return lines


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" "))


def _units(
    text: str, paragraph: Span, width: float, measure: Callable[[str], float]
) -> Iterator[Span]:
    """Yield the stretches that must not be broken, cut only when wider than a line."""
    start = paragraph[0]
    for i in range(paragraph[0] + 1, paragraph[1] + 1):
        too_wide = sum(measure(c) for c in text[start:i]) > width and i - 1 > start
        if too_wide:
            yield start, i - 1
            start = i - 1
        if i == paragraph[1] or _may_break(text[i - 1], text[i]):
            yield start, i
            start = i


def _may_break(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    if before + after in NEVER_TORN:
        return False
    if before == " ":
        return True
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "-*_./:@+#")
