"""What holds for every test."""

from __future__ import annotations

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is; what is slow is measured by the benches.
settings.register_profile("yimen", deadline=None)
settings.load_profile("yimen")

ONE_DAEMON = (
    "tests/devices/cards/test_contract.py",
    "tests/devices/test_cycling.py",
    "tests/devices/test_pcsc_daemon.py",
)
"""Tests of the card reader daemon: the machine has only one."""


LONGEST = "tests/kiosk/ui/test_window.py"
"""Takes minutes, so it goes first: last, it would keep one worker long after the others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, and all tests of the card daemon in the same one."""
    for item in items:
        file = item.nodeid.partition("::")[0]
        group = "card daemon" if file in ONE_DAEMON else file
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
