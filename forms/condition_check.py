"""Conditions that mislead: never true, at odds with each other, or not to be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from forms.dictionary import Dictionary
from forms.expression import parse
from forms.faults import Fault
from forms.kinds import fault_in
from forms.reachability import Reach
from forms.service_item import ServiceItem

DICTIONARY = "dictionary.yaml"
_NEVER = {
    "fields": ("这个问题谁也问不到", "改正条件，或删掉这个字段"),
    "materials": ("这份材料谁也不用交", "改正条件，或删掉这份材料"),
    "situations": ("这种情形谁也到不了", "改正条件，或删掉这种情形"),
}


def condition_faults(
    file: str, item: ServiceItem, dictionary: Dictionary, today: date
) -> Iterator[Fault]:
    """Return conditions of an item that never hold, look too early, or say the same twice."""
    reach = Reach({f.key: f.when for f in item.fields}, dictionary, today)
    alone = Reach({}, dictionary, today)
    places = [("fields", f.key, f.when) for f in item.fields]
    places += [("materials", m.key, m.when) for m in item.materials]
    places += [("situations", s.key, s.when) for s in item.situations]
    for section, key, text in places:
        place = f"{section} {key}.when"
        yield from literal_faults(file, place, text, dictionary)
        if not text or reach.can_hold(text):
            continue
        never, remedy = _NEVER[section]
        why = "这个条件永远不成立"
        if alone.can_hold(text):
            why = f"这个条件和 {'、'.join(_hidden_by(item, text))} 的条件矛盾"
        yield Fault(file, place, f"{never}：{why}", remedy)
    yield from _order_faults(file, item, dictionary)
    for first, second in combinations(item.situations, 2):
        if first.when == second.when:
            problem = f"和情形 {first.key}（{first.name}）的条件一样，分不开"
            yield Fault(file, f"situations {second.key}.when", problem, "合成一个，或写清区别")


def _hidden_by(item: ServiceItem, text: str) -> list[str]:
    names = parse(text).names
    return [wanted.key for wanted in item.fields if wanted.key in names and wanted.when]


def literal_faults(file: str, place: str, text: str, dictionary: Dictionary) -> Iterator[Fault]:
    """Return comparisons with an answer that a choice does not offer."""
    for key, literal in parse(text).literals:
        choices = [choice.value for choice in dictionary[key].choices]
        if choices and literal not in choices:
            remedy = f"从这些里面选：{'、'.join(choices)}"
            yield Fault(file, place, f"{key} 没有选项 {literal}", remedy)


def _order_faults(file: str, item: ServiceItem, dictionary: Dictionary) -> Iterator[Fault]:
    """Find fields asked before the fields their condition looks at; this also rules out cycles."""
    order = {key: number for number, key in enumerate(dictionary)}
    for wanted in item.fields:
        for name in sorted(parse(wanted.when).names):
            if order[name] >= order[wanted.key]:
                problem = f"条件看的 {name} 在它后面才问"
                remedy = f"在 {DICTIONARY} 里把 {name} 移到 {wanted.key} 前面"
                yield Fault(file, f"fields {wanted.key}.when", problem, remedy)


def rule_faults(dictionary: Dictionary, today: date) -> Iterator[Fault]:
    """Return rules that name no choice, never hold, or contradict another of the same field."""
    alone = Reach({}, dictionary, today)
    for number, rule in enumerate(dictionary.rules):
        place = f"rules.{number}.holds"
        yield from literal_faults(DICTIONARY, place, rule.holds, dictionary)
        if not alone.can_hold(rule.holds):
            yield Fault(DICTIONARY, place, "这条规则永远不成立", "改正条件，或删掉这条规则")
            continue
        for other in dictionary.rules[:number]:
            if other.key == rule.key and not alone.can_hold(other.holds, rule.holds):
                problem = f"和规则“{other.holds}”矛盾，{rule.key} 怎么填都通不过"
                yield Fault(DICTIONARY, place, problem, "改正其中一条")


def answer_faults(dictionary: Dictionary, today: date) -> Iterator[Fault]:
    """Return questions that nobody can answer: no value passes, or a choice offered does not."""
    for definition in dictionary.values():
        place = f"fields {definition.key}"
        low, high = definition.minimum, definition.maximum
        if low is not None and high is not None and low > high:
            problem = f"这个问题谁也答不了：最小 {low} 比最大 {high} 还大"
            yield Fault(DICTIONARY, f"{place}.minimum", problem, "把两个数改正")
        if definition.digits and min(definition.digits) > definition.max_length:
            problem = "这个问题谁也答不了：要的位数比 max_length 还多"
            yield Fault(DICTIONARY, f"{place}.digits", problem, "把 max_length 改大")
        for choice in definition.choices:
            wrong = fault_in(definition, choice.value, today)
            if wrong:
                problem = f"选了“{choice.label}”也通不过：{wrong}"
                yield Fault(DICTIONARY, f"{place}.max_length", problem, "把 max_length 改大")
        every = "、".join(choice.value for choice in definition.choices)
        if definition.kind == "multiple_choice" and len(every) > definition.max_length:
            problem = f"全选了有 {len(every)} 个字，超过 max_length，通不过"
            yield Fault(DICTIONARY, f"{place}.max_length", problem, "把 max_length 改大")
