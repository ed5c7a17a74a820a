"""Unknown badges are looked at ever more slowly, and a known one clears that."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.cards.identity import Identity
from kiosk.device_trial import DeviceTrials
from kiosk.effects import CheckBadge
from kiosk.events import BadgeChecked, Event
from kiosk.performers.service import BADGE_FILE, UNKNOWN_BADGE, About, ServiceDesk
from kiosk.platform.outbox import Outbox
from kiosk.settings import KioskSettings
from kiosk.settings_editor import SettingsEditor
from kiosk.staff_badges import StaffBadges
from kiosk.staff_tries import FREE_TRIES, LONGEST_DELAY_S, StaffTries, delay_after
from kiosk.vault import Vault


def test_delays_begin_after_the_free_tries_double_and_end() -> None:
    waits = [delay_after(failures) for failures in range(FREE_TRIES, FREE_TRIES + 4)]
    assert delay_after(FREE_TRIES - 1) == 0 and waits == [30, 60, 120, 240]
    assert delay_after(10_000) == LONGEST_DELAY_S


def test_the_wait_outlives_a_restart_and_a_clock_set_back(tmp_path: Path) -> None:
    now = [1000.0]
    tries = StaffTries(tmp_path / "tries.json", lambda: now[0])
    for _ in range(FREE_TRIES):
        tries.note_failure()
    again = StaffTries(tmp_path / "tries.json", lambda: now[0])
    assert again.wait_s() == 30
    now[0] -= 1_000_000
    assert again.wait_s() == LONGEST_DELAY_S
    now[0] += 1_000_031
    assert again.wait_s() == 0
    again.clear()
    assert StaffTries(tmp_path / "tries.json").note_failure() == 0


def test_a_full_disk_lets_nobody_try_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(path: Path, content: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("kiosk.staff_tries.write_private", no_room)
    tries = StaffTries(tmp_path / "tries.json", lambda: 0.0)
    assert [tries.note_failure() for _ in range(FREE_TRIES)][-1] == 30
    assert tries.wait_s() == 30


def test_the_desk_reads_no_badge_while_it_waits(tmp_path: Path) -> None:
    StaffBadges(tmp_path / BADGE_FILE).add("样本工", "04A1B2C3D4E5F6")
    number = ["04FFFFFFFFFFFF"]
    outbox = Outbox(tmp_path / "outbox.sqlite3", Vault(tmp_path / "outbox.key"))
    desk = ServiceDesk(
        About("", 0, tmp_path, tmp_path),
        (),
        outbox,
        lambda: None,
        SettingsEditor(None),
        lambda: Identity("感应卡", "", {"card_number": number[0]}),
        DeviceTrials(KioskSettings()),
    )
    told: list[Event] = []
    for _ in range(FREE_TRIES):
        desk.perform(CheckBadge(), told.append)
    number[0] = "04A1B2C3D4E5F6"
    desk.perform(CheckBadge(), told.append)
    outbox.close()
    assert told[: FREE_TRIES - 1] == [BadgeChecked(False, UNKNOWN_BADGE)] * (FREE_TRIES - 1)
    for late in told[FREE_TRIES - 1 :]:
        assert isinstance(late, BadgeChecked) and not late.ok and "秒后再试" in late.reason
