"""The one table as a card: every line with its source and a link to change it."""

from __future__ import annotations

from forms.one_table import OneTable, Row
from kiosk.journeys.masking import masked
from kiosk.journeys.view import Action, Card, Line, Tag


def table_card(table: OneTable, title: str) -> Card:
    """Return the lines of all rows that concern this citizen."""
    return Card(title, tuple(_line(row, table.fault(row.key)) for row in table.visible_rows))


def _line(row: Row, fault: str) -> Line:
    if row.value is None:
        tag = Tag("请填写", "warn") if row.required else None
        return Line(row.definition.name, "还没填", tag, Action("edit", "填写", row.key))
    tag = Tag("请改正", "warn") if fault else Tag(row.value.origin)
    link = Action("edit", "修改", row.key)
    return Line(row.definition.name, masked(row.key, row.shown), tag, link)
