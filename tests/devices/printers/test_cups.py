"""Whole pages through a real CUPS."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.printers.cups import NO_CUPS, NO_QUEUE, CupsPrinter
from devices.simulators.cups_daemon import QUEUE, CupsDaemon
from devices.status import DeviceState

PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(scope="module")
def cups() -> Iterator[CupsDaemon]:
    # A socket's path may have 107 characters, and cupsd's user has to reach it.
    with tempfile.TemporaryDirectory(prefix="cups-") as folder:
        Path(folder).chmod(0o755)
        with CupsDaemon(Path(folder)) as daemon:
            yield daemon


def test_a_document_is_printed_and_waited_for(cups: CupsDaemon) -> None:
    printer = CupsPrinter(QUEUE, cups.environ)
    assert printer.status().state is DeviceState.READY
    outcome = printer.print_pdf(PDF, "申请表")
    assert outcome.ok, outcome
    assert QUEUE in cups.run("lpstat", "-W", "completed", "-o", QUEUE)
    assert cups.run("lpstat", "-W", "not-completed", "-o", QUEUE) == ""


def test_a_queue_that_was_stopped_says_so_and_takes_nothing(cups: CupsDaemon) -> None:
    printer = CupsPrinter(QUEUE, cups.environ)
    cups.run("cupsdisable", "-r", "media-empty-error", QUEUE)
    try:
        assert "没有纸" in printer.status().reason
        outcome = printer.print_pdf(PDF, "申请表")
        assert not outcome.ok and outcome.remedy
        cups.run("cupsdisable", "-r", "a technician stopped it", QUEUE)
        assert "停下" in printer.status().reason
    finally:
        cups.run("cupsenable", QUEUE)
    assert printer.status().state is DeviceState.READY


def test_an_unknown_queue_and_a_missing_daemon_are_told_apart(
    cups: CupsDaemon, tmp_path: Path
) -> None:
    assert CupsPrinter("B5", cups.environ).status() == NO_QUEUE
    nowhere = {**os.environ, "CUPS_SERVER": str(tmp_path / "none.sock")}
    assert CupsPrinter(QUEUE, nowhere).status() in (NO_CUPS, NO_QUEUE)
    assert CupsPrinter(QUEUE, {"PATH": str(tmp_path)}).status() == NO_CUPS
