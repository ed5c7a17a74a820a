"""The small language of conditions: comparisons of fields, and, or, not; never `eval`.

    residence_reason == '就业' and age(birth_date) >= 16
    '名称' in change_matters
    total(shareholders, 'share') == 100

A comparison with a field that is still empty is false. Where some answers are not known yet,
`truth` says whether the condition is decided all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forms.faults import FormsError
from forms.operations import FUNCTIONS, OPERATORS, UNKNOWN, Operand, is_true, negate, total

LONGEST = 500
DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*')|(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z_][a-z0-9_]*)"
    r"|(?P<sign>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))"
)


class ExpressionError(FormsError):
    """A condition cannot be understood."""


@dataclass(frozen=True)
class Scope:
    """The values a condition looks at."""

    values: Mapping[str, str]
    today: date
    unknown: Set[str] = frozenset()
    """Names whose answer may still come; others without a value are empty for good."""


_Node = Callable[[Scope], Operand]


@dataclass(frozen=True)
class Condition:
    """A parsed condition; an empty one always holds."""

    text: str
    names: frozenset[str]
    literals: tuple[tuple[str, str], ...]
    """Fields and the text each is compared with, for the catalogue check."""
    node: _Node

    def holds(self, scope: Scope) -> bool:
        """Say whether the condition holds for these values."""
        return is_true(self.node(scope))

    def truth(self, scope: Scope) -> bool | None:
        """Say whether the condition holds, or None while that hangs on what is unknown."""
        operand = self.node(scope)
        return None if operand is UNKNOWN else bool(operand)


@lru_cache(maxsize=8192)
def parse(text: str) -> Condition:
    """Parse a condition, or raise `ExpressionError` saying what is wrong and where."""
    if not text.strip():
        return Condition("", frozenset(), (), lambda scope: True)
    if len(text) > LONGEST:
        raise ExpressionError(f"条件太长，最多 {LONGEST} 个字符")
    parser = _Parser(_tokens(text))
    node = parser.either()
    parser.finish()
    return Condition(text, frozenset(parser.names), tuple(parser.literals), node)


def _decide(parts: list[_Node], scope: Scope, deciding: bool) -> Operand:
    """Return `deciding` as soon as one part says so; unknown parts leave the rest to decide."""
    rest: Operand = not deciding
    for part in parts:
        operand = part(scope)
        if operand is UNKNOWN:
            rest = UNKNOWN
        elif bool(operand) is deciding:
            return deciding
    return rest


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise ExpressionError(f"第 {place + 1} 个字符起看不懂：{text[place : place + 12]}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


class _Parser:
    """Recursive descent; keeps what the catalogue check wants to know about the names."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self.names: set[str] = set()
        self.literals: list[tuple[str, str]] = []

    def either(self) -> _Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError("括号套得太深，请拆开写")
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else lambda s: _decide(parts, s, True)

    def finish(self) -> None:
        if self._at < len(self._tokens):
            raise ExpressionError(f"多出来的内容：{self._tokens[self._at][1]}")

    def _both(self) -> _Node:
        parts = [self._negation()]
        while self._take("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else lambda s: _decide(parts, s, False)

    def _negation(self) -> _Node:
        turns = 0
        while self._take("not"):
            turns += 1
        inner = self._comparison()
        return inner if turns % 2 == 0 else lambda s: negate(inner(s))

    def _comparison(self) -> _Node:
        left_start = self._at
        left = self._operand()
        sign = self._peek()
        if sign not in OPERATORS:
            return left
        self._at += 1
        right_start = self._at
        right = self._operand()
        self._note(left_start, right_start)
        operator = OPERATORS[sign]
        return lambda s: operator(left(s), right(s))

    def _note(self, left_start: int, right_start: int) -> None:
        sides = (self._tokens[left_start : right_start - 1], self._tokens[right_start : self._at])
        for names, texts in (sides, sides[::-1]):
            if len(names) == 1 and names[0][0] == "name":
                self.literals += [(names[0][1], t[1:-1]) for kind, t in texts if kind == "text"]

    def _operand(self) -> _Node:
        if self._at >= len(self._tokens):
            raise ExpressionError("条件没有写完")
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "text":
            literal = text[1:-1]
            return lambda s: literal
        if kind == "number":
            number = float(text)
            return lambda s: number
        if text == "(":
            inner = self.either()
            self._expect(")")
            return inner
        if text == "[":
            return self._list()
        if kind == "name" and text not in ("and", "or", "not", "in"):
            return self._call(text) if self._take("(") else self._name(text)
        raise ExpressionError(f"这里不该出现：{text}")

    def _name(self, name: str) -> _Node:
        if name == "today":
            return lambda s: s.today.isoformat()
        self.names.add(name)
        return lambda s: s.values.get(name) or (UNKNOWN if name in s.unknown else None)

    def _call(self, name: str) -> _Node:
        if name == "total":
            return self._total()
        if name not in FUNCTIONS:
            raise ExpressionError(f"没有这个函数：{name}，可用的有 {'、'.join(sorted(FUNCTIONS))}")
        argument = self._operand()
        self._expect(")")
        function = FUNCTIONS[name]

        def call(scope: Scope) -> Operand:
            operand = argument(scope)
            return operand if operand is UNKNOWN else function(operand, scope.today)

        return call

    def _total(self) -> _Node:
        field = self._operand()
        self._expect(",")
        column = self._operand()
        self._expect(")")
        return lambda s: total(field(s), column(s))

    def _list(self) -> _Node:
        texts: list[str] = []
        while not self._take("]"):
            if texts:
                self._expect(",")
            kind, text = self._tokens[self._at] if self._at < len(self._tokens) else ("", "")
            if kind != "text":
                raise ExpressionError("方括号里只能写带单引号的文字，用逗号分开")
            texts.append(text[1:-1])
            self._at += 1
        choices = tuple(texts)
        return lambda s: choices

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, text: str) -> bool:
        if self._peek() != text:
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise ExpressionError(f"少了 {text}")
