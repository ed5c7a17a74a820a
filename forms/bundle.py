"""Bundles (一件事): items that belong to one event of life, handled in one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import Field

from forms.dictionary import Key, Strict, Words
from forms.faults import Fault
from forms.service_item import ServiceItem

FEWEST, MOST = 3, 8


class Bundle(Strict):
    """One event of life and the short names of its items."""

    key: Key
    name: Words
    aliases: tuple[Words, ...] = ()
    items: Annotated[tuple[Words, ...], Field(min_length=FEWEST, max_length=MOST)]
    note: Words


def bundle_faults(bundles: Mapping[str, Bundle], items: Iterable[ServiceItem]) -> Iterator[Fault]:
    """Return items that do not exist or cannot be asked for by the same applicant."""
    by_name = {item.short_name: item for item in items}
    for file, bundle in bundles.items():
        for name in bundle.items:
            if name not in by_name:
                remedy = "写成某个事项的 short_name，或删掉它"
                yield Fault(file, "items", f"没有事项 {name}", remedy)
        known = [by_name[name] for name in bundle.items if name in by_name]
        kinds = [set(item.applicant_kinds) for item in known]
        if kinds and not set.intersection(*kinds):
            remedy = "个人和企业的事项分成两个一件事"
            yield Fault(file, "items", "这些事项没有共同的申请人类型", remedy)
