"""A settings file as people know it: comments kept, one key explained, changed, or compared."""

from __future__ import annotations

import difflib
import os
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kiosk.settings_file import SettingsError, load_section, overrides_of, read_toml

SECRET_IN_URL = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")
_SECTION = re.compile(r"\[([\w.]+)\]")
_KEY = re.compile(r"(\w+)\s*=")


@dataclass(frozen=True)
class Explained:
    """Everything about one setting."""

    key: str
    comment: str
    allowed: str
    default: Any
    value: Any
    source: str
    """"file", "environment NAME" or "default"."""


def keys_of(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[str, FieldInfo]]:
    """Yield every setting as (dotted key, field), in the order of the model."""
    for name, info in model.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            yield from keys_of(info.annotation, (*above, name))
        else:
            yield ".".join((*above, name)), info


def value_of(settings: BaseModel, key: str) -> Any:
    """Return the value of a dotted key."""
    found: Any = settings
    for part in key.split("."):
        found = getattr(found, part)
    return str(found) if isinstance(found, Path) else found


def explain(
    model: type[BaseModel], path: Path, commented: Path, key: str, environ: Mapping[str, str]
) -> Explained:
    """Explain a setting; `commented` is the file whose comments say what each is for."""
    fields = dict(keys_of(model))
    if key not in fields:
        near = difflib.get_close_matches(key, fields, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(fields)}"
        raise SettingsError((f"{path}: {key}: unknown setting; {hint}",))
    settings = load_section(model, path, environ)
    return Explained(
        key=key,
        comment=comments_of(commented).get(key, ""),
        allowed=_allowed(fields[key]),
        default=value_of(model(), key),
        value=value_of(settings, key),
        source=_source(model, path, key, environ),
    )


def differences(
    model: type[BaseModel], path: Path, environ: Mapping[str, str]
) -> tuple[Explained, ...]:
    """Return every setting whose value in force is not its default."""
    settings, plain = load_section(model, path, environ), model()
    return tuple(
        Explained(key, "", _allowed(info), default, value, _source(model, path, key, environ))
        for key, info in keys_of(model)
        if (value := value_of(settings, key)) != (default := value_of(plain, key))
    )


def change_all(model: type[BaseModel], path: Path, values: Mapping[str, Any]) -> None:
    """Write several settings at once, which alone might not go together."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for key, value in values.items():
        *sections, last = key.split(".")
        table: Any = document
        for section in sections:
            if section not in table:
                table[section] = tomlkit.table()
            table = table[section]
        table[last] = value
    replace_checked(model, path, tomlkit.dumps(document))


def replace_checked(model: type[BaseModel], path: Path, text: str) -> None:
    """Put a new text in the place of a settings file at once, if it can be used."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(text, encoding="utf-8")
        load_section(model, fresh, {})
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        fresh.replace(path)
    except SettingsError as error:
        fresh.unlink(missing_ok=True)
        told = (fault.replace(str(fresh), str(path)) for fault in error.faults)
        raise SettingsError(tuple(told)) from None
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise SettingsError((f"{path}: file: cannot be written ({error.strerror})",)) from None


def comments_of(path: Path) -> dict[str, str]:
    """Return the comment above each key; one comment may stand above several keys."""
    comments: dict[str, str] = {}
    section, fresh = "", True
    block: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            block = [] if fresh else block
            fresh = False
            block.append(line.lstrip("# "))
        elif found := _SECTION.match(line):
            section, block, fresh = f"{found[1]}.", [], True
        elif found := _KEY.match(line):
            comments[section + found[1]] = " ".join(block)
            fresh = True
        else:
            block, fresh = [], True
    return comments


def without_secrets(value: Any) -> Any:
    """Return a value as it may be shown: no password in a URL."""
    return SECRET_IN_URL.sub(r"\1:***@", value) if isinstance(value, str) else value


def json_schema(model: type[BaseModel], commented: Path) -> dict[str, Any]:
    """Return the JSON Schema of a settings file, each key described by its comment."""
    schema = model.model_json_schema()
    comments = comments_of(commented)
    _describe(schema, schema, "", comments)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _describe(
    schema: dict[str, Any], part: dict[str, Any], above: str, comments: Mapping[str, str]
) -> None:
    for name, entry in part.get("properties", {}).items():
        key = f"{above}{name}"
        if comments.get(key):
            entry["description"] = comments[key]
        if "$ref" in entry:
            # What a whole section defaults to holds the folders of the machine it was made on.
            entry.pop("default", None)
            section = schema["$defs"][entry["$ref"].rsplit("/", 1)[-1]]
            _describe(schema, section, f"{key}.", comments)


def _source(model: type[BaseModel], path: Path, key: str, environ: Mapping[str, str]) -> str:
    keys = tuple(key.split("."))
    for named, (variable, _) in overrides_of(model, environ):
        if named == keys:
            return f"environment {variable}"
    found: Any = read_toml(path)
    for part in keys:
        found = found.get(part) if isinstance(found, dict) else None
    return "default" if found is None else "file"


def _allowed(info: FieldInfo) -> str:
    annotation = info.annotation
    if getattr(annotation, "__args__", None) and not isinstance(annotation, types.UnionType):
        return " | ".join(repr(one) for one in annotation.__args__)  # type: ignore[union-attr]
    name = getattr(annotation, "__name__", str(annotation))
    signs = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "pattern": "like"}
    bounds = [
        f"{sign} {getattr(one, key)}"
        for one in info.metadata
        for key, sign in signs.items()
        if getattr(one, key, None) is not None
    ]
    return f"{name} {', '.join(bounds)}" if bounds else name
