"""The one table (一表通): the fields of several items merged, each datum asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from forms import kinds
from forms.catalogue import Catalogue
from forms.cells import Cells, cells_of, rows_text, text_of
from forms.faults import UnknownFieldError
from forms.materials import Material
from forms.situations import next_question
from forms.standing import Row, Standing, find_standing, renew_standing
from forms.table_plan import TablePlan, plan_table
from forms.today import today_in_china
from forms.values import Conflict, Source, Value, settle

__all__ = ["Conflict", "OneTable", "Row", "Source", "Value", "merge"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class OneTable:
    """An immutable table; every change returns a new one."""

    catalogue_version: str
    items: tuple[tuple[str, str], ...]
    """Code and name of each item."""
    today: date
    values: Mapping[str, Value]
    conflicts: Mapping[str, Conflict]
    """What was said differently elsewhere; shown to the citizen until settled."""
    _plan: TablePlan = field(repr=False, compare=False)
    _standing: Standing = field(repr=False, compare=False)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return all rows, hidden ones too, in the order of the dictionary."""
        return tuple(self._standing.rows.values())

    @property
    def visible_rows(self) -> tuple[Row, ...]:
        """Return the rows that concern this citizen."""
        return tuple(row for row in self._standing.rows.values() if row.visible)

    @property
    def shown_values(self) -> Mapping[str, str]:
        """Return the texts of visible fields; what a hidden field holds decides nothing."""
        return MappingProxyType(dict(self._standing.shown))

    def row(self, key: str) -> Row:
        """Return one row, or raise `UnknownFieldError`."""
        try:
            return self._standing.rows[key]
        except KeyError:
            raise UnknownFieldError(key) from None

    def __contains__(self, key: object) -> bool:
        """Say whether the table has this field, hidden or not."""
        return key in self._plan.definitions

    def with_value(self, key: str, value: Value) -> OneTable:
        """Return the table with a value tidied and taken over as far as its source may.

        Empty text clears the field. A card, picture or record never replaces what the
        citizen entered: the difference becomes a conflict.
        """
        text = kinds.clean(self.row(key).definition, value.text)
        return self._settled(key, replace(value, text=text))

    def cells(self, key: str) -> tuple[Cells, ...]:
        """Return the rows within a field that is a table of rows."""
        value = self.values.get(key)
        return cells_of(value.text) if value is not None else ()

    def with_cells(self, key: str, rows: Sequence[Cells], source: Source, label: str) -> OneTable:
        """Return the table with all rows of one field replaced."""
        return self.with_value(key, Value(text_of(rows), source, label))

    def with_row(
        self, key: str, place: int, row: Cells | None, source: Source = Source.TYPED
    ) -> OneTable:
        """Return the table with one row of a field edited, added (after the last) or removed."""
        tidy = kinds.tidy_row(self.row(key).definition.columns, row) if row else None
        value = self.values.get(key)
        before = rows_text(value.text) if value is not None else None
        if before is not None:
            return self._settled(key, Value(before.with_row(place, tidy), source))
        return self._settled(key, Value(text_of([tidy] if tidy else []), source))

    def with_other(self, key: str) -> OneTable:
        """Return the table in which the other side of a conflict is taken."""
        conflict = self.conflicts[key]
        return self._with(key, conflict.other, Conflict(conflict.other, conflict.kept))

    def with_conflict_settled(self, key: str) -> OneTable:
        """Return the table after the citizen decided to keep the value as it is."""
        return replace(self, conflicts=_changed(self.conflicts, key, None))

    def _settled(self, key: str, tidy: Value) -> OneTable:
        kept, conflict = settle(self.values.get(key), self.conflicts.get(key), tidy)
        return self._with(key, kept, conflict)

    def _with(self, key: str, value: Value | None, conflict: Conflict | None) -> OneTable:
        conflicts = _changed(self.conflicts, key, conflict)
        if value == self.values.get(key):
            return replace(self, conflicts=conflicts)
        values = _changed(self.values, key, value)
        return replace(
            self,
            values=values,
            conflicts=conflicts,
            _standing=renew_standing(self._plan, values, self.today, self._standing, key),
        )

    @property
    def deciding_question(self) -> str | None:
        """Return the field whose answer settles most of what else concerns this citizen."""
        visible = {row.key: row.definition for row in self.visible_rows}
        unknown = self._plan.definitions.keys() - self.values.keys()
        return next_question(
            self._plan.deciding, visible, self._standing.shown, unknown, self.today
        )

    def made_anew(self) -> OneTable:
        """Return the same table with everything reckoned from the beginning."""
        return replace(self, _standing=find_standing(self._plan, self.values, self.today))

    def fault(self, key: str) -> str:
        """Return how to mend one field in plain Chinese; empty when it is fine or hidden."""
        self.row(key)
        return self._standing.faults[key]

    def faults(self) -> dict[str, str]:
        """Return every fault by key, missing fields included, in the order of the table."""
        return {key: text for key, text in self._standing.faults.items() if text}

    def missing(self) -> tuple[str, ...]:
        """Return the keys of required fields still empty."""
        return tuple(r.key for r in self.visible_rows if r.required and r.value is None)

    @property
    def is_complete(self) -> bool:
        """Say whether everything required is there and nothing is wrong."""
        return not any(self._standing.faults.values())

    @property
    def saved_fields(self) -> int:
        """Return how many fewer fields are asked than the items would ask one by one."""
        return sum(len(uses) for uses in self._plan.uses.values()) - len(self._plan.uses)

    @property
    def saved_materials(self) -> int:
        """Return how many fewer materials are wanted than by the items one by one."""
        return sum(len(wishes) for wishes in self._plan.wishes.values()) - len(self._plan.wishes)

    @property
    def materials(self) -> tuple[Material, ...]:
        """Return the materials this citizen needs, each once."""
        return tuple(m for m in self._standing.materials.values() if m is not None)


def _changed(mapping: Mapping[str, _T], key: str, value: _T | None) -> Mapping[str, _T]:
    changed = dict(mapping)
    if value is None:
        changed.pop(key, None)
    else:
        changed[key] = value
    return MappingProxyType(changed)


def merge(catalogue: Catalogue, codes: Sequence[str], today: date | None = None) -> OneTable:
    """Return one empty table over the items with these codes.

    `today` is the day in China by which ages are reckoned; the clock's when left out.
    """
    items = tuple(catalogue.item(code) for code in dict.fromkeys(codes))
    plan = plan_table(catalogue, items)
    day = today or today_in_china()
    return OneTable(
        catalogue_version=catalogue.version,
        items=tuple((item.code, item.name) for item in items),
        today=day,
        values=MappingProxyType({}),
        conflicts=MappingProxyType({}),
        _plan=plan,
        _standing=find_standing(plan, {}, day),
    )
