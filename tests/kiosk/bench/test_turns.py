"""A long day of talking, in short."""

from __future__ import annotations

from forms.catalogue import load_catalogue
from kiosk.bench.turns import memory_growth
from kiosk.knowledge import matcher_of
from kiosk.settings import CATALOGUE


def test_talking_on_and_on_keeps_no_memory() -> None:
    catalogue = load_catalogue(CATALOGUE)
    growth = memory_growth(catalogue, matcher_of(catalogue), turns=60, warm_up=40)
    assert growth.resident < 0.1 and growth.own < 0.1
