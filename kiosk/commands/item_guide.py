"""An item of the catalogue as a person reads it: its guide, what it asks, what is unconfirmed."""

from __future__ import annotations

from collections.abc import Iterator

from forms.catalogue import Catalogue
from forms.service_item import FACT_NAMES, UNCONFIRMED, ServiceItem
from kiosk.journeys.answers import days_text, fee_text, materials_text, place_text

_KINDS = {"person": "个人", "business": "企业"}
_OPEN = "（待本厅确认）"


def guide_of(catalogue: Catalogue, item: ServiceItem) -> str:
    """Return the guide in lines of plain Chinese; what the hall has yet to confirm says so."""
    return "\n".join(_lines(catalogue, item))


def _lines(catalogue: Catalogue, item: ServiceItem) -> Iterator[str]:
    yield f"{item.name}（{item.short_name}）"
    yield f"编码　{item.code}"
    yield f"也叫　{'、'.join(item.aliases) or '没有别的名称'}"
    kinds = "、".join(_KINDS[kind] for kind in item.applicant_kinds)
    yield f"部门　{item.department}，队列：{item.category}，办理人：{kinds}"
    yield from _many("条件", item, "conditions", item.conditions)
    yield from _many("情形", item, "", [one.name for one in item.situations])
    yield f"材料{_mark(item, 'materials')}"
    yield from (f"  {line}" for line in materials_text(item).split("\n"))
    yield f"费用　{fee_text(item)}{_mark(item, 'fee')}"
    yield f"时限　{days_text(item)}{_legal_limit(item)}{_mark(item, 'days')}"
    yield f"地点　{place_text(item)}{_mark(item, 'place')}"
    yield f"时间　{item.hours or '没有写'}{_mark(item, 'hours')}"
    yield f"依据　{item.legal_basis or '没有写'}{_mark(item, 'legal_basis')}"
    results = [f"{one.name}　{one.how}".strip() for one in item.results]
    yield from _many("结果", item, "results", results)
    yield from _many("参与审核的部门", item, "reviewers", item.reviewers)
    asked = [
        catalogue.dictionary[one.key].name
        + ("" if one.required else "（可以不填）")
        + ("（部分情况要）" if one.when else "")
        for one in item.fields
    ]
    yield f"要填　{len(asked)} 项：{'、'.join(asked)}"
    yield from _many("常见问题", item, "", [f"{q.question}　{q.answer}" for q in item.questions])
    yield item.verified_text


def _many(
    name: str, item: ServiceItem, fact: str, entries: tuple[str, ...] | list[str]
) -> list[str]:
    if not entries:
        return []
    return [f"{name}{_mark(item, fact)}", *(f"  · {entry}" for entry in entries)]


def _legal_limit(item: ServiceItem) -> str:
    has_both = item.promised_days is not None and item.statutory_days is not None
    return f"（法定 {item.statutory_days} 个工作日）" if has_both else ""


def _mark(item: ServiceItem, fact: str) -> str:
    sources = {str(key): text for key, text in item.sources.items()}
    return _OPEN if fact in FACT_NAMES and sources.get(fact, UNCONFIRMED) == UNCONFIRMED else ""
