"""What a merged table asks and which part of it looks at which field: made once per merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

from forms.catalogue import Catalogue
from forms.dictionary import FieldDefinition
from forms.expression import Condition, parse
from forms.materials import Material
from forms.service_item import ServiceItem


@dataclass(frozen=True)
class Use:
    """One item's wish for a field."""

    item: str
    required: bool
    when: Condition


@dataclass(frozen=True)
class Wish:
    """One item's wish for a material."""

    material: Material
    when: Condition


@dataclass(frozen=True)
class Check:
    """A rule between fields, told at `key`."""

    key: str
    holds: Condition
    message: str


@dataclass(frozen=True)
class TablePlan:
    """The fields, rules and materials of a table, each with who looks at what."""

    definitions: Mapping[str, FieldDefinition]
    """In the order of the table."""
    uses: Mapping[str, tuple[Use, ...]]
    rank: Mapping[str, int]
    """A place in an order in which every field comes after those its conditions look at."""
    by_rank: tuple[str, ...]
    fields_reading: Mapping[str, tuple[str, ...]]
    """Field → the fields whose conditions look at it."""
    checks: Mapping[str, tuple[Check, ...]]
    """By the field at which they are told."""
    checked_reading: Mapping[str, tuple[str, ...]]
    """Field → the fields at which rules that look at it are told."""
    wishes: Mapping[str, tuple[Wish, ...]]
    """By the key of the material, in the order of the items."""
    materials_reading: Mapping[str, tuple[str, ...]]
    """Field → the materials whose conditions look at it."""
    deciding: tuple[Condition, ...]
    """What decides the citizen's situation: conditions of situations, fields and materials."""


def plan_table(catalogue: Catalogue, items: Iterable[ServiceItem]) -> TablePlan:
    """Return the plan of a table over these items."""
    items = tuple(items)
    uses: dict[str, list[Use]] = {}
    wishes: dict[str, list[Wish]] = {}
    for item in items:
        for wanted in item.fields:
            use = Use(item.short_name, wanted.required, parse(wanted.when))
            uses.setdefault(wanted.key, []).append(use)
        for material in item.materials:
            wishes.setdefault(material.key, []).append(Wish(material, parse(material.when)))
    looks_at = {key: _names(use.when for use in uses[key]) for key in uses}
    order = [key for key in TopologicalSorter(looks_at).static_order() if key in uses]
    checks = _checks(catalogue, uses)
    checked = {key: _names(check.holds for check in checks[key]) for key in checks}
    for_materials = {key: _names(wish.when for wish in wishes[key]) for key in wishes}
    return TablePlan(
        definitions={k: d for k, d in catalogue.dictionary.items() if k in uses},
        uses={key: tuple(uses[key]) for key in catalogue.dictionary if key in uses},
        rank={key: place for place, key in enumerate(order)},
        by_rank=tuple(order),
        fields_reading=_turned(looks_at),
        checks=checks,
        checked_reading=_turned(checked),
        wishes={key: tuple(found) for key, found in wishes.items()},
        materials_reading=_turned(for_materials),
        deciding=_deciding(items, uses, wishes),
    )


def _deciding(
    items: Iterable[ServiceItem],
    uses: Mapping[str, Iterable[Use]],
    wishes: Mapping[str, Iterable[Wish]],
) -> tuple[Condition, ...]:
    situations = [parse(situation.when) for item in items for situation in item.situations]
    fields = [use.when for each in uses.values() for use in each]
    materials = [wish.when for each in wishes.values() for wish in each]
    return tuple(c for c in (*situations, *fields, *materials) if c.names)


def _checks(catalogue: Catalogue, uses: Mapping[str, object]) -> dict[str, tuple[Check, ...]]:
    found: dict[str, tuple[Check, ...]] = {}
    for rule in catalogue.dictionary.rules:
        if rule.key in uses:
            check = Check(rule.key, parse(rule.holds), rule.message)
            found[rule.key] = (*found.get(rule.key, ()), check)
    return found


def _names(conditions: Iterable[Condition]) -> frozenset[str]:
    return frozenset[str]().union(*(condition.names for condition in conditions))


def _turned(looks_at: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    readers: dict[str, tuple[str, ...]] = {}
    for key, names in looks_at.items():
        for name in names:
            readers[name] = (*readers.get(name, ()), key)
    return readers
