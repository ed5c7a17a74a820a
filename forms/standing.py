"""What follows from the values of a table; after a change, only what hangs on it is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush

from forms import kinds
from forms.cells import rows_text
from forms.dictionary import FieldDefinition
from forms.expression import Scope
from forms.materials import Material, join_wishes
from forms.table_plan import TablePlan
from forms.values import Value


@dataclass(frozen=True)
class Row:
    """One line of the table as it stands with the values entered so far."""

    definition: FieldDefinition
    required: bool
    items: tuple[str, ...]
    """Short names of the items that ask for it."""
    visible: bool
    value: Value | None

    @property
    def key(self) -> str:
        """Return the key of the datum."""
        return self.definition.key

    @property
    def shown(self) -> str:
        """Return the value as the citizen reads it."""
        return self.definition.label_of(self.value.text) if self.value else ""


@dataclass(frozen=True)
class Standing:
    """Rows, faults and materials of a table with certain values."""

    rows: Mapping[str, Row]
    """In the order of the table, hidden ones too."""
    shown: Mapping[str, str] = field(repr=False)
    """The texts of visible fields; what a hidden field holds decides nothing."""
    faults: Mapping[str, str]
    """In the order of the table; empty text where nothing is wrong."""
    materials: Mapping[str, Material | None]
    """In the order of the items; None where this citizen does not need it."""
    rows_checked: Mapping[str, Mapping[str, str]] = field(repr=False)
    """Of each table of rows: the text of the rows already looked at → what is wrong with it."""


def find_standing(plan: TablePlan, values: Mapping[str, Value], today: date) -> Standing:
    """Return everything that follows from the values, from the beginning."""
    work = _Work(plan, values, today, Standing({}, {}, {}, {}, {}))
    work.faults = dict.fromkeys(plan.definitions, "")
    for key in plan.by_rank:
        work.make_row(key)
    work.rows = {key: work.rows[key] for key in plan.definitions}
    for key in plan.definitions:
        work.find_fault(key)
    for key in plan.wishes:
        work.find_material(key)
    return work.done()


def renew_standing(
    plan: TablePlan, values: Mapping[str, Value], today: date, before: Standing, key: str
) -> Standing:
    """Return what follows after one field changed, given what stood before."""
    work = _Work(plan, values, today, before)
    changed, touched = work.follow(key)
    for one in touched | _all_of(plan.checked_reading, changed):
        work.find_fault(one)
    for material in _all_of(plan.materials_reading, changed):
        work.find_material(material)
    return work.done()


def _all_of(readers: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> set[str]:
    return {reader for key in keys for reader in readers.get(key, ())}


class _Work:
    """A standing under construction, on copies of what stood before."""

    def __init__(
        self, plan: TablePlan, values: Mapping[str, Value], today: date, before: Standing
    ) -> None:
        self._plan = plan
        self._values = values
        self._today = today
        self.rows = dict(before.rows)
        self.faults = dict(before.faults)
        self._shown = dict(before.shown)
        self._materials = dict(before.materials)
        self._rows_checked = dict(before.rows_checked)
        self._scope = Scope(self._shown, today)

    def done(self) -> Standing:
        return Standing(self.rows, self._shown, self.faults, self._materials, self._rows_checked)

    def follow(self, key: str) -> tuple[set[str], set[str]]:
        """Make the rows anew that hang on a field; return whose text changed, and all made."""
        rank = self._plan.rank
        waiting, queued = [rank[key]], {key}
        changed: set[str] = set()
        while waiting:
            one = self._plan.by_rank[heappop(waiting)]
            if not self.make_row(one):
                continue
            changed.add(one)
            for reader in self._plan.fields_reading.get(one, ()):
                if reader not in queued:
                    queued.add(reader)
                    heappush(waiting, rank[reader])
        return changed, queued

    def make_row(self, key: str) -> bool:
        """Make one row; return whether what others see of it changed."""
        uses = self._plan.uses[key]
        live = [use for use in uses if use.when.holds(self._scope)]
        value = self._values.get(key)
        self.rows[key] = Row(
            self._plan.definitions[key],
            any(use.required for use in live),
            tuple(dict.fromkeys(use.item for use in (live or uses))),
            bool(live),
            value,
        )
        before = self._shown.get(key)
        if live and value is not None:
            self._shown[key] = value.text
            return before != value.text
        self._shown.pop(key, None)
        return before is not None

    def find_fault(self, key: str) -> None:
        row = self.rows[key]
        self.faults[key] = self._fault_of(row) if row.visible else ""

    def _fault_of(self, row: Row) -> str:
        if row.value is None:
            return f"这一项要填：{row.definition.name}" if row.required else ""
        if row.definition.kind == "rows":
            wrong = self._fault_in_rows(row.definition, row.value.text)
        else:
            wrong = kinds.fault_in(row.definition, row.value.text, self._today)
        return wrong or self._broken_rule(row.key)

    def _fault_in_rows(self, definition: FieldDefinition, text: str) -> str:
        """Look only at rows not seen before: five hundred shareholders are not read again."""
        read = rows_text(text)
        if read is None:
            return kinds.fault_in(definition, text, self._today)
        seen = self._rows_checked.get(definition.key, {})
        checked: dict[str, str] = {}
        faults = []
        for row, part in zip(read.rows, read.parts, strict=True):
            known = seen.get(part)
            if known is None:
                known = kinds.row_fault(definition.columns, row, self._today)
            checked[part] = known
            faults.append(known)
        self._rows_checked[definition.key] = checked
        return kinds.rows_fault(definition, faults)

    def _broken_rule(self, key: str) -> str:
        for check in self._plan.checks.get(key, ()):
            complete = check.holds.names <= self._shown.keys()
            if complete and not check.holds.holds(self._scope):
                return check.message
        return ""

    def find_material(self, key: str) -> None:
        merged: Material | None = None
        for wish in self._plan.wishes[key]:
            if wish.when.holds(self._scope):
                merged = wish.material if merged is None else join_wishes(merged, wish.material)
        self._materials[key] = merged
