"""Mapped weights are in memory before the first word needs them."""

from __future__ import annotations

import mmap
from pathlib import Path

from voice.mapped_files import read_in

PAGES = 64


def _resident_kb(name: str) -> int:
    """Return how much of a mapped file is in memory, as the kernel counts it."""
    lines = iter(Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.endswith(name):
            return next(int(one.split()[1]) for one in lines if one.startswith("Rss:"))
    raise AssertionError(f"{name} is not mapped")


def test_all_pages_of_a_mapped_file_are_read_in(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(bytes(PAGES * mmap.PAGESIZE))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert _resident_kb(path.name) == 0
        assert read_in(path.name) == len(mapped)
        assert _resident_kb(path.name) * 1024 == len(mapped)
    assert read_in(path.name) == 0
