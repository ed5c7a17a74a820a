"""What holds for every test."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes says how busy the machine is; what is slow is measured by the benches.
settings.register_profile("yimen", deadline=None)
settings.load_profile("yimen")

CARD_DAEMON = "card daemon"
ONE_DAEMON = (
    "tests/devices/cards/test_contract.py",
    "tests/devices/cards/test_emrtd.py",
    "tests/devices/test_cycling.py",
    "tests/devices/test_pcsc_daemon.py",
    "tests/devices/test_rehearsals.py",
    "tests/journeys/test_whole_visit.py",
    "tests/kiosk/journeys/test_service_setup.py",
    "tests/kiosk/journeys/test_travel_document.py",
    "tests/kiosk/test_device_trial.py",
    "tests/kiosk/test_staff_badges.py",
    "tests/kiosk/test_travel_document_command.py",
)
"""Tests of the card reader daemon, whole visits among them: the machine has only one."""
LONGEST = "tests/kiosk/ui/test_window.py"


class ByGroup(LoadScopeScheduling):
    """Keeps a file's tests in one process, and all tests of the card daemon in the same one.

    The library's own groups by mark do nothing with pytest 9.2, and say nothing of it.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup:
    """Hand tests to processes by group."""
    return ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes minutes first: last, it would keep one process long after the others."""
    items.sort(key=lambda item: _group(item.nodeid) not in (CARD_DAEMON, LONGEST))


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return CARD_DAEMON if file in ONE_DAEMON else file
