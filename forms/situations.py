"""The next plain question: the one that settles most of what hangs on the citizen's situation.

What is asked and what must be brought hangs on conditions. As long as some of them are open, the
question comes first whose answers leave the fewest open; what is known already is never asked, and
neither is what no open condition looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from math import prod

from forms.dictionary import Datum
from forms.expression import Condition, Scope

_MOST_TRIED = 1000


def next_question(
    conditions: Iterable[Condition],
    askable: Mapping[str, Datum],
    values: Mapping[str, str],
    unknown: Iterable[str],
    today: date,
) -> str | None:
    """Return the key to ask next; None when no choice settles anything any more.

    `askable` are the fields that may be asked now, `unknown` all whose answer may still come.
    """
    missing = frozenset(unknown) - values.keys()
    open_now = _open(conditions, Scope(values, today, missing))
    named = frozenset[str]().union(*(condition.names for condition in open_now))
    scores = {
        key: _left_open(open_now, key, _answers(datum), values, missing, today)
        for key, datum in askable.items()
        if key in named and key in missing and datum.choices
    }
    return min(scores, key=lambda key: scores[key], default=None)


def answers_of(condition: Condition, data: Mapping[str, Datum], today: date) -> dict[str, str]:
    """Return the only answers under which a condition holds; empty where several would do."""
    keys = sorted(condition.names)
    offered = [_answers(data[key]) if key in data else () for key in keys]
    if not keys or not 0 < prod(map(len, offered)) <= _MOST_TRIED:
        return {}
    tried = (dict(zip(keys, answers, strict=True)) for answers in product(*offered))
    fitting = [answers for answers in tried if condition.holds(Scope(answers, today))]
    return fitting[0] if len(fitting) == 1 else {}


def _open(conditions: Iterable[Condition], scope: Scope) -> list[Condition]:
    return [condition for condition in conditions if condition.truth(scope) is None]


def _answers(datum: Datum) -> Sequence[str]:
    return [choice.value for choice in datum.choices]


def _left_open(
    conditions: Sequence[Condition],
    key: str,
    answers: Sequence[str],
    values: Mapping[str, str],
    missing: frozenset[str],
    today: date,
) -> float:
    """Return how many conditions an answer leaves open, on average."""
    left = missing - {key}
    counts = [
        len(_open(conditions, Scope({**values, key: answer}, today, left))) for answer in answers
    ]
    return sum(counts) / len(counts)
