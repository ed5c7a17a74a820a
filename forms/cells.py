"""A table of rows (family members, shareholders) as the text a field keeps: a list in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

Cells = Mapping[str, str]
"""One row: column key → text."""


def cells_of(text: str) -> tuple[Cells, ...]:
    """Return the rows in a field's text; none where it holds no such list."""
    try:
        rows = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return ()
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        return ()
    return tuple(rows)


def text_of(rows: Iterable[Cells]) -> str:
    """Return the rows as a field keeps them: empty cells left out, empty text for no rows."""
    kept = [{key: text for key, text in row.items() if text} for row in rows]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(text, str) for text in row.values())
