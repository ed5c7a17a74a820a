"""Brings the settings file of an older program up to date, with a copy of the old one kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tomlkit
from pydantic import BaseModel

from kiosk.settings import SETTINGS_VERSION
from kiosk.settings_document import replace_checked
from kiosk.settings_file import SettingsError

VERSION_KEY = "settings_version"

Step = Callable[[tomlkit.TOMLDocument], tuple[str, ...]]
"""Changes a document and returns, in words, what it changed."""


@dataclass(frozen=True)
class Migrated:
    """What was changed, in words, and where the old file lies; nothing if it was up to date."""

    changes: tuple[str, ...] = ()
    backup: Path | None = None


def _to_version_2(document: tomlkit.TOMLDocument) -> tuple[str, ...]:
    """Version 1 had no number, and called a terminal without a reader or camera by "".

    An empty source or kind was refused later on; "none" says what was meant.
    """
    changes = []
    for section, key in (("camera", "source"), ("card_reader", "kind"), ("printer", "kind")):
        table = document.get(section)
        if table is not None and table.get(key) == "":
            table[key] = "none"
            changes.append(f'{section}.{key}: "" is now "none"')
    return tuple(changes)


def _to_version_3(document: tomlkit.TOMLDocument) -> tuple[str, ...]:
    """Version 2 kept the platform's codes of the five levels as the letters of one word."""
    exchange = document.get("exchange")
    if exchange is None or "satisfaction" not in exchange:
        return ()
    codes = list(str(exchange.pop("satisfaction")))
    evaluation = document.setdefault("evaluation", tomlkit.table())
    evaluation["codes"] = codes
    return (f"exchange.satisfaction is now evaluation.codes: {codes}",)


STEPS: tuple[Step, ...] = (_to_version_2, _to_version_3)
"""The step at place n brings version n + 1 to n + 2."""
CURRENT = SETTINGS_VERSION


def migrate(model: type[BaseModel], path: Path, now: datetime) -> Migrated:
    """Bring a file up to date in place; a file that would be wrong after it is left alone."""
    try:
        text = path.read_text(encoding="utf-8")
        document = tomlkit.parse(text)
    except (OSError, ValueError) as error:
        raise SettingsError((f"{path}: file: cannot be read ({error})",)) from None
    version = document.get(VERSION_KEY, 1)
    if not isinstance(version, int) or not 1 <= version <= CURRENT:
        raise SettingsError(
            (f"{path}: {VERSION_KEY}: this program knows 1 to {CURRENT}, not {version!r}",)
        )
    if version == CURRENT:
        return Migrated()
    changes = [words for step in STEPS[version - 1 :] for words in step(document)]
    _set_version(document)
    backup = path.with_name(f"{path.name}.{now:%Y%m%d-%H%M%S}.bak")
    shutil.copy2(path, backup)
    try:
        replace_checked(model, path, tomlkit.dumps(document))
    except SettingsError:
        backup.unlink()
        raise
    return Migrated((*changes, f"{VERSION_KEY}: {CURRENT}"), backup)


def _set_version(document: tomlkit.TOMLDocument) -> None:
    if VERSION_KEY in document:
        document[VERSION_KEY] = CURRENT
        return
    # A key without a section has to stand above all sections.
    place = next((n for n, (key, _) in enumerate(document.body) if key is not None), 0)
    document._insert_at(place, VERSION_KEY, tomlkit.item(CURRENT))
