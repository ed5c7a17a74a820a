"""Charts drawn as SVG on the server; a table beside each says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 16, 40


@dataclass(frozen=True)
class Bar:
    """A value with its name; a marked one is drawn in the warning colour."""

    name: str
    value: float
    marked: bool = False


def columns(title: str, bars: Sequence[Bar], unit: str, limit: float | None = None) -> Markup:
    """Draw upright bars, with a line at the limit that is promised."""
    top = ceiling(max([bar.value for bar in bars] + [limit or 0]))
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(bars))
    parts = [_axis(top, unit)]
    every = -(-len(bars) // 12)
    for n, bar in enumerate(bars):
        x, height = _LEFT + n * step, _scaled(bar.value, top)
        y = _HEIGHT - _BOTTOM - height
        kind = "marked" if bar.marked else "bar"
        parts.append(
            f'<rect class="{kind}" x="{x + step * 0.15:.1f}" y="{y:.1f}" '
            f'width="{step * 0.7:.1f}" height="{height:.1f}" rx="2"/>'
        )
        if n % every == 0:
            parts.append(_label(x + step / 2, _HEIGHT - 16, bar.name, "middle"))
    if limit is not None:
        y = _HEIGHT - _BOTTOM - _scaled(limit, top)
        parts.append(f'<line class="limit" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(_label(_WIDTH - _RIGHT, y - 6, f"承诺 {limit:g} {unit}", "end"))
    return _svg(title, _HEIGHT, parts)


def rows(title: str, bars: Sequence[Bar]) -> Markup:
    """Draw lying bars with their names on the left, for names that are long."""
    top = max([bar.value for bar in bars] + [1])
    parts = []
    for n, bar in enumerate(bars):
        y = 8 + n * 34
        width = (_WIDTH - 330) * bar.value / top
        kind = "marked" if bar.marked else "bar"
        name = bar.name if len(bar.name) <= 15 else bar.name[:14] + "…"
        parts.append(_label(262, y + 18, name, "end"))
        parts.append(
            f'<rect class="{kind}" x="274" y="{y}" width="{width:.1f}" height="24" rx="2"/>'
        )
        parts.append(_label(282 + width, y + 18, f"{bar.value:g}", "start"))
    return _svg(title, 16 + 34 * len(bars), parts)


def ceiling(value: float) -> float:
    """Return a round number at or above a value: 1, 2 or 5 times a power of ten."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if value <= step * times:
                return max(4.0, step * times)
        step *= 10


def _axis(top: float, unit: str) -> str:
    lines = []
    for part in (0, 0.5, 1):
        y = _HEIGHT - _BOTTOM - _scaled(top * part, top)
        lines.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>')
        lines.append(_label(_LEFT - 8, y + 5, f"{top * part:g}", "end"))
    return "".join(lines) + _label(_LEFT, 12, unit, "start")


def _scaled(value: float, top: float) -> float:
    return (_HEIGHT - _TOP - _BOTTOM) * value / top


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: int, parts: Sequence[str]) -> Markup:
    # Every text among the parts went through `escape`; the rest are numbers and fixed words.
    return Markup(
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
