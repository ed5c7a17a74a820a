"""Reading one YAML file into a model, with every fault named by place and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from forms.faults import Fault
from forms.file_errors import reason_of

LARGEST = 1_000_000
_REMEDIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "missing": ("缺少这一项", "补上它"),
        "extra_forbidden": ("没有这个项目名", "改正拼写，或删掉它"),
        "string_type": ("应当是文字", "给它加上引号"),
        "string_pattern_mismatch": ("写法不对", "照这个格式写：{pattern}"),
        "string_too_short": ("不能空着", "写上内容"),
        "string_too_long": ("太长", "缩短到 {max_length} 个字以内"),
        "literal_error": ("不是允许的值", "从这些里面选：{expected}"),
        "int_type": ("应当是整数", "写成不带引号的整数"),
        "int_parsing": ("应当是整数", "写成不带引号的整数"),
        "bool_parsing": ("应当是 true 或 false", "写 true 或 false"),
        "greater_than_equal": ("太小", "不小于 {ge}"),
        "less_than_equal": ("太大", "不大于 {le}"),
        "tuple_type": ("应当是列表", "每项一行，前面加 “- ”"),
        "too_short": ("列表是空的", "至少写一项"),
        "dict_type": ("应当是 名称: 值", "每行写一个 名称: 值"),
        "mapping_type": ("应当是 名称: 值", "每行写一个 名称: 值"),
        "model_type": ("应当是 名称: 值", "每行写一个 名称: 值"),
        "pictured_column": (
            "表格的列不能拍照或签名",
            "把它从 columns 里拿出来，写成单独的字段；要拍的材料写进事项的 materials",
        ),
        "json_invalid": ("不是完整的 JSON", "重新发布或重新下载一次"),
        "date_from_datetime_parsing": ("不是日期", "写成 2026-01-31 的样子"),
    }
)
# What libyaml says of a text that is no YAML, as somebody looks for it who keeps a list of items.
_SYNTAX: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "mapping values are not allowed": (
            "这里不该有冒号",
            "检查缩进；文字里有冒号的，给整段文字加上引号",
        ),
        "cannot start any token": (
            "这里有不能用在开头的符号，例如 Tab、@ 或 %",
            "缩进用空格不用 Tab；以符号开头的文字加上引号",
        ),
        "expected ',' or ']'": ("方括号没有写完整", "各项之间用英文逗号，末尾补上 ]"),
        "expected ',' or '}'": ("花括号没有写完整", "各项之间用英文逗号，末尾补上 }"),
        "expected '-' indicator": ("列表里有一行开头不是 “- ”", "补上 “- ”，并和上一项对齐"),
        "could not find expected ':'": (
            "这一行少了冒号",
            "写成 名称: 值，冒号用英文的，后面空一格",
        ),
        "unexpected end of stream": ("引号没有写完", "补上后一半引号"),
        "unknown escape character": ("双引号里的 \\ 用错了", "改用单引号，或删掉 \\"),
        "expected <block end>": ("缩进没有对齐", "和同一层的上一行对齐"),
        "did not find expected key": ("缩进没有对齐，或引号没有写完", "和同一层的上一行对齐"),
        "another document": ("一个文件里有两份内容", "删掉 ---，或分成两个文件"),
        "could not determine a constructor": ("用了 ! 标记", "删掉它，或给文字加上引号"),
    }
)
ModelT = TypeVar("ModelT", bound=BaseModel)


class Digest(Protocol):
    """Takes in the bytes read, for the version of the catalogue."""

    def update(self, data: bytes, /) -> None:
        """Take in bytes."""


def read_yaml(
    path: Path, folder: Path, model: type[ModelT], digest: Digest, faults: list[Fault]
) -> ModelT | None:
    """Return the file as a model, or None after adding what is wrong to `faults`."""
    file = path.relative_to(folder).as_posix()
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        reason, remedy = reason_of(error)
        faults.append(Fault(file, "文件", f"读不到：{reason}", remedy))
        return None
    except UnicodeDecodeError as error:
        place = f"第 {error.start + 1} 个字节"
        faults.append(Fault(file, place, "不是 UTF-8 文字", "用 UTF-8 编码另存一次"))
        return None
    digest.update(f"{file}\0{len(data)}\0".encode() + data)
    if len(data) > LARGEST:
        faults.append(Fault(file, "文件", "超过 1 MB", "拆成几个文件，每个事项一个"))
        return None
    return _parse(text, file, model, faults)


def _parse(text: str, file: str, model: type[ModelT], faults: list[Fault]) -> ModelT | None:
    try:
        # Aliases are refused because a few lines of them can grow into gigabytes.
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                faults.append(Fault(file, f"第 {line} 行", "用了 * 引用", "把内容照写一遍"))
                return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        tree = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        faults.append(_syntax_fault(file, error))
        return None
    repeated = tuple(_repeated_keys(node, file))
    faults.extend(repeated)
    try:
        return None if repeated else model.model_validate(tree)
    except ValidationError as error:
        faults.extend(_model_fault(file, node, dict(problem)) for problem in error.errors())
        return None


def _syntax_fault(file: str, error: Exception) -> Fault:
    mark = getattr(error, "problem_mark", None)
    place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "文件"
    told = getattr(error, "problem", None) or ""
    for said, (problem, remedy) in _SYNTAX.items():
        if said in told:
            return Fault(file, place, f"YAML 写法不对：{problem}", remedy)
    problem = f"（{told}）" if told else "：套得太深，或有看不见的控制字符"
    return Fault(file, place, f"YAML 写法不对{problem}", "检查缩进、冒号后的空格和引号")


def _repeated_keys(node: yaml.Node | None, file: str) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = f"第 {key.start_mark.line + 1} 行"
                yield Fault(file, line, f"{key.value} 写了两次", "只留一个")
            seen.add(key.value)
            yield from _repeated_keys(value, file)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value, file)


def _model_fault(file: str, node: yaml.Node | None, problem: dict[str, Any]) -> Fault:
    place = ".".join(str(part) for part in problem["loc"]) or "文件"
    line = _line_of(node, problem["loc"])
    return Fault(file, f"第 {line} 行 {place}", *remedy_for(problem))


def remedy_for(problem: Mapping[str, Any]) -> tuple[str, str]:
    """Return what is wrong with a value and how to mend it, given pydantic's account of it."""
    what, remedy = _REMEDIES.get(problem["type"], (problem["msg"], "照别的事项文件改正"))
    return what, remedy.format_map(problem.get("ctx", {}))


