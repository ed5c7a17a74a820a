"""What the condition language can compute; an empty operand makes every comparison false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType

from forms.cells import Cells, cells_of
from forms.periods import ends_of
from forms.resident_number import birth_date_of, sex_of


class Unknown(Enum):
    """What is not answered yet, where that differs from an empty answer."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN
Operand = str | float | bool | tuple[str, ...] | Unknown | None
SEPARATOR = "、"
"""Stands between the values of a multiple choice."""


def is_true(operand: Operand) -> bool:
    """Return the truth of an operand; an empty or unknown one is false."""
    return operand is not UNKNOWN and bool(operand)


def negate(operand: Operand) -> Operand:
    """Return the opposite; of what is unknown nothing follows."""
    return operand if operand is UNKNOWN else not operand


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


def _compare(good: Callable[[int], bool]) -> Callable[[Operand, Operand], Operand]:
    def compare(left: Operand, right: Operand) -> Operand:
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return _order(left, right, good)

    return compare


def _contains(left: Operand, right: Operand) -> Operand:
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if left is None or right is None:
        return False
    chosen = right if isinstance(right, tuple) else tuple(str(right).split(SEPARATOR))
    return str(left) in chosen


OPERATORS: Mapping[str, Callable[[Operand, Operand], Operand]] = MappingProxyType(
    {
        "==": _compare(lambda sign: sign == 0),
        "!=": _compare(lambda sign: sign != 0),
        "<": _compare(lambda sign: sign < 0),
        "<=": _compare(lambda sign: sign <= 0),
        ">": _compare(lambda sign: sign > 0),
        ">=": _compare(lambda sign: sign >= 0),
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


def _start(operand: Operand, today: date) -> Operand:
    return ends_of(str(operand or ""))[0] or None


def _end(operand: Operand, today: date) -> Operand:
    return ends_of(str(operand or ""))[1] or None


def _rows_in(operand: Operand) -> tuple[Cells, ...]:
    # As it is, and not through str(): a text that remembers its rows would forget them.
    return cells_of(operand) if isinstance(operand, str) else ()


def _count(operand: Operand, today: date) -> Operand:
    return float(len(_rows_in(operand)))


FUNCTIONS: Mapping[str, Callable[[Operand, date], Operand]] = MappingProxyType(
    {
        "age": _age,
        "born": _born,
        "sex_of": _sex,
        "filled": _filled,
        "start": _start,
        "end": _end,
        "count": _count,
    }
)


def total(operand: Operand, column: Operand) -> Operand:
    """Return the sum of a column of a table of rows, exactly; None where it has none."""
    if operand is UNKNOWN or column is UNKNOWN:
        return UNKNOWN
    amounts = [row.get(str(column), "") for row in _rows_in(operand)]
    try:
        return float(sum(Decimal(amount) for amount in amounts if amount)) if amounts else None
    except InvalidOperation:
        return None
