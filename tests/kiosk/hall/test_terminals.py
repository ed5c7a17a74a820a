"""A terminal enrols once by a code, and from then on is known by its signatures alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import (
    STATE_PATH,
    TICKETS_PATH,
    Enrolled,
    HallState,
    Ticket,
    TicketRequest,
)
from kiosk.platform.signing import TerminalKey
from tests.kiosk.hall.conftest import RunningHall

TICKET = TicketRequest(request_id="request-1", category="社会民生")


def _enrol(hall: RunningHall, folder: Path) -> HallClient:
    key = TerminalKey(folder / "terminal.key")
    client = HallClient(hall.url)
    enrolled = client.enrol(hall.service.terminals.make_code("大堂 1 号机"), key.public)
    assert isinstance(enrolled, Enrolled)
    client.sign = lambda method, path, body: key.headers(
        enrolled.terminal, method, path, body, hall.clock()
    )
    return client


def _send(hall: RunningHall, path: str, body: bytes, headers: Mapping[str, str]) -> str:
    headers = {**headers, "Content-Type": "application/json", "Idempotency-Key": "request-1"}
    answer = requests.post(hall.url + path, data=body, headers=headers, timeout=20)
    return str(answer.json().get("code", answer.status_code))


def test_an_enrolled_terminal_is_let_in_by_its_signature(hall: RunningHall, tmp_path: Path) -> None:
    client = _enrol(hall, tmp_path)
    assert isinstance(client.hall_state(), HallState)
    assert isinstance(client.issue_ticket(TICKET), Ticket)


def test_a_code_is_good_once(hall: RunningHall, tmp_path: Path) -> None:
    code, key = hall.service.terminals.make_code("x"), TerminalKey(tmp_path / "terminal.key")
    client = HallClient(hall.url)
    assert isinstance(client.enrol(code, key.public), Enrolled)
    again = client.enrol(code, key.public)
    assert isinstance(again, Refused)
    assert again.code == "bad_code"


def test_a_code_expires(hall: RunningHall, tmp_path: Path) -> None:
    code = hall.service.terminals.make_code("x")
    hall.clock.pass_minutes(31)
    outcome = HallClient(hall.url).enrol(code, TerminalKey(tmp_path / "k").public)
    assert isinstance(outcome, Refused)


def test_what_was_sent_once_is_refused_the_second_time(hall: RunningHall, tmp_path: Path) -> None:
    client, body = _enrol(hall, tmp_path), TICKET.model_dump_json().encode()
    assert client.sign is not None
    headers = client.sign("POST", TICKETS_PATH, body)
    assert _send(hall, TICKETS_PATH, body, headers) == "201"
    assert _send(hall, TICKETS_PATH, body, headers) == "replayed"


def test_another_body_path_or_method_is_not_what_was_signed(
    hall: RunningHall, tmp_path: Path
) -> None:
    client, body = _enrol(hall, tmp_path), TICKET.model_dump_json().encode()
    assert client.sign is not None
    for signed in (
        client.sign("POST", TICKETS_PATH, body + b" "),
        client.sign("POST", STATE_PATH, body),
        client.sign("PUT", TICKETS_PATH, body),
    ):
        assert _send(hall, TICKETS_PATH, body, signed) == "unknown_terminal"


@pytest.mark.parametrize(("minutes", "word"), [(9, "慢"), (-9, "快")])
def test_a_wrong_clock_is_told_plainly(
    hall: RunningHall, tmp_path: Path, minutes: int, word: str
) -> None:
    client = _enrol(hall, tmp_path)
    assert client.sign is not None
    name, then = client.sign("GET", STATE_PATH, b"")["X-Terminal"], hall.clock()
    key = TerminalKey(tmp_path / "terminal.key")
    client.sign = lambda method, path, body: key.headers(name, method, path, body, then)
    hall.clock.pass_minutes(minutes)
    outcome = client.hall_state()
    assert isinstance(outcome, Unreachable)
    assert f"{word}了约 9 分钟" in outcome.reason


def test_a_revoked_terminal_stays_outside(hall: RunningHall, tmp_path: Path) -> None:
    client = _enrol(hall, tmp_path)
    assert client.sign is not None
    name = client.sign("GET", STATE_PATH, b"")["X-Terminal"]
    hall.service.terminals.revoke(name)
    assert isinstance(client.hall_state(), Unreachable)


def test_who_guesses_codes_must_wait(hall: RunningHall, tmp_path: Path) -> None:
    client, key = HallClient(hall.url), TerminalKey(tmp_path / "k")
    outcomes = [client.enrol("AAAABBBBCCCC", key.public) for _ in range(61)]
    assert isinstance(outcomes[-2], Refused)
    assert isinstance(outcomes[-1], Unreachable)
