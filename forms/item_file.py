"""Writing a service item as the YAML file a hall keeps: lists short, each row on its own line."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

import yaml

from forms.service_item import ServiceItem

_FLOW = frozenset({"aliases", "applicant_kinds"})
"""Lists of single words, written on one line."""
_ALWAYS = frozenset({"fee"})
"""Facts that are written even when they stand as their default, so that nobody forgets them."""


def item_yaml(item: ServiceItem, head: str = "") -> str:
    """Return the text of an item's file; what stands as its default is left out."""
    told: dict[str, Any] = item.model_dump(mode="json", exclude_defaults=True)
    keys = [key for key in type(item).model_fields if key in told or key in _ALWAYS]
    pairs = [(_scalar(key), _node(key, told.get(key, ""))) for key in keys]
    tree = yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    text: str = yaml.serialize(tree, Dumper=_Indented, allow_unicode=True, width=1_000_000)
    return head + text


def head_of(text: str) -> str:
    """Return the comments above the first line of a file, to be kept when it is written anew."""
    lines = text.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:count])


class _Indented(yaml.SafeDumper):
    """Sets the rows of a list in by two, as the files do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, indentless=False)


def _node(key: str, value: Any) -> yaml.Node:
    if isinstance(value, Mapping):
        pairs = [(_scalar(name), _node("aliases", inner)) for name, inner in value.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    if isinstance(value, list):
        flow = key in _FLOW
        rows = [_row(one, flow) for one in value]
        return yaml.SequenceNode("tag:yaml.org,2002:seq", rows, flow_style=flow)
    return _scalar(value, quoted=key == "code")


def _row(value: Any, flow: bool) -> yaml.Node:
    if not isinstance(value, Mapping):
        return _scalar(value, flow)
    flow = len(value) > 1
    pairs = [(_scalar(key), _scalar(inner, flow)) for key, inner in value.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)


def _scalar(value: Any, flow: bool = False, quoted: bool = False) -> yaml.ScalarNode:
    dumper: Any = yaml.SafeDumper(StringIO(), allow_unicode=True)
    node: yaml.ScalarNode = dumper.represent_data(value)
    if isinstance(value, str) and (quoted or not _may_stand_plain(dumper, value, flow)):
        node.style = '"'
    return node


def _may_stand_plain(dumper: Any, text: str, flow: bool) -> bool:
    """Say whether a text needs no quotes: neither its signs nor its look would be mistaken."""
    seen = dumper.analyze_scalar(text)
    plain: bool = seen.allow_flow_plain if flow else seen.allow_block_plain
    return plain and dumper.resolve(yaml.ScalarNode, text, (True, False)).endswith(":str")
