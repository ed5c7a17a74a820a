"""Faults of a catalogue that loads but would mislead or trap a citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import combinations, product
from pathlib import Path

from stdnum.cn import uscc

from forms.catalogue import Catalogue, load_catalogue
from forms.dictionary import Dictionary
from forms.expression import Scope, parse
from forms.faults import CatalogueError, Fault
from forms.kinds import clean, fault_in
from forms.sample import fill_sample
from forms.service_item import ServiceItem
from forms.today import today_in_china
from forms.yaml_file import with_lines

DICTIONARY = "dictionary.yaml"
_NEAR = 0.86
_MOST_CASES = 5000
_BASIC_CODE = re.compile(r"[1-6]\d{2}(01|05|07|08|09|20|21)\d{5}(\d{3}|\d{2}Y)")


def check_catalogue(folder: Path) -> tuple[Fault, ...]:
    """Return everything wrong with the catalogue in a folder; empty when nothing is."""
    try:
        catalogue = load_catalogue(folder)
    except CatalogueError as error:
        return error.faults
    files = files_of(folder, catalogue)
    faults = list(_dictionary_faults(catalogue))
    for item in catalogue.items:
        file = files[item.code]
        faults += _code_faults(file, item)
        faults += _condition_faults(file, item, catalogue.dictionary)
        faults += _order_faults(file, item, catalogue.dictionary)
        faults += _sample_faults(file, item, catalogue)
    faults += _shared_faults(files, catalogue)
    return with_lines(folder, faults)


def files_of(folder: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return the file of each item by its code."""
    # The loader reads the files in this order and keeps it.
    paths = sorted((folder / "items").glob("*.yaml"))
    return {i.code: f"items/{p.name}" for i, p in zip(catalogue.items, paths, strict=True)}


def _dictionary_faults(catalogue: Catalogue) -> Iterator[Fault]:
    dictionary = catalogue.dictionary
    used = {wanted.key for item in catalogue.items for wanted in item.fields}
    for key, definition in dictionary.items():
        place = f"fields {key}"
        if key not in used:
            yield Fault(DICTIONARY, place, "没有事项用它", "删掉它，或在事项里用上")
        tidy = clean(definition, definition.specimen)
        wrong = fault_in(definition, tidy, today_in_china())
        if wrong:
            yield Fault(DICTIONARY, f"{place}.specimen", f"样值通不过：{wrong}", "换一个对的样值")
    for number, rule in enumerate(dictionary.rules):
        yield from _literal_faults(DICTIONARY, f"rules.{number}.holds", rule.holds, dictionary)
    for first, second in combinations(dictionary.values(), 2):
        if first.kind == second.kind and _are_twins(first.name, second.name):
            problem = f"和 {second.key}（{second.name}）像是同一个数据元"
            yield Fault(DICTIONARY, f"fields {first.key}", problem, "合成一个，或把名称写得更清楚")


def _are_twins(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second).ratio() >= _NEAR


def _code_faults(file: str, item: ServiceItem) -> Iterator[Fault]:
    place = "code"
    if not uscc.is_valid(item.code[:18]):
        problem = f"前 18 位 {item.code[:18]} 不是有效的统一社会信用代码"
        yield Fault(file, place, problem, "照部门的证书改正")
    if not _BASIC_CODE.fullmatch(item.code[18:]):
        remedy = "第 19 位是层级 1–6，后 12 位是省码、事项类型、主项和子项"
        yield Fault(file, place, f"后 13 位 {item.code[18:]} 不合规则", remedy)


def _condition_faults(file: str, item: ServiceItem, dictionary: Dictionary) -> Iterator[Fault]:
    places = [(f"fields {f.key}.when", f.when) for f in item.fields]
    places += [(f"materials {m.key}.when", m.when) for m in item.materials]
    places += [(f"situations {s.key}.when", s.when) for s in item.situations]
    for place, text in places:
        yield from _literal_faults(file, place, text, dictionary)
        if text and not _can_hold(text, dictionary):
            yield Fault(file, place, "这个条件永远不成立", "改正条件，或删掉这一项")


def _literal_faults(file: str, place: str, text: str, dictionary: Dictionary) -> Iterator[Fault]:
    for key, literal in parse(text).literals:
        choices = [choice.value for choice in dictionary[key].choices]
        if choices and literal not in choices:
            remedy = f"从这些里面选：{'、'.join(choices)}"
            yield Fault(file, place, f"{key} 没有选项 {literal}", remedy)


def _can_hold(text: str, dictionary: Dictionary) -> bool:
    """Try every combination of choices; conditions on other kinds are taken to be possible."""
    condition = parse(text)
    answers: list[list[str]] = []
    names = sorted(condition.names)
    for name in names:
        definition = dictionary[name]
        values = [choice.value for choice in definition.choices]
        if definition.kind == "multiple_choice":
            # One choice, or all at once, is enough for conditions made of `in`.
            values.append("、".join(values))
        if not values:
            return True
        answers.append(["", *values])
    cases = product(*answers)
    for _, case in zip(range(_MOST_CASES), cases, strict=False):
        if condition.holds(Scope(dict(zip(names, case, strict=True)), today_in_china())):
            return True
    return next(cases, None) is not None


def _order_faults(file: str, item: ServiceItem, dictionary: Dictionary) -> Iterator[Fault]:
    """Find fields asked before the fields their condition looks at; this also rules out cycles."""
    order = {key: number for number, key in enumerate(dictionary)}
    for wanted in item.fields:
        for name in sorted(parse(wanted.when).names):
            if order[name] >= order[wanted.key]:
                problem = f"条件看的 {name} 在它后面才问"
                remedy = f"在 {DICTIONARY} 里把 {name} 移到 {wanted.key} 前面"
                yield Fault(file, f"fields {wanted.key}.when", problem, remedy)


def _sample_faults(file: str, item: ServiceItem, catalogue: Catalogue) -> Iterator[Fault]:
    for key, text in fill_sample(catalogue, (item.code,)).faults().items():
        yield Fault(file, f"fields {key}", f"样表通不过：{text}", f"改 {DICTIONARY} 里的 specimen")


def _shared_faults(files: Mapping[str, str], catalogue: Catalogue) -> Iterator[Fault]:
    names: dict[str, tuple[str, str]] = {}
    aliases: dict[str, str] = {}
    for item in catalogue.items:
        file = files[item.code]
        for material in item.materials:
            name, owner = names.setdefault(material.key, (material.name, file))
            if name != material.name:
                problem = f"在 {owner} 里叫 {name}，在这里叫 {material.name}"
                place = f"materials {material.key}"
                yield Fault(file, place, problem, "用同一个名称，或换一个 key")
        sentences = (s for sentences in item.wordings.values() for s in sentences)
        for alias in dict.fromkeys((item.name, *item.aliases, *sentences)):
            owner = aliases.setdefault(alias, file)
            if owner != file:
                problem = f"{alias} 在 {owner} 里也有"
                yield Fault(file, "aliases", problem, "只留在一个事项里，否则问起来分不清")
