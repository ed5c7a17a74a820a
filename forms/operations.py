"""What the condition language can compute; an empty operand makes every comparison false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from forms.resident_number import birth_date_of, sex_of

Operand = str | float | bool | tuple[str, ...] | None
SEPARATOR = "、"
"""Stands between the values of a multiple choice."""


def is_true(operand: Operand) -> bool:
    """Return the truth of an operand; an empty one is false."""
    return bool(operand)


def _numbers(left: Operand, right: Operand) -> tuple[float, float] | None:
    try:
        return float(left), float(right)  # type: ignore[arg-type]  # refused kinds raise
    except (TypeError, ValueError):
        return None


def _order(left: Operand, right: Operand, good: Callable[[int], bool]) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, float) or isinstance(right, float):
        pair = _numbers(left, right)
        return pair is not None and good((pair[0] > pair[1]) - (pair[0] < pair[1]))
    # Texts are compared as they stand: dates are ISO 8601, so their order is right.
    first, second = str(left), str(right)
    return good((first > second) - (first < second))


def _contains(left: Operand, right: Operand) -> bool:
    if left is None or right is None:
        return False
    chosen = right if isinstance(right, tuple) else tuple(str(right).split(SEPARATOR))
    return str(left) in chosen


OPERATORS: Mapping[str, Callable[[Operand, Operand], bool]] = MappingProxyType(
    {
        "==": lambda a, b: _order(a, b, lambda sign: sign == 0),
        "!=": lambda a, b: _order(a, b, lambda sign: sign != 0),
        "<": lambda a, b: _order(a, b, lambda sign: sign < 0),
        "<=": lambda a, b: _order(a, b, lambda sign: sign <= 0),
        ">": lambda a, b: _order(a, b, lambda sign: sign > 0),
        ">=": lambda a, b: _order(a, b, lambda sign: sign >= 0),
        "in": _contains,
    }
)


def _age(operand: Operand, today: date) -> Operand:
    try:
        born = date.fromisoformat(str(operand))
    except ValueError:
        return None
    return float(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def _born(operand: Operand, today: date) -> Operand:
    born = birth_date_of(str(operand or ""))
    return born.isoformat() if born else None


def _sex(operand: Operand, today: date) -> Operand:
    return sex_of(str(operand or "")) or None


def _filled(operand: Operand, today: date) -> Operand:
    return is_true(operand)


FUNCTIONS: Mapping[str, Callable[[Operand, date], Operand]] = MappingProxyType(
    {"age": _age, "born": _born, "sex_of": _sex, "filled": _filled}
)
