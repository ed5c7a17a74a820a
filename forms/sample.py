"""The filled sample (样表) of items, made of the dictionary's specimens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from forms.application import Application, AppliedMaterial, fill_application
from forms.catalogue import Catalogue
from forms.materials import groups_of, name_of
from forms.one_table import OneTable, merge
from forms.values import Source, Value

SAMPLE = "样表"


def fill_sample(catalogue: Catalogue, codes: Sequence[str], today: date | None = None) -> OneTable:
    """Return the table of these items with a specimen in every field."""
    table = merge(catalogue, codes, today)
    for row in table.rows:
        specimen = Value(row.definition.specimen, Source.TYPED, SAMPLE)
        table = table.with_value(row.key, specimen)
    return table


def sample_application(
    catalogue: Catalogue, codes: Sequence[str], created_at: datetime | None = None
) -> Application:
    """Return the application of the filled sample, its materials to be brought to the window."""
    table = fill_sample(catalogue, codes, created_at.date() if created_at else None)
    materials = tuple(
        AppliedMaterial(key=group[0].key, name=name_of(group), pages=0, at_window=True)
        for group in groups_of(table.materials)
    )
    return fill_application(table, "sample", created_at or datetime.now(UTC), materials)


def sample_text(catalogue: Catalogue, codes: Sequence[str]) -> str:
    """Return the filled sample as lines for a person: what to fill in, and what to bring."""
    table = fill_sample(catalogue, codes)
    lines = ["、".join(name for _, name in table.items) + "　样表"]
    for row in table.visible_rows:
        mark = "" if row.required else "（可不填）"
        lines.append(f"{row.definition.name}{mark}：{row.shown}")
    lines.append("要带的材料：")
    for number, group in enumerate(groups_of(table.materials), 1):
        lines.append(f"{number}. {name_of(group)}")
    return "\n".join(lines)
