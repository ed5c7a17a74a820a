"""Where a published catalogue is kept: the one in force, and the last good one prepared."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from forms.faults import CatalogueError, Fault
from forms.file_errors import reason_of

if TYPE_CHECKING:
    from forms.opening import Opened

_CURRENT = "current"
_PREPARED = "prepared"


class Shelf:
    """A folder of published catalogues; whoever reads sees the old one or the new one."""

    def __init__(self, folder: Path) -> None:
        """Use this folder, which is made when something is put there."""
        self.folder = folder

    @property
    def current(self) -> str:
        """The digest of the document in force, or ''."""
        try:
            return (self.folder / _CURRENT).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def put(self, document: bytes) -> None:
        """Keep a document and put it in force, or raise `CatalogueError` and change nothing."""
        from forms.published import digest_of, read_published

        digest = digest_of(document)
        read_published(document, digest)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _replace(self._path(digest), document)
        _replace(self.folder / _CURRENT, f"{digest}\n".encode())
        for old in self.folder.glob("*.json"):
            if old != self._path(digest):
                old.unlink(missing_ok=True)

    def open(self) -> Opened | None:
        """Open the document in force, or None where nothing was put here.

        A damaged one leaves the last good one in force; `CatalogueError` where there is none.
        """
        digest = self.current
        if not digest:
            return None
        # Loaded here: a hall looks whether something lies here long before it opens it.
        from forms.opening import open_published

        try:
            return open_published(self._path(digest), digest, self.folder / _PREPARED)
        except OSError as error:
            reason = f"读不到：{reason_of(error)[0]}"
            fault = Fault(self._path(digest).name, "文件", reason, "重新发布一次")
            raise CatalogueError((fault,)) from None

    def _path(self, digest: str) -> Path:
        # Whatever the file says, its name stays within the folder.
        safe = digest if digest.isalnum() else sha256(digest.encode()).hexdigest()
        return self.folder / f"{safe}.json"


def open_in_force(shelf: Shelf, shipped: Path) -> Opened:
    """Open what is on the shelf; where nothing good is there, the folder of files shipped."""
    from forms.opening import Opened, open_folder

    faults: tuple[Fault, ...] = ()
    try:
        opened = shelf.open()
        if opened is not None:
            return opened
    except CatalogueError as error:
        faults = error.faults
    opened = open_folder(shipped, shelf.folder / "shipped")
    return Opened(opened.catalogue, opened.names, (*faults, *opened.faults))


def _replace(path: Path, data: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
