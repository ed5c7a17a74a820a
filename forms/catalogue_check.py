"""Faults of a catalogue that loads but would mislead or trap a citizen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

from stdnum.cn import uscc

from forms.catalogue import Catalogue, load_catalogue
from forms.condition_check import answer_faults, condition_faults, rule_faults
from forms.dictionary import FieldDefinition
from forms.faults import CatalogueError, Fault
from forms.kinds import clean, fault_in
from forms.materials import Material, groups_of
from forms.pictures import PICTURED
from forms.sample import fill_sample
from forms.service_item import ServiceItem
from forms.today import today_in_china
from forms.yaml_file import with_lines

DICTIONARY = "dictionary.yaml"
_NEAR = 0.86
_BASIC_CODE = re.compile(r"[1-6]\d{2}(01|05|07|08|09|20|21)\d{5}(\d{3}|\d{2}Y)")


def check_catalogue(folder: Path) -> tuple[Fault, ...]:
    """Return everything wrong with the catalogue in a folder; empty when nothing is."""
    try:
        catalogue = load_catalogue(folder)
    except CatalogueError as error:
        return error.faults
    files = files_of(folder, catalogue)
    today = today_in_china()
    faults = list(_dictionary_faults(catalogue, today))
    faults += answer_faults(catalogue.dictionary, today)
    faults += rule_faults(catalogue.dictionary, today)
    for item in catalogue.items:
        file = files[item.code]
        faults += _code_faults(file, item)
        faults += condition_faults(file, item, catalogue.dictionary, today)
        faults += _sample_faults(file, item, catalogue)
    faults += _shared_faults(files, catalogue)
    return with_lines(folder, faults)


def files_of(folder: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return the file of each item by its code."""
    # The loader reads the files in this order and keeps it.
    paths = sorted((folder / "items").glob("*.yaml"))
    return {i.code: f"items/{p.name}" for i, p in zip(catalogue.items, paths, strict=True)}


def _dictionary_faults(catalogue: Catalogue, today: date) -> Iterator[Fault]:
    dictionary = catalogue.dictionary
    used = {wanted.key for item in catalogue.items for wanted in item.fields}
    for key, definition in dictionary.items():
        place = f"fields {key}"
        if key not in used:
            yield Fault(DICTIONARY, place, "没有事项用它", "删掉它，或在事项里用上")
        tidy = clean(definition, definition.specimen)
        wrong = fault_in(definition, tidy, today)
        if wrong:
            yield Fault(DICTIONARY, f"{place}.specimen", f"样值通不过：{wrong}", "换一个对的样值")
        if definition.kind in PICTURED and definition.supplied_by:
            # A card or an earlier case knows the digest of a picture and not the picture.
            problem = "照片和签名要当场拍、当场签，不能由卡或以前的办件填好"
            yield Fault(DICTIONARY, f"{place}.supplied_by", problem, "去掉 supplied_by")
    for first, second in combinations(dictionary.values(), 2):
        if first.kind == second.kind and _are_twins(first, second):
            problem = f"和 {second.key}（{second.name}）像是同一个数据元"
            yield Fault(DICTIONARY, f"fields {first.key}", problem, "合成一个，或把名称写得更清楚")


def _are_twins(first: FieldDefinition, second: FieldDefinition) -> bool:
    if first.question == second.question:
        return True
    return SequenceMatcher(None, first.name, second.name).ratio() >= _NEAR


def _code_faults(file: str, item: ServiceItem) -> Iterator[Fault]:
    place = "code"
    if not uscc.is_valid(item.code[:18]):
        problem = f"前 18 位 {item.code[:18]} 不是有效的统一社会信用代码"
        yield Fault(file, place, problem, "照部门的证书改正")
    if not _BASIC_CODE.fullmatch(item.code[18:]):
        remedy = "第 19 位是层级 1–6，后 12 位是省码、事项类型、主项和子项"
        yield Fault(file, place, f"后 13 位 {item.code[18:]} 不合规则", remedy)


def _sample_faults(file: str, item: ServiceItem, catalogue: Catalogue) -> Iterator[Fault]:
    for key, text in fill_sample(catalogue, (item.code,)).faults().items():
        yield Fault(file, f"fields {key}", f"样表通不过：{text}", f"改 {DICTIONARY} 里的 specimen")


def _shared_faults(files: Mapping[str, str], catalogue: Catalogue) -> Iterator[Fault]:
    names: dict[str, tuple[str, str]] = {}
    aliases: dict[str, str] = {}
    groups: dict[str, tuple[set[str], str]] = {}
    for item in catalogue.items:
        file = files[item.code]
        for material in item.materials:
            name, owner = names.setdefault(material.key, (material.name, file))
            if name != material.name:
                problem = f"在 {owner} 里叫 {name}，在这里叫 {material.name}"
                place = f"materials {material.key}"
                yield Fault(file, place, problem, "用同一个名称，或换一个 key")
        for group in groups_of(item.materials):
            yield from _group_faults(file, group, groups)
        sentences = (s for sentences in item.wordings.values() for s in sentences)
        for alias in dict.fromkeys((item.name, *item.aliases, *sentences)):
            owner = aliases.setdefault(alias, file)
            if owner != file:
                problem = f"{alias} 在 {owner} 里也有"
                yield Fault(file, "aliases", problem, "只留在一个事项里，否则问起来分不清")


def _group_faults(
    file: str, group: tuple[Material, ...], groups: dict[str, tuple[set[str], str]]
) -> Iterator[Fault]:
    """Find groups of one, and groups of one name whose materials differ between items."""
    name, keys = group[0].one_of, {material.key for material in group}
    place = f"materials {group[0].key}.one_of"
    if not name:
        return
    if len(group) < 2:
        yield Fault(file, place, f"“{name}”只有一种材料可选", "再写一种，或去掉 one_of")
    known, owner = groups.setdefault(name, (keys, file))
    if known != keys:
        problem = f"“{name}”在 {owner} 里是另外几样材料"
        yield Fault(file, place, problem, "写成同样的几样，或换一个名称")
