"""Weights that an engine maps from a file: read in at once instead of page by page."""

from __future__ import annotations

import ctypes
import mmap
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_POPULATE_READ = 22
"""`MADV_POPULATE_READ` of madvise(2), since Linux 5.14; Python's own mmap cannot name it."""


def read_in(name: str) -> int:
    """Bring all pages of mapped files of this name into memory; return how many bytes that are.

    Otherwise each word said for the first time would wait for the disk, and what the process
    holds would seem to grow for days. Where the system cannot, nothing happens.
    """
    try:
        lines = _MAPS.read_text(encoding="utf-8", errors="replace").splitlines()
        madvise = ctypes.CDLL(None, use_errno=True).madvise
    except (OSError, AttributeError):
        return 0
    found = 0
    for line in lines:
        if not line.endswith(f"/{name}"):
            continue
        first, _, last = line.split(maxsplit=1)[0].partition("-")
        start, size = int(first, 16), int(last, 16) - int(first, 16)
        if madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), _POPULATE_READ) == 0:
            found += -(-size // mmap.PAGESIZE) * mmap.PAGESIZE
    return found
