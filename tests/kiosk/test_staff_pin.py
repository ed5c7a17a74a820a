"""The staff PIN: right, wrong, locked, and locked over a restart."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from kiosk.staff_pin import StaffPin
from kiosk.staff_tries import FIRST_DELAY_S, FREE_TRIES, LONGEST_DELAY_S

PIN = "604211"


class Clock:
    now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pin(tmp_path: Path, clock: Clock) -> StaffPin:
    made = StaffPin(tmp_path / "keys" / "pin.json", clock)
    made.set(PIN)
    return made


def test_the_right_pin_opens_and_the_file_is_no_help_to_a_reader(
    pin: StaffPin, tmp_path: Path
) -> None:
    assert pin.check(PIN).ok
    path = tmp_path / "keys" / "pin.json"
    assert PIN not in path.read_text() and "argon2" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_a_pin_nobody_gets_in(tmp_path: Path) -> None:
    verdict = StaffPin(tmp_path / "none.json").check("")
    assert not verdict.ok and not verdict.is_set


@pytest.mark.parametrize("weak", ["12345", "111111", "121212", "abcdef", "1234567890123"])
def test_a_weak_pin_is_refused_with_the_reason(pin: StaffPin, weak: str) -> None:
    with pytest.raises(ValueError, match="6 到 12 位"):
        pin.set(weak)
    assert pin.check(PIN).ok


def test_five_tries_then_growing_delays_that_outlive_a_restart(
    pin: StaffPin, clock: Clock, tmp_path: Path
) -> None:
    assert [pin.check("000001").wait_s for _ in range(FREE_TRIES)] == [0, 0, 0, 0, FIRST_DELAY_S]
    restarted = StaffPin(tmp_path / "keys" / "pin.json", clock)
    assert restarted.check(PIN).wait_s == FIRST_DELAY_S
    clock.now_s += FIRST_DELAY_S
    assert restarted.check("000001").wait_s == 2 * FIRST_DELAY_S
    clock.now_s += 2 * FIRST_DELAY_S
    assert restarted.check(PIN).ok
    assert restarted.check("000001").wait_s == 0


def test_a_clock_set_back_locks_nobody_out_for_years(pin: StaffPin, clock: Clock) -> None:
    for _ in range(FREE_TRIES):
        pin.check("000001")
    clock.now_s -= 10_000_000
    assert pin.check(PIN).wait_s == LONGEST_DELAY_S
