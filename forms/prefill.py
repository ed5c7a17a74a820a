"""Filling the one table from a card, a picture or a record."""

from __future__ import annotations

from collections.abc import Mapping

from forms.one_table import OneTable
from forms.values import Source, Value


def prefill(
    table: OneTable, data: Mapping[str, str], source: Source, source_label: str
) -> OneTable:
    """Return the table with every datum it asks for taken from `data`; the rest is ignored."""
    for key, text in data.items():
        if key in table and text.strip():
            table = table.with_value(key, Value(text, source, source_label))
    return table
