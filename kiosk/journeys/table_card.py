"""The one table as a card: every line with its source and a link to change it."""

from __future__ import annotations

from forms.one_table import OneTable, Row
from kiosk.journeys.masking import masked
from kiosk.journeys.view import Action, Card, Line, Tag


def table_card(table: OneTable, title: str) -> Card:
    """Return the lines of all rows that concern this citizen."""
    return Card(title, tuple(_line(row, _tag(table, row)) for row in table.visible_rows))


def _tag(table: OneTable, row: Row) -> Tag | None:
    """Return what is wrong with a row, where its value came from, or what contradicts it."""
    if row.value is None:
        return Tag("请填写", "warn") if row.required else None
    if table.fault(row.key):
        return Tag("请改正", "warn")
    conflict = table.conflicts.get(row.key)
    if conflict is not None:
        return Tag(f"与{conflict.other.origin}不同", "warn")
    return Tag(row.value.origin)


def _line(row: Row, tag: Tag | None) -> Line:
    if row.value is None:
        return Line(row.definition.name, "还没填", tag, Action("edit", "填写", row.key))
    link = Action("edit", "修改", row.key)
    return Line(row.definition.name, masked(row.key, row.shown), tag, link)
