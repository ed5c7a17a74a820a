"""The audit log shows every later change and takes no personal data."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.audit import AuditError, AuditLog, Broken, Intact, verify_audit


def _written(path: Path, entries: int = 3) -> list[bytes]:
    log = AuditLog(path)
    for number in range(entries):
        log.record("case_read", number=number)
    return path.read_bytes().splitlines(keepends=True)


def test_an_untouched_log_is_intact(tmp_path: Path) -> None:
    _written(tmp_path / "log")
    verdict = verify_audit(tmp_path / "log")
    assert isinstance(verdict, Intact)
    assert verdict.entries == 3


def test_no_log_yet_is_intact(tmp_path: Path) -> None:
    assert verify_audit(tmp_path / "log") == Intact(0, "0" * 64)


def test_a_changed_fact_is_found(tmp_path: Path) -> None:
    lines = _written(tmp_path / "log")
    lines[1] = lines[1].replace(b'"number":1', b'"number":7')
    (tmp_path / "log").write_bytes(b"".join(lines))
    assert verify_audit(tmp_path / "log") == Broken(2, "was changed")


def test_a_removed_line_is_found(tmp_path: Path) -> None:
    lines = _written(tmp_path / "log")
    (tmp_path / "log").write_bytes(lines[0] + lines[2])
    assert verify_audit(tmp_path / "log") == Broken(2, "does not follow the line before it")


@pytest.mark.parametrize("kept", [0, 2])
def test_a_cut_off_end_is_found(tmp_path: Path, kept: int) -> None:
    lines = _written(tmp_path / "log")
    (tmp_path / "log").write_bytes(b"".join(lines[:kept]))
    assert isinstance(verify_audit(tmp_path / "log"), Broken)


def test_a_whole_log_that_was_removed_is_found(tmp_path: Path) -> None:
    _written(tmp_path / "log")
    (tmp_path / "log").unlink()
    assert isinstance(verify_audit(tmp_path / "log"), Broken)


def test_nonsense_in_the_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"[1]\n")
    assert verify_audit(tmp_path / "log") == Broken(1, "not an entry")


def test_a_line_torn_by_a_power_cut_is_dropped_and_the_chain_goes_on(tmp_path: Path) -> None:
    _written(tmp_path / "log")
    with (tmp_path / "log").open("ab") as file:
        file.write(b'{"position":4,"act')
    AuditLog(tmp_path / "log").record("started")
    verdict = verify_audit(tmp_path / "log")
    assert isinstance(verdict, Intact)
    assert verdict.entries == 4


def test_many_writers_make_one_chain(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path / "log") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: logs[number % 4].record("x", number=number), range(40)))
    verdict = verify_audit(tmp_path / "log")
    assert isinstance(verdict, Intact)
    assert verdict.entries == 40


@pytest.mark.parametrize("text", ["陈样本", "11010519491231002X", "13800000000", "a\nb"])
def test_personal_data_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AuditError):
        AuditLog(tmp_path / "log").record("case_read", who=text)
    assert not (tmp_path / "log").exists()


def test_a_case_number_may_stand_in_the_log(tmp_path: Path) -> None:
    number = "11440604MB2C1234563440111017001202611240001"
    AuditLog(tmp_path / "log").record("case_read", case=number)
    assert json.loads((tmp_path / "log").read_text())["facts"] == {"case": number}
