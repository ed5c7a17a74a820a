"""Whether a condition can ever hold, given when the fields it looks at are asked at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product

from stdnum.cn import ric

from forms.dictionary import Dictionary, FieldDefinition
from forms.expression import Condition, Scope, parse
from forms.operations import SEPARATOR

_MOST_CASES = 20_000
_MOST_MENTIONED = 6
_TEXT = re.compile(r"'([^']*)'")
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\b")
_DAYS_OF_YEAR = 365.25


class Reach:
    """Tries the answers that could make a difference; what cannot be tried counts as possible."""

    def __init__(self, conditions: Mapping[str, str], dictionary: Dictionary, today: date) -> None:
        """Take the fields of an item with the condition under which each is asked."""
        self._asked_when = {key: parse(text) for key, text in conditions.items()}
        self._dictionary = dictionary
        self._today = today

    def can_hold(self, *texts: str) -> bool:
        """Say whether some answers make all these conditions hold at once."""
        wanted = [parse(text) for text in texts if text]
        names = self._names_behind(wanted)
        hints = [*wanted, *(self._asked_when[n] for n in names if n in self._asked_when)]
        answers = {name: self._answers(self._dictionary[name], hints) for name in names}
        unknown = frozenset(name for name, found in answers.items() if not found)
        tried = [name for name in names if name not in unknown]
        cases = product(*(answers[name] for name in tried))
        for number, case in enumerate(cases):
            if number >= _MOST_CASES:
                return True
            if self._holds(wanted, dict(zip(tried, case, strict=True)), unknown):
                return True
        return False

    def _names_behind(self, wanted: Iterable[Condition]) -> list[str]:
        """Return the names looked at, also by the conditions under which they are asked."""
        found: set[str] = set()
        waiting = [name for condition in wanted for name in condition.names]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._asked_when[name].names if name in self._asked_when else ()
        return [key for key in self._dictionary if key in found]

    def _holds(
        self, wanted: Iterable[Condition], answers: Mapping[str, str], unknown: frozenset[str]
    ) -> bool:
        shown: dict[str, str] = {}
        scope = Scope(shown, self._today, unknown)
        # In the order of the dictionary, so each after those its own condition looks at.
        for name, text in answers.items():
            asked = self._asked_when.get(name)
            if asked is None or asked.truth(scope) is not False:
                shown[name] = text
        return all(condition.truth(scope) is not False for condition in wanted)

    def _answers(self, definition: FieldDefinition, hints: Iterable[Condition]) -> list[str]:
        """Return the answers worth trying; none where a kind is too rich for that."""
        texts = [text for hint in hints for text in _TEXT.findall(hint.text)]
        numbers = [float(n) for hint in hints for n in _NUMBER.findall(_TEXT.sub("", hint.text))]
        values = [choice.value for choice in definition.choices]
        match definition.kind:
            case "choice" | "yes_no":
                return ["", *values]
            case "multiple_choice":
                return ["", *_subsets(values, texts)]
            case "number" | "money":
                near = {n + d for n in numbers or [1.0] for d in (-1, 0, 1) if n + d >= 0}
                return ["", *(f"{n:g}" for n in sorted(near))]
            case "date":
                return ["", *self._days(texts, numbers)]
            case "resident_number":
                days = self._days(texts, numbers)
                return ["", *(_number_of(day, sex) for day in days for sex in (1, 2))]
            case "rows" | "period":
                return []
        return ["", "样本", *texts]

    def _days(self, texts: Iterable[str], numbers: Iterable[float]) -> list[str]:
        """Return today, ages around those named, and days around those named, as ISO dates."""
        days = {self._today + timedelta(days=n) for n in (-1, 0, 1)}
        for age in (17.0, 60.0, *numbers):
            for years in (age - 0.5, age + 0.5, age + 1.5):
                if 0 <= years < 120:
                    days.add(self._today - timedelta(days=years * _DAYS_OF_YEAR))
        for text in texts:
            try:
                named = date.fromisoformat(text)
            except ValueError:
                continue
            days |= {named + timedelta(days=n) for n in (-1, 0, 1)}
        return [day.isoformat() for day in sorted(days)]


def _subsets(values: list[str], texts: Iterable[str]) -> Iterator[str]:
    """Yield what can be chosen, as far as the choices that are named make a difference."""
    named = [value for value in values if value in set(texts)]
    rest = next((value for value in values if value not in named), None)
    counts = range(1, len(named) + 1)
    if len(named) > _MOST_MENTIONED:
        # One choice, or nearly all at once, is enough for conditions made of `in`.
        counts = range(1, 2)
        yield SEPARATOR.join(values)
        for left_out in named:
            yield SEPARATOR.join(value for value in values if value != left_out)
    for count in counts:
        for chosen in combinations(named, count):
            yield SEPARATOR.join(chosen)
    if rest is not None:
        yield rest


def _number_of(day: str, sex: int) -> str:
    """Return a number with a right check digit for somebody born on a day."""
    head = f"440100{day.replace('-', '')}00{sex}"
    return head + ric.calc_check_digit(head)
