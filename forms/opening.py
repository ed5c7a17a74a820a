"""Opening the catalogue in force: quickly when nothing changed, and never a broken one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from forms.catalogue import Catalogue, CatalogueError, load_catalogue
from forms.compiled import read_compiled, write_compiled
from forms.faults import Fault
from forms.file_errors import reason_of
from forms.published import read_published
from forms.search import SpelledNames


@dataclass(frozen=True)
class Opened:
    """The catalogue in force; `faults` says why it is the last good one, where it is."""

    catalogue: Catalogue
    names: SpelledNames
    faults: tuple[Fault, ...] = ()


def open_folder(folder: Path, cache: Path) -> Opened:
    """Open a folder of YAML files; while they are faulty, the last good catalogue stays.

    Raises `CatalogueError` where the files are faulty and there is no last good one.
    """
    return _open(cache, _stamp_of(folder), lambda: load_catalogue(folder))


def open_published(document: Path, digest: str, cache: Path) -> Opened:
    """Open a published catalogue of this digest; a faulty one leaves the last good in force."""
    return _open(cache, digest, lambda: read_published(document.read_bytes(), digest))


def _open(cache: Path, sources: str, load: Callable[[], Catalogue]) -> Opened:
    prepared = read_compiled(cache, sources)
    if prepared is not None:
        return Opened(*prepared)
    try:
        catalogue = load()
    except (CatalogueError, OSError) as error:
        last_good = read_compiled(cache, None)
        if last_good is None:
            raise
        return Opened(*last_good, _faults_of(error, cache))
    return Opened(catalogue, write_compiled(cache, catalogue, sources))


def _faults_of(error: CatalogueError | OSError, cache: Path) -> tuple[Fault, ...]:
    if isinstance(error, CatalogueError):
        return error.faults
    reason, remedy = reason_of(error)
    return (Fault(Path(error.filename or cache).name, "文件", f"读不到：{reason}", remedy),)


def _stamp_of(folder: Path) -> str:
    """Return a digest of the files' names, sizes and times; a write always moves the last one."""
    digest = sha256()
    for path in sorted(folder.rglob("*.yaml")):
        seen = path.stat()
        line = f"{path.relative_to(folder)}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_ctime_ns}"
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()
