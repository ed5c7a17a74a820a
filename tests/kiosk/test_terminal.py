"""What the terminal is composed of."""

from __future__ import annotations

from pathlib import Path

from forms.catalogue import load_catalogue
from kiosk.terminal import QUICK_NAMES, quick_items

CATALOGUE = Path(__file__).parents[2] / "assets" / "catalogue"


def test_the_quick_items_are_the_five_named_and_no_namesakes() -> None:
    catalogue = load_catalogue(CATALOGUE)
    names = tuple(catalogue.item(code).name for code in quick_items(catalogue))
    assert names == QUICK_NAMES
    assert len(names) == 5
