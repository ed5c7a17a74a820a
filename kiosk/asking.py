"""One turn of the consultation without a window."""

from __future__ import annotations

from typing import Any

from forms.catalogue import Catalogue
from kiosk.journeys.answers import source_text, spoken_answer
from kiosk.knowledge import matcher_of


def answer(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """Return what was asked, the verdict, the candidates and the answer with its source."""
    match = matcher_of(catalogue).match(text)
    best = match.candidates[0] if match.candidates and match.outcome == "answer" else None
    item = catalogue.item(best.item_code) if best is not None else None
    return {
        "heard": text,
        "outcome": match.outcome,
        "item_code": item.code if item is not None else "",
        "item_name": item.name if item is not None else "",
        "aspect": best.aspect if best is not None else "",
        "score": best.score if best is not None else 0.0,
        "candidates": [
            {
                "item_code": c.item_code,
                "item_name": catalogue.item(c.item_code).name,
                "aspect": c.aspect,
                "score": c.score,
            }
            for c in match.candidates
        ],
        "answer": spoken_answer(item, best.aspect) if item is not None and best is not None else "",
        "source": source_text(item) if item is not None else "",
    }