def _line_of(node: yaml.Node | None, path: Sequence[str | int]) -> int:
    line = 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == part), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode):
            row = _row_of(node, part)
            if row is None:
                break
            line, node = row.start_mark.line + 1, row
    return line


def _row_of(node: yaml.SequenceNode, part: str | int) -> yaml.Node | None:
    """Return a row of a list by its number, or by its `key`."""
    if isinstance(part, int) or part.isdigit():
        rows: list[yaml.Node] = node.value
        return rows[int(part)] if int(part) < len(rows) else None
    for row in node.value:
        if isinstance(row, yaml.MappingNode):
            for key, value in row.value:
                if key.value == "key" and value.value == part:
                    return row
    return None


def with_lines(folder: Path, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults with the line of each place that has none yet."""
    nodes: dict[str, yaml.Node | None] = {}
    told = []
    for fault in faults:
        if fault.file not in nodes:
            nodes[fault.file] = _node_of(folder / fault.file)
        node = nodes[fault.file]
        if node is not None and not fault.place.startswith("第"):
            line = _line_of(node, re.split(r"[. ]", fault.place))
            fault = replace(fault, place=f"第 {line} 行 {fault.place}")
        told.append(fault)
    return tuple(told)


def _node_of(path: Path) -> yaml.Node | None:
    try:
        return yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return None  # told as a fault of its own, without a place in it
