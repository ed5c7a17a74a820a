"""How evidence becomes a verdict: fitted weights, and the chance that the best item is right."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.evidence import FEATURES, Evidence

JUDGEMENT_FILE = Path(__file__).with_name("judgement.json")
TRUST_FEATURES = ("logit", "lead", "share", *FEATURES, *(f"foreign_{name}" for name in FEATURES))
_FAR = 6.0


@dataclass(frozen=True)
class Limits:
    """Where answering, asking back and refusing begin, and where no embedding need be asked."""

    answer: float = 0.6
    clarify: float = 0.3
    sure: float = 0.97
    rival: float = 0.8
    """How near the second may come to the first, as a share of its score."""


@dataclass(frozen=True)
class Weights:
    """A fitted pair: which item is meant, and whether the best may be trusted."""

    rank: NDArray[np.float64]
    trust: NDArray[np.float64]
    trust_bias: float
    limits: Mapping[str, Limits]
    """By the engine that heard the sentence; `text` is always there."""


@dataclass(frozen=True)
class Ranking:
    """Rows of the evidence from best to worst with their scores; the first is a probability."""

    order: NDArray[np.int64]
    scores: NDArray[np.float64]

    @property
    def trust(self) -> float:
        """The chance that the best item is what was asked for."""
        return float(self.scores[0]) if len(self.scores) else 0.0


@dataclass(frozen=True)
class Judgement:
    """The weights with and without an embedding."""

    with_meaning: Weights
    without_meaning: Weights
    heard: Mapping[str, Judgement] = field(default_factory=dict)
    """By engine: weights for its own mistakes, where they were fitted on what it heard."""

    def of(self, engine: str) -> Judgement:
        """Return the judgement of what an engine heard."""
        return self.heard.get(engine, self)

    def limits(self, engine: str, meaning: bool) -> Limits:
        """Return the limits for what an engine heard, the typed text's for one unknown."""
        known = (self.with_meaning if meaning else self.without_meaning).limits
        return known.get(engine, known["text"])

    def rank(self, evidence: Evidence, meaning: bool) -> Ranking:
        """Order the items of the evidence and say how far the best may be trusted."""
        weights = self.with_meaning if meaning else self.without_meaning
        logits = evidence.features @ weights.rank
        order = np.argsort(-logits, kind="stable")
        if not len(order):
            return Ranking(order, logits)
        trust_row = trust_features(evidence, logits, order)
        trust = _probability(float(trust_row @ weights.trust) + weights.trust_bias)
        behind = np.exp(np.maximum(logits[order] - logits[order[0]], -50.0))
        return Ranking(order, np.round(behind * trust, 4))


def trust_features(
    evidence: Evidence, logits: NDArray[np.float64], order: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what tells whether the first of the order is right: a row as in TRUST_FEATURES."""
    best = logits[order[0]]
    lead = min(best - logits[order[1]], _FAR) if len(order) > 1 else _FAR
    share = 1.0 / float(np.exp(np.maximum(logits - best, -50.0)).sum())
    return np.concatenate(([best, lead, share], evidence.features[order[0]], evidence.foreign))


def load_judgement(path: Path = JUDGEMENT_FILE, section: str = "catalogue") -> Judgement:
    """Load the fitted weights for the catalogue or for a list of questions."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return _judgement(document[section])


def unfitted() -> Judgement:
    """Return a judgement that knows nothing, for fitting another."""
    nothing = Weights(
        np.zeros(len(FEATURES)), np.zeros(len(TRUST_FEATURES)), 0.0, {"text": Limits()}
    )
    return Judgement(nothing, nothing)


def _judgement(found: Mapping[str, Any]) -> Judgement:
    return Judgement(
        with_meaning=_weights(found["with_meaning"]),
        without_meaning=_weights(found["without_meaning"]),
        heard={engine: _judgement(own) for engine, own in found.get("heard", {}).items()},
    )


def _weights(found: Mapping[str, Any]) -> Weights:
    # Named in the file, so that a column added later cannot silently shift the others.
    rank = np.asarray([found["rank"].get(name, 0.0) for name in FEATURES])
    trust = np.asarray([found["trust"].get(name, 0.0) for name in TRUST_FEATURES])
    limits = {engine: Limits(**values) for engine, values in found["limits"].items()}
    return Weights(rank, trust, float(found["trust_bias"]), limits)


def _probability(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(min(logit, 50.0), -50.0)))
