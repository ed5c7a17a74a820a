"""Every device unplugged and plugged in again: nothing is lost and nothing is left behind."""

from __future__ import annotations

from pathlib import Path

from devices.simulators.cycling import cycle_devices


def test_devices_come_and_go_and_the_supervisor_loses_none(tmp_path: Path) -> None:
    cycled = cycle_devices(4, tmp_path, slow_every=2)
    assert cycled.by_device == {
        "camera": 4,
        "network_printer": 4,
        "serial_printer": 4,
        "card_reader": 2,
        "resident_card_reader": 2,
    }
    assert cycled.cycles == 16 and cycled.lost == 0
    assert (cycled.leaked_threads, cycled.leaked_descriptors) == (0, 0)
