"""The filled sample (样表) of items, made of the dictionary's specimens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forms.catalogue import Catalogue
from forms.one_table import OneTable, merge
from forms.values import Source, Value


def fill_sample(catalogue: Catalogue, codes: Sequence[str], today: date | None = None) -> OneTable:
    """Return the table of these items with a specimen in every field."""
    table = merge(catalogue, codes, today)
    for row in table.rows:
        specimen = Value(row.definition.specimen, Source.TYPED, "样表")
        table = table.with_value(row.key, specimen)
    return table
