"""Taking items of a workbook into a catalogue's folder: all of them after a check, or none."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from forms.catalogue import Catalogue, load_catalogue
from forms.catalogue_check import check_catalogue, files_of
from forms.faults import CatalogueError, Fault
from forms.item_file import head_of, item_yaml
from forms.workbook_items import ReadItem, WorkbookItems, read_workbook

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Imported:
    """What became of the items of a workbook, by their names."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Draft:
    """The text of one file as it is to be written, and the code of its item."""

    file: str
    code: str
    text: str


def import_workbook(data: bytes, name: str, folder: Path, dry: bool = False) -> Imported:
    """Write the items of a workbook into the folder's files; `dry` only checks.

    Raises `CatalogueError` with every fault, and then nothing of the folder has changed.
    """
    read = read_workbook(data, name)
    catalogue = load_catalogue(folder)
    drafts, imported = _drafts(read, catalogue, folder, name)
    if drafts:
        _check_whole(read, drafts, folder, name)
    if not dry:
        _write(drafts, folder)
    return imported


def _drafts(
    read: WorkbookItems, catalogue: Catalogue, folder: Path, name: str
) -> tuple[list[_Draft], Imported]:
    """Return every file that changes, and what that means."""
    files = files_of(folder, catalogue)
    drafts: list[_Draft] = []
    faults: list[Fault] = []
    imported = Imported()
    for one in read.items:
        item = one.item
        if item.code not in catalogue:
            file = _new_file(one)
            if file is None or file in [d.file for d in drafts] or (folder / file).exists():
                remedy = "换一个只有小写字母、数字和下划线的名称"
                place = read.place_of(item.code, "file")
                faults.append(Fault(name, place, "文件名不能用，或已经有了", remedy))
                continue
            drafts.append(_Draft(file, item.code, item_yaml(item)))
            imported = replace(imported, added=(*imported.added, item.name))
        elif catalogue.item(item.code) == item:
            imported = replace(imported, unchanged=(*imported.unchanged, item.name))
        else:
            file = files[item.code]
            head = head_of((folder / file).read_text("utf-8"))
            drafts.append(_Draft(file, item.code, item_yaml(item, head)))
            imported = replace(imported, changed=(*imported.changed, item.name))
    if faults:
        raise CatalogueError(tuple(faults))
    return drafts, imported


def _new_file(one: ReadItem) -> str | None:
    stem = one.file or f"item_{one.item.code[-12:].lower()}"
    return f"items/{stem}.yaml" if _FILE_NAME.fullmatch(stem) else None


def _check_whole(read: WorkbookItems, drafts: list[_Draft], folder: Path, name: str) -> None:
    """Check the catalogue as it would be; the folder itself stays as it is."""
    with tempfile.TemporaryDirectory(prefix="catalogue-") as place:
        trial = shutil.copytree(folder, Path(place) / "catalogue")
        for draft in drafts:
            (trial / draft.file).write_text(draft.text, "utf-8")
        faults = check_catalogue(trial)
    codes = {draft.file: draft.code for draft in drafts}
    if faults:
        raise CatalogueError(tuple(_told_in(read, fault, codes, name) for fault in faults))


def _told_in(read: WorkbookItems, fault: Fault, codes: Mapping[str, str], name: str) -> Fault:
    """Return a fault of an imported item with its place in the workbook."""
    code = codes.get(fault.file)
    if code is None:
        return fault
    return replace(fault, file=name, place=read.place_of(code, fault.place))


def _write(drafts: list[_Draft], folder: Path) -> None:
    """Write all files beside their places first, so that only renaming is left to fail."""
    fresh = {folder / d.file: folder / f"{d.file}.{os.getpid()}.new" for d in drafts}
    try:
        for draft in drafts:
            fresh[folder / draft.file].write_text(draft.text, "utf-8")
        for path, new in fresh.items():
            new.replace(path)
    finally:
        for new in fresh.values():
            new.unlink(missing_ok=True)
