"""What differs between two catalogues, item by item and fact by fact, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forms.catalogue import Catalogue
from forms.dictionary import Strict
from forms.service_item import ServiceItem

_LONGEST = 60
_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "code": "实施编码",
        "name": "名称",
        "names": "名称",
        "short_name": "简称",
        "aliases": "别名",
        "wordings": "群众的问法",
        "department": "部门",
        "category": "类别",
        "applicant_kinds": "申请人类型",
        "conditions": "条件",
        "situations": "情形",
        "fields": "字段",
        "materials": "材料",
        "fee": "费用",
        "statutory_days": "法定时限",
        "promised_days": "承诺时限",
        "place": "地点",
        "hours": "时间",
        "legal_basis": "依据",
        "reviewers": "参与审核的部门",
        "results": "结果",
        "questions": "常见问题",
        "sources": "出处",
        "verified": "核对日期",
        "required": "必需",
        "when": "什么情况下",
        "how": "怎么交",
        "originals": "原件份数",
        "copies": "复印件份数",
        "note": "说明",
        "one_of": "几样交一样",
        "kind": "类型",
        "choices": "选项",
        "columns": "列",
        "question": "问法",
        "answer": "回答",
        "hint": "提示",
        "max_length": "最长字数",
        "minimum": "最小",
        "maximum": "最大",
        "unit": "单位",
        "personal": "个人信息",
        "sensitive": "敏感信息",
        "supplied_by": "可取自",
        "standard": "标准",
        "read_aloud": "读法",
        "specimen": "样值",
        "items": "事项",
        "message": "说法",
        "holds": "规则",
        "label": "显示",
        "value": "选项",
    }
)
_ASPECTS: Mapping[str, str] = MappingProxyType(
    {
        "how": "怎么办",
        "materials": "带什么",
        "conditions": "条件",
        "where": "在哪",
        "when": "什么时候",
        "how_long": "多久",
        "how_much": "多少钱",
    }
)
_KEYS = ("key", "value", "question", "name")
"""By the first of these that a row has, rows of two lists are taken to be the same."""


@dataclass(frozen=True)
class Difference:
    """One difference: of what it is, and what changed."""

    subject: str
    change: str

    def __str__(self) -> str:
        """Return the difference as one line."""
        return f"{self.subject}：{self.change}"


def differences(old: Catalogue, new: Catalogue) -> tuple[Difference, ...]:
    """Return all that changed from the old catalogue to the new."""
    found: list[Difference] = []
    names = {d.key: d.name for d in (*old.dictionary.values(), *new.dictionary.values())}
    parts: tuple[tuple[str, dict[str, Strict], dict[str, Strict]], ...] = (
        ("事项", {i.code: i for i in old.items}, {i.code: i for i in new.items}),
        ("数据元", dict(old.dictionary), dict(new.dictionary)),
        ("一件事", {b.key: b for b in old.bundles}, {b.key: b for b in new.bundles}),
    )
    for word, before, after in parts:
        found += _of_models(word, before, after, names)
    rules = _of_lists("规则", _rows(old.dictionary.rules), _rows(new.dictionary.rules))
    found += (Difference("字典", change) for change in rules)
    if list(old.dictionary) != list(new.dictionary) and set(old.dictionary) == set(new.dictionary):
        found.append(Difference("字典", "提问的顺序变了"))
    return tuple(found)


def _of_models(
    word: str,
    before: Mapping[str, Strict],
    after: Mapping[str, Strict],
    names: Mapping[str, str],
) -> Iterator[Difference]:
    for key in [*after, *(key for key in before if key not in after)]:
        old, new = before.get(key), after.get(key)
        subject = f"{word} {getattr(new or old, 'name', key)}"
        if old is None:
            yield Difference(subject, "新增")
        elif new is None:
            yield Difference(subject, "删除")
        elif old != new:
            changes = _of_facts(_facts_of(old, names), _facts_of(new, names))
            yield from (Difference(subject, change) for change in changes)


def _facts_of(model: Strict, names: Mapping[str, str]) -> dict[str, Any]:
    facts: dict[str, Any] = model.model_dump(mode="json")
    if isinstance(model, ServiceItem):
        # An item's field has no name of its own; whoever reads the difference wants one.
        facts["fields"] = [{**row, "name": names[row["key"]]} for row in facts["fields"]]
    return facts


def _rows(models: Iterable[Strict]) -> list[Any]:
    return [model.model_dump(mode="json") for model in models]


def _of_facts(
    old: Mapping[str, Any], new: Mapping[str, Any], words: Mapping[str, str] = _FACTS
) -> Iterator[str]:
    for fact in dict.fromkeys([*new, *old]):
        before, after = old.get(fact), new.get(fact)
        name = words.get(fact, fact)
        if before == after:
            continue
        if isinstance(before, list) and isinstance(after, list):
            yield from _of_lists(name, before, after)
        elif isinstance(before, dict) and isinstance(after, dict):
            inner = _ASPECTS if fact == "wordings" else _FACTS
            yield from (f"{name}：{change}" for change in _of_facts(before, after, inner))
        else:
            yield f"{name}由{_told(before)}改为{_told(after)}"


def _of_lists(name: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    before, after = ({_key_of(row): row for row in rows} for rows in (old, new))
    for key in [*after, *(key for key in before if key not in after)]:
        row = after.get(key, before.get(key))
        told = row.get("name", key) if isinstance(row, dict) else key
        called = f"{told}（{key}）" if told != key and isinstance(told, str) else key
        if key not in before:
            yield f"增加{name} {called}"
        elif key not in after:
            yield f"去掉{name} {called}"
        elif before[key] != after[key]:
            yield from (f"{name} {called}的{c}" for c in _of_facts(before[key], after[key]))
    if before == after and list(before) != list(after):
        yield f"{name}的顺序变了"


def _key_of(row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    if "holds" in row:
        # A field may have several rules, so its name alone does not tell them apart.
        return f"{row['key']}：{row['holds']}"
    return str(next(row[key] for key in _KEYS if key in row))


def _told(value: Any) -> str:
    if value in (None, "", []):
        return "（空）"
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"
