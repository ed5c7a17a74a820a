"""Kivy's data folder without the style rules of widgets the face never uses.

Kivy parses and compiles the rules of all its widgets (1,200 lines) at every start, a sixth of the
time to the first frame. The folder's other contents are links; the rules are cut from whatever
Kivy is installed, so a new version brings its own.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path

USED = frozenset({"Label", "ScrollView", "StencilView"})
"""The Kivy widgets under the face, bases included, that have rules."""
_STYLE = "style.kv"
_RULE = re.compile(r"^(?=<)", re.MULTILINE)


def lean_data_folder(home: Path) -> Path | None:
    """Return the folder for KIVY_DATA_DIR, made anew for each version; None keeps Kivy's own."""
    original = _original()
    if original is None:
        return None
    try:
        style = (original / _STYLE).stat()
        folder = home / f"kivy-data-{style.st_mtime_ns}-{'-'.join(sorted(USED))}"
        if not (folder / _STYLE).is_file():
            _make(folder, original)
    except OSError:
        return None
    return folder


def rules_of(style: str, used: Collection[str]) -> str:
    """Return the head of a style and the rules that apply to the widgets used."""
    head, *rules = _RULE.split(style)
    return head + "".join(rule for rule in rules if _names(rule) & set(used))


def _names(rule: str) -> set[str]:
    heading = rule[1 : rule.index(">")]
    return {name.strip().lstrip("-").partition("@")[0] for name in heading.split(",")}


def _make(folder: Path, original: Path) -> None:
    for older in folder.parent.glob("kivy-data-*"):
        shutil.rmtree(older, ignore_errors=True)
    scratch = folder.with_name(f"{folder.name}.{os.getpid()}")
    scratch.mkdir(parents=True)
    for entry in original.iterdir():
        if entry.name != _STYLE:
            (scratch / entry.name).symlink_to(entry)
    style = (original / _STYLE).read_text(encoding="utf-8")
    (scratch / _STYLE).write_text(rules_of(style, USED), encoding="utf-8")
    scratch.rename(folder)


def _original() -> Path | None:
    kivy = find_spec("kivy")
    places = kivy.submodule_search_locations if kivy is not None else None
    return Path(next(iter(places))) / "data" if places else None
