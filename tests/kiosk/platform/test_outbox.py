"""What the outbox says it keeps is kept: encrypted, once, until the hall has it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.platform.client import Refused, Unreachable
from kiosk.platform.outbox import (
    Delivered,
    DeliveryRefused,
    Kept,
    NotKept,
    Outbox,
    OutboxError,
    Postponed,
)
from kiosk.platform.protocol import CaseReceipt, FiledCase, SubmitApplication
from kiosk.vault import Vault
from tests.kiosk.hall.specimens import NAME, NUMBER, PAGE, specimen

AWAY = Unreachable("连接不上大厅服务")


@dataclass
class ScriptedHall:
    """A hall that files everything unless told otherwise, and remembers what it was sent."""

    answers: dict[str, Unreachable | Refused] = field(default_factory=dict)
    received: list[tuple[str, bytes]] = field(default_factory=list)

    def submit_body(self, key: str, body: bytes) -> CaseReceipt | Unreachable | Refused:
        self.received.append((key, body))
        return self.answers.get(key) or receipt(key)


def receipt(key: str) -> CaseReceipt:
    number = f"case of {key}"
    case = FiledCase(case_number=number, item_code="1", item_name="居住证申领")
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return CaseReceipt(application_id=key, case_number=number, cases=(case,), received_at=at)


def _open(folder: Path, limit_mb: int = 64) -> Outbox:
    return Outbox(folder / "outbox.db", Vault(folder / "keys" / "outbox.key"), limit_mb)


def test_what_is_kept_is_delivered_as_it_was(tmp_path: Path) -> None:
    hall, outbox = ScriptedHall(), _open(tmp_path)
    assert outbox.add(specimen()) == Kept("application-0001")
    assert outbox.deliver_once(hall) == (
        Delivered("application-0001", receipt(hall.received[0][0])),
    )
    assert SubmitApplication.model_validate_json(hall.received[0][1]) == specimen()
    assert outbox.count_pending() == 0
    assert outbox.deliver_once(hall) == ()


def test_a_double_tap_is_one_entry(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    assert outbox.add(specimen()) == Kept("application-0001")
    assert outbox.add(specimen()) == Kept("application-0001", again=True)
    assert outbox.count_pending() == 1


def test_taps_from_many_threads_at_once_are_one_entry(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outbox.add, [specimen()] * 16))
    assert outcomes.count(Kept("application-0001")) == 1
    assert outcomes.count(Kept("application-0001", again=True)) == 15
    assert outbox.count_pending() == 1


def test_adding_again_after_delivery_sends_nothing(tmp_path: Path) -> None:
    hall, outbox = ScriptedHall(), _open(tmp_path)
    outbox.add(specimen())
    outbox.deliver_once(hall)
    assert outbox.add(specimen()) == Kept("application-0001", again=True)
    assert outbox.deliver_once(hall) == ()


def test_another_content_under_a_kept_key_is_not_silently_lost(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    assert isinstance(outbox.add(specimen(address="别处 2 号")), NotKept)


def test_an_absent_hall_leaves_everything_and_is_asked_once(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    first, second = "application-0001", "application-0002"
    outbox.add(specimen(first))
    outbox.add(specimen(second))
    hall = ScriptedHall({first: AWAY, second: AWAY})
    assert outbox.deliver_once(hall) == (Postponed(first, "连接不上大厅服务"),)
    assert [entry.attempts for entry in outbox.pending()] == [1, 0]


def test_one_that_the_hall_stumbles_over_does_not_hold_up_the_next(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    first, second = "application-0001", "application-0002"
    outbox.add(specimen(first))
    outbox.add(specimen(second))
    hall = ScriptedHall({first: Unreachable("故障（500）", answered=True)})
    assert [type(delivery) for delivery in outbox.deliver_once(hall)] == [Postponed, Delivered]


def test_a_refused_one_stays_for_the_staff_and_may_be_mended(tmp_path: Path) -> None:
    outbox, key = _open(tmp_path), "application-0001"
    outbox.add(specimen())
    refusal = ScriptedHall({key: Refused("材料缺失")})
    assert outbox.deliver_once(refusal) == (DeliveryRefused(key, "材料缺失"),)
    assert (outbox.entries()[0].state, outbox.entries()[0].reason) == ("refused", "材料缺失")
    assert outbox.deliver_once(refusal) == ()
    assert outbox.add(specimen(address="别处 2 号")) == Kept(key)
    assert isinstance(outbox.deliver_once(ScriptedHall())[0], Delivered)


def test_it_outlives_a_restart(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    outbox.close()
    hall = ScriptedHall()
    assert len(_open(tmp_path).deliver_once(hall)) == 1
    assert len(hall.received) == 1


def test_what_it_said_is_kept_outlives_a_kill_in_the_next_moment(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib\n"
        "from kiosk.platform.outbox import Outbox\n"
        "from kiosk.vault import Vault\n"
        "from tests.kiosk.hall.specimens import specimen\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "outbox = Outbox(folder / 'outbox.db', Vault(folder / 'keys' / 'outbox.key'))\n"
        "print(outbox.add(specimen()), flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as terminal:
        assert terminal.stdout is not None
        assert terminal.stdout.readline().startswith(b"Kept(")
        os.kill(terminal.pid, signal.SIGKILL)
    assert isinstance(_open(tmp_path).deliver_once(ScriptedHall())[0], Delivered)


def test_a_full_disk_is_said_and_what_was_kept_stays(tmp_path: Path) -> None:
    outbox = _open(tmp_path, limit_mb=1)
    outcomes = [
        outbox.add(_large(f"application-{number:04d}", size=300_000)) for number in range(4)
    ]
    full = next(outcome for outcome in outcomes if isinstance(outcome, NotKept))
    assert full.reason == "本机存储空间已满，没有保存"
    assert full.remedy
    kept = sum(isinstance(outcome, Kept) for outcome in outcomes)
    assert 0 < kept == outbox.count_pending()
    assert len(outbox.deliver_once(ScriptedHall())) == kept
    assert isinstance(outbox.add(_large("application-0009", size=300_000)), Kept)


def test_a_broken_disk_is_said(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.close()
    assert outbox.add(specimen()) == NotKept("本机存储出了故障，没有保存")


def test_more_pictures_than_the_hall_takes_are_said_at_once(tmp_path: Path) -> None:
    outcome = _open(tmp_path).add(_large("application-0001", size=37_000_000))
    assert isinstance(outcome, NotKept)
    assert "太大" in outcome.reason


def test_nothing_personal_lies_readable_on_the_disk(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    readable = b"".join(path.read_bytes() for path in tmp_path.glob("outbox.db*"))
    assert b"application-0001" in readable
    for personal in (NAME.encode(), NUMBER.encode(), PAGE, "文华北路".encode()):
        assert personal not in readable
    assert (tmp_path / "outbox.db").stat().st_mode & 0o777 == 0o600


def test_after_delivery_not_even_the_encrypted_content_stays_listed(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen())
    outbox.deliver_once(ScriptedHall())
    outbox.close()
    content = (tmp_path / "outbox.db").read_bytes()
    sealed_size = len(specimen().to_bytes())
    assert b"case of application-0001" in content
    assert len(content) < sealed_size + 20_000


def test_an_entry_sealed_with_a_lost_key_is_named_and_holds_up_nobody(tmp_path: Path) -> None:
    outbox = _open(tmp_path)
    outbox.add(specimen("application-0001"))
    outbox.close()
    (tmp_path / "keys" / "outbox.key").unlink()
    outbox = _open(tmp_path)
    outbox.add(specimen("application-0002"))
    first, second = outbox.deliver_once(ScriptedHall())
    assert isinstance(first, DeliveryRefused)
    assert "密钥" in first.reason
    assert isinstance(second, Delivered)


def test_filed_ones_are_forgotten_after_a_while_and_others_never(tmp_path: Path) -> None:
    now = [datetime(2026, 11, 24, tzinfo=UTC)]
    vault = Vault(tmp_path / "key")
    outbox = Outbox(tmp_path / "outbox.db", vault, clock=lambda: now[0])
    outbox.add(specimen("application-0001"))
    outbox.deliver_once(ScriptedHall())
    outbox.add(specimen("application-0002"))
    now[0] += timedelta(days=31)
    assert outbox.forget_filed(timedelta(days=30)) == 1
    assert [entry.key for entry in outbox.entries()] == ["application-0002"]


def test_a_file_that_is_no_outbox_is_named(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(b"not a database" * 400)
    with pytest.raises(OutboxError, match=r"outbox\.db"):
        _open(tmp_path)


def _large(key: str, size: int) -> SubmitApplication:
    return specimen(key).model_copy(update={"signature_png": os.urandom(size)})
