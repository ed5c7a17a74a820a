"""The one table (一表通): the fields of several items merged, each datum asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from forms import kinds
from forms.catalogue import Catalogue
from forms.dictionary import FieldDefinition
from forms.expression import Condition, Scope, parse
from forms.faults import UnknownFieldError
from forms.service_item import Material, ServiceItem
from forms.today import today_in_china
from forms.values import Conflict, Source, Value, settle

__all__ = ["Conflict", "OneTable", "Row", "Source", "Value", "merge"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Use:
    """One item's wish for a field."""

    item: str
    required: bool
    when: Condition


@dataclass(frozen=True)
class _Wanted:
    """One material as one item wants it."""

    material: Material
    when: Condition


@dataclass(frozen=True)
class _Check:
    """A rule between fields."""

    key: str
    holds: Condition
    message: str


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
class OneTable:
    """An immutable table; every change returns a new one."""

    catalogue_version: str
    items: tuple[tuple[str, str], ...]
    """Code and name of each item."""
    today: date
    values: Mapping[str, Value]
    conflicts: Mapping[str, Conflict]
    """What was said differently elsewhere; shown to the citizen until settled."""
    _definitions: Mapping[str, FieldDefinition] = field(repr=False)
    _uses: Mapping[str, tuple[_Use, ...]] = field(repr=False)
    _wanted: tuple[_Wanted, ...] = field(repr=False)
    _checks: tuple[_Check, ...] = field(repr=False)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return all rows, hidden ones too, in the order of the dictionary."""
        scope = Scope(self._shown_values, self.today)
        return tuple(self._row(key, scope) for key in self._uses)

    @property
    def visible_rows(self) -> tuple[Row, ...]:
        """Return the rows that concern this citizen."""
        return tuple(row for row in self.rows if row.visible)

    def row(self, key: str) -> Row:
        """Return one row, or raise `UnknownFieldError`."""
        for row in self.rows:
            if row.key == key:
                return row
        raise UnknownFieldError(key)

    def __contains__(self, key: object) -> bool:
        """Say whether the table has this field, hidden or not."""
        return key in self._uses

    def _row(self, key: str, scope: Scope) -> Row:
        live = [use for use in self._uses[key] if use.when.holds(scope)]
        return Row(
            self._definitions[key],
            any(use.required for use in live),
            tuple(dict.fromkeys(use.item for use in (live or self._uses[key]))),
            bool(live),
            self.values.get(key),
        )

    @cached_property
    def _shown_values(self) -> dict[str, str]:
        """Return the values of visible fields; what a hidden field holds decides nothing.

        Hiding a field can hide others that depend on it, so this repeats until nothing
        changes; each round hides at least one, and the catalogue check refuses cycles.
        """
        texts = {key: value.text for key, value in self.values.items()}
        while True:
            scope = Scope(texts, self.today)
            kept = {
                k: t for k, t in texts.items() if any(u.when.holds(scope) for u in self._uses[k])
            }
            if len(kept) == len(texts):
                return kept
            texts = kept

    def with_value(self, key: str, value: Value) -> OneTable:
        """Return the table with a value tidied and taken over as far as its source may.

        Empty text clears the field. A card, picture or record never replaces what the
        citizen entered: the difference becomes a conflict.
        """
        if key not in self._uses:
            raise UnknownFieldError(key)
        tidy = replace(value, text=kinds.clean(self._definitions[key], value.text))
        kept, conflict = settle(self.values.get(key), self.conflicts.get(key), tidy)
        return replace(
            self,
            values=_changed(self.values, key, kept),
            conflicts=_changed(self.conflicts, key, conflict),
        )

    def with_other(self, key: str) -> OneTable:
        """Return the table in which the other side of a conflict is taken."""
        conflict = self.conflicts[key]
        return replace(
            self,
            values=_changed(self.values, key, conflict.other),
            conflicts=_changed(self.conflicts, key, Conflict(conflict.other, conflict.kept)),
        )

    def with_conflict_settled(self, key: str) -> OneTable:
        """Return the table after the citizen decided to keep the value as it is."""
        return replace(self, conflicts=_changed(self.conflicts, key, None))

    def fault(self, key: str) -> str:
        """Return how to mend one field in plain Chinese; empty when it is fine or hidden."""
        row = self.row(key)
        if not row.visible:
            return ""
        if row.value is None:
            return f"这一项要填：{row.definition.name}" if row.required else ""
        wrong = kinds.fault_in(row.definition, row.value.text, self.today)
        return wrong or self._broken_rule(key)

    def _broken_rule(self, key: str) -> str:
        shown = self._shown_values
        scope = Scope(shown, self.today)
        for check in self._checks:
            if (
                check.key == key
                and check.holds.names <= shown.keys()
                and not check.holds.holds(scope)
            ):
                return check.message
        return ""

    def faults(self) -> dict[str, str]:
        """Return every fault by key, missing fields included, in the order of the table."""
        found = {row.key: self.fault(row.key) for row in self.visible_rows}
        return {key: text for key, text in found.items() if text}

    def missing(self) -> tuple[str, ...]:
        """Return the keys of required fields still empty."""
        return tuple(r.key for r in self.visible_rows if r.required and r.value is None)

    @property
    def is_complete(self) -> bool:
        """Say whether everything required is there and nothing is wrong."""
        return not self.faults()

    @property
    def saved_fields(self) -> int:
        """Return how many fewer fields are asked than the items would ask one by one."""
        return sum(len(uses) for uses in self._uses.values()) - len(self._uses)

    @property
    def saved_materials(self) -> int:
        """Return how many fewer materials are wanted than by the items one by one."""
        return len(self._wanted) - len({wanted.material.key for wanted in self._wanted})

    @property
    def materials(self) -> tuple[Material, ...]:
        """Return the materials this citizen needs, each once."""
        scope = Scope(self._shown_values, self.today)
        merged: dict[str, Material] = {}
        for wanted in self._wanted:
            if wanted.when.holds(scope):
                first = merged.get(wanted.material.key)
                material = wanted.material
                merged[material.key] = material if first is None else _joined(first, material)
        return tuple(merged.values())


def _changed(mapping: Mapping[str, _T], key: str, value: _T | None) -> Mapping[str, _T]:
    rest = {k: v for k, v in mapping.items() if k != key}
    return MappingProxyType(rest if value is None else {**mapping, key: value})


def _joined(first: Material, second: Material) -> Material:
    # The wider wish counts: an original brought to the window also serves the camera.
    hows = ("card", "camera", "window")
    return first.model_copy(
        update={
            "required": first.required or second.required,
            "how": max(first.how, second.how, key=hows.index),
            "originals": max(first.originals, second.originals),
            "copies": max(first.copies, second.copies),
            "note": "；".join(dict.fromkeys(n for n in (first.note, second.note) if n)),
            "when": "",
        }
    )


def merge(catalogue: Catalogue, codes: Sequence[str], today: date | None = None) -> OneTable:
    """Return one empty table over the items with these codes.

    `today` is the day in China by which ages are reckoned; the clock's when left out.
    """
    items = tuple(catalogue.item(code) for code in dict.fromkeys(codes))
    uses = _uses(items)
    return OneTable(
        catalogue.version,
        tuple((item.code, item.name) for item in items),
        today or today_in_china(),
        MappingProxyType({}),
        MappingProxyType({}),
        MappingProxyType({key: catalogue.dictionary[key] for key in uses}),
        MappingProxyType({key: uses[key] for key in catalogue.dictionary if key in uses}),
        tuple(_Wanted(m, parse(m.when)) for item in items for m in item.materials),
        tuple(
            _Check(rule.key, parse(rule.holds), rule.message)
            for rule in catalogue.dictionary.rules
            if rule.key in uses
        ),
    )


def _uses(items: tuple[ServiceItem, ...]) -> dict[str, tuple[_Use, ...]]:
    found: dict[str, tuple[_Use, ...]] = {}
    for item in items:
        for wanted in item.fields:
            use = _Use(item.short_name, wanted.required, parse(wanted.when))
            found[wanted.key] = (*found.get(wanted.key, ()), use)
    return found
