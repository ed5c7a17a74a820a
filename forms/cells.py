"""A table of rows (family members, shareholders) as the text a field keeps: a list in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

Cells = Mapping[str, str]
"""One row: column key → text."""


class RowsText(str):
    """The text of rows that remembers them: after an edit, five hundred are not read again."""

    __slots__ = ("parts", "rows")

    rows: tuple[Cells, ...]
    parts: tuple[str, ...]
    """The text of each row."""

    def __new__(cls, rows: Sequence[Cells], parts: Sequence[str]) -> RowsText:
        """Join rows and the text of each; there is at least one."""
        made = super().__new__(cls, f"[{','.join(parts)}]")
        made.rows, made.parts = tuple(rows), tuple(parts)
        return made

    def with_row(self, place: int, row: Cells | None) -> str:
        """Return the text with one row replaced, added after the last, or (None) removed."""
        kept = _filled_cells(row) if row else None
        rows, parts = list(self.rows), list(self.parts)
        rows[place : place + 1] = [kept] if kept else []
        parts[place : place + 1] = [_json(kept)] if kept else []
        return RowsText(rows, parts) if rows else ""


def cells_of(text: str) -> tuple[Cells, ...]:
    """Return the rows in a field's text; none where it holds no such list."""
    read = rows_text(text)
    return read.rows if read is not None else ()


def rows_text(text: str) -> RowsText | None:
    """Return a field's text with its rows, or None where it holds no list of them."""
    if isinstance(text, RowsText):
        return text
    try:
        rows = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list) or not rows or not all(_is_row(row) for row in rows):
        return None
    return RowsText(rows, [_json(row) for row in rows])


def text_of(rows: Iterable[Cells]) -> str:
    """Return the rows as a field keeps them: empty cells left out, empty text for no rows."""
    kept = [_filled_cells(row) for row in rows]
    return RowsText(kept, [_json(row) for row in kept]) if kept else ""


def _filled_cells(row: Cells) -> Cells:
    return {key: text for key, text in row.items() if text}


def _json(row: Cells) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(text, str) for text in row.values())
