"""What a catalogue's files say about each other must agree before it can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from forms.dictionary import FieldDefinition, Rule
from forms.expression import ExpressionError, parse
from forms.faults import Fault
from forms.service_item import ServiceItem

DICTIONARY = "dictionary.yaml"


class Words(Protocol):
    """The fields and rules of a dictionary, from whatever file they came."""

    @property
    def fields(self) -> tuple[FieldDefinition, ...]:
        """Return the definitions."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the relations between them."""


def reference_faults(words: Words, items: Mapping[str, ServiceItem]) -> list[Fault]:
    """Return repeated keys and codes, unknown fields, and conditions that cannot be parsed."""
    keys = [definition.key for definition in words.fields]
    known = frozenset(keys)
    faults = [
        Fault(DICTIONARY, f"fields {key}", "数据元写了两次", "只留一个")
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    faults += _choice_faults(words)
    for number, rule in enumerate(words.rules):
        place = f"rules.{number}.holds"
        faults += _condition_faults(DICTIONARY, place, rule.holds, known)
        if rule.key not in known:
            faults.append(_unknown(DICTIONARY, f"rules.{number}.key", rule.key))
    owners: dict[str, str] = {}
    for file, item in items.items():
        faults += _item_faults(file, item, known)
        if item.code in owners:
            remedy = "给其中一个换成它自己的实施编码"
            problem = f"实施编码与 {owners[item.code]} 相同"
            faults.append(Fault(file, "code", problem, remedy))
        owners.setdefault(item.code, file)
    return faults or list(_cycle_faults(items))


def _choice_faults(words: Words) -> Iterator[Fault]:
    for definition in words.fields:
        place = f"fields {definition.key}"
        chosen = definition.kind in ("choice", "multiple_choice", "yes_no")
        if chosen and len(definition.choices) < 2:
            yield Fault(DICTIONARY, place, "选择题没有选项", "在 choices 里写出至少两个选项")
        if not chosen and definition.choices:
            remedy = "把 kind 改成 choice，或删掉 choices"
            yield Fault(DICTIONARY, place, "不是选择题却有选项", remedy)
        if (definition.kind == "rows") != bool(definition.columns):
            remedy = "kind 写 rows 的写出 columns，别的不写"
            yield Fault(DICTIONARY, place, "表格和它的列对不上", remedy)
        keys = [column.key for column in definition.columns]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Fault(DICTIONARY, f"{place}.columns {key}", "列写了两次", "只留一个")


def _item_faults(file: str, item: ServiceItem, known: frozenset[str]) -> Iterator[Fault]:
    for number, wanted in enumerate(item.fields):
        if wanted.key not in known:
            yield _unknown(file, f"fields.{number}.key", wanted.key)
        yield from _condition_faults(file, f"fields.{number}.when", wanted.when, known)
    conditions = [(f"materials.{n}.when", m.when) for n, m in enumerate(item.materials)]
    conditions += [(f"situations.{n}.when", s.when) for n, s in enumerate(item.situations)]
    for place, text in conditions:
        yield from _condition_faults(file, place, text, known)
    for section, keys in (
        ("fields", [wanted.key for wanted in item.fields]),
        ("materials", [material.key for material in item.materials]),
        ("situations", [situation.key for situation in item.situations]),
    ):
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Fault(file, f"{section} {key}", "写了两次", "只留一个")
    asked = {wanted.key for wanted in item.fields}
    for place, text in conditions + [(f"fields {f.key}.when", f.when) for f in item.fields]:
        yield from _unasked_faults(file, place, text, asked, known)


def _cycle_faults(items: Mapping[str, ServiceItem]) -> Iterator[Fault]:
    """Find conditions that wait for each other, within an item or across items merged together."""
    looks_at: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    for file, item in items.items():
        for wanted in item.fields:
            if wanted.when:
                looks_at.setdefault(wanted.key, set()).update(parse(wanted.when).names)
                owners.setdefault(wanted.key, file)
    try:
        TopologicalSorter(looks_at).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        problem = f"条件绕成了圈：{' → '.join(cycle)}"
        place = f"fields {cycle[0]}.when"
        yield Fault(owners[cycle[0]], place, problem, "去掉其中一个条件，先问的不能等后问的")


def _unknown(file: str, place: str, key: str) -> Fault:
    remedy = f"改正拼写，或先在 {DICTIONARY} 里定义它"
    return Fault(file, place, f"字典里没有数据元 {key}", remedy)


def _condition_faults(file: str, place: str, text: str, known: frozenset[str]) -> Iterator[Fault]:
    try:
        condition = parse(text)
    except ExpressionError as error:
        remedy = "照这样写：residence_reason == '就业' and age(birth_date) >= 16"
        yield Fault(file, place, str(error), remedy)
        return
    for name in sorted(condition.names - known):
        yield _unknown(file, place, name)


def _unasked_faults(
    file: str, place: str, text: str, asked: set[str], known: frozenset[str]
) -> Iterator[Fault]:
    try:
        names = parse(text).names
    except ExpressionError:
        return  # reported already
    for name in sorted((names & known) - asked):
        yield Fault(file, place, f"条件看的 {name} 这个事项没有问", f"在 fields 里加上 {name}")
