"""Reads a settings file into its model and says in one line what is wrong with it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

ENVIRONMENT_PREFIX = "YIMEN_"
FILE_SUFFIX = "_file"

Model = TypeVar("Model", bound=BaseModel)


class SettingsError(Exception):
    """Settings that cannot be used, as one line: `file: key: reason`."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(faults[0] + more)
        self.faults = faults


def load_section(model: type[Model], path: Path, environ: Mapping[str, str]) -> Model:
    """Read `path`, lay YIMEN_SECTION__KEY of the environment over it, and check the whole."""
    values = read_toml(path)
    overrides = dict(overrides_of(model, environ))
    for keys, (_, text) in overrides.items():
        lay(values, keys, text)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults = tuple(_describe(model, path, overrides, detail) for detail in details)
        raise SettingsError(faults) from None


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file of settings, or raise `SettingsError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError((f"{path}: file: there is no such file",)) from None
    except OSError as error:
        raise SettingsError((f"{path}: file: cannot be read ({error.strerror})",)) from None
    except UnicodeDecodeError:
        raise SettingsError((f"{path}: file: is not UTF-8 text",)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((f"{path}: syntax: {error}",)) from None


def overrides_of(
    model: type[BaseModel], environ: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Yield (keys, (variable, text)); other YIMEN_ variables without "__" are not settings.

    YIMEN_SECTION__KEY_FILE names a file that holds the value, so that a secret stands neither in
    the settings nor in the environment.
    """
    for variable, text in sorted(environ.items()):
        if not variable.startswith(ENVIRONMENT_PREFIX):
            continue
        keys = tuple(variable.removeprefix(ENVIRONMENT_PREFIX).lower().split("__"))
        if len(keys) == 1 and keys[0] not in model.model_fields:
            continue
        *sections, last = keys
        known = _known_keys(model, tuple(sections))
        if last.removesuffix(FILE_SUFFIX) in known and last not in known:
            yield (*sections, last.removesuffix(FILE_SUFFIX)), (variable, _secret(variable, text))
        else:
            yield keys, (variable, text)


def _secret(variable: str, place: str) -> str:
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise SettingsError((f"environment {variable}: {place}: {reason}",)) from None


def lay(values: dict[str, Any], keys: tuple[str, ...], text: str) -> None:
    """Put a text in the place of a value."""
    *sections, last = keys
    for section in sections:
        inner = values.get(section)
        if not isinstance(inner, dict):
            inner = values[section] = {}
        values = inner
    values[last] = text


def _describe(
    model: type[BaseModel],
    path: Path,
    overrides: Mapping[tuple[str, ...], tuple[str, str]],
    detail: ErrorDetails,
) -> str:
    keys = tuple(str(key) for key in detail["loc"])
    place = ".".join(keys)
    reason = _reason(model, keys, detail)
    if detail["type"] == "value_error":
        # The model's own checks name the key themselves, under the section they stand in.
        inner, _, reason = reason.partition(": ")
        keys = (*keys, *inner.split("."))
        place = ".".join(keys)
    override = next((names for names in overrides if keys[: len(names)] == names), None)
    source = str(path) if override is None else f"environment {overrides[override][0]}"
    return f"{source}: {place}: {reason}"


def _reason(model: type[BaseModel], keys: tuple[str, ...], detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        known = _known_keys(model, keys[:-1])
        near = difflib.get_close_matches(keys[-1], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        return f"unknown setting; {hint}"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    message = detail["msg"].replace("Input should be", "must be")
    return f"{message} (it is {detail['input']!r})"


def _known_keys(model: type[BaseModel], sections: tuple[str, ...]) -> list[str]:
    for section in sections:
        if section not in model.model_fields:
            return []
        annotation = model.model_fields[section].annotation
        if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
            return []
        model = annotation
    return list(model.model_fields)
