"""The embedded hall is a process that comes back when killed and dies with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.hall.embedded import EmbeddedHall
from kiosk.hall.server import HallStartError, listen
from kiosk.hall_link import enrol, enrol_beside
from kiosk.platform.client import HallClient, Refused, Unreachable
from kiosk.platform.protocol import CaseReceipt, Enrolled, HallState, Ticket, TicketRequest
from tests.kiosk.hall.lines import line_to
from tests.kiosk.hall.specimens import specimen


def _until(true: Callable[[], bool], timeout_s: float = 15.0) -> None:
    end_s = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end_s, "it did not happen in time"
        time.sleep(0.05)


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    # A zombie has ended; whoever adopted it has only not looked yet.
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedHall]:
    hall = EmbeddedHall(tmp_path / "hall", "样本大厅")
    hall.start()
    yield hall
    hall.stop()


def test_it_starts_answers_and_stops(embedded: EmbeddedHall, tmp_path: Path) -> None:
    client = line_to(embedded, tmp_path)
    state = client.hall_state()
    assert isinstance(state, HallState)
    assert state.name == "样本大厅"
    embedded.stop()
    assert not embedded.is_running
    assert isinstance(client.hall_state(), Unreachable)


def test_started_again_it_keeps_its_address_and_its_data(
    embedded: EmbeddedHall, tmp_path: Path
) -> None:
    client = line_to(embedded, tmp_path)
    receipt = client.submit(specimen())
    embedded.stop()
    url = embedded.url
    assert embedded.start() == url
    assert isinstance(receipt, CaseReceipt)
    assert client.submit(specimen()) == receipt


def test_killed_it_comes_back_by_itself_and_no_number_is_used_twice(
    embedded: EmbeddedHall, tmp_path: Path
) -> None:
    client = line_to(embedded, tmp_path)
    pid = embedded.pid
    assert pid is not None
    assert isinstance(
        client.issue_ticket(TicketRequest(request_id="request-1", category="社会民生")), Ticket
    )
    os.kill(pid, signal.SIGKILL)
    _until(lambda: embedded.pid != pid and isinstance(client.hall_state(), HallState))
    ticket = client.issue_ticket(TicketRequest(request_id="request-2", category="社会民生"))
    assert isinstance(ticket, Ticket)
    assert (ticket.number, ticket.ahead) == ("A002", 1)


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, time\n"
        "from kiosk.hall.embedded import EmbeddedHall\n"
        "hall = EmbeddedHall(pathlib.Path(sys.argv[1]), 'x')\n"
        "hall.start()\n"
        "print(hall.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "hall")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert _is_alive(pid)
        parent.kill()
    _until(lambda: not _is_alive(pid), 8)


def test_a_hall_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        hall = EmbeddedHall(tmp_path / "hall", "x", port=port)
        with pytest.raises(HallStartError, match=r"hall\.log"):
            hall.start()
        hall.stop()
    assert "choose another port" in (tmp_path / "hall" / "hall.log").read_text()


def test_its_files_are_for_its_owner_alone(embedded: EmbeddedHall, tmp_path: Path) -> None:
    line_to(embedded, tmp_path).submit(specimen())
    for path in (tmp_path / "hall").rglob("*"):
        if path.name != "hall.log":
            assert path.stat().st_mode & 0o077 == 0, path


def test_the_terminal_beside_it_enrols_once_and_again_with_a_new_hall(
    embedded: EmbeddedHall, tmp_path: Path
) -> None:
    first = enrol_beside(embedded, tmp_path)
    assert isinstance(first, Enrolled)
    assert isinstance(enrol_beside(embedded, tmp_path), HallState)
    embedded.stop()
    embedded.start()
    assert isinstance(enrol_beside(embedded, tmp_path), HallState)
    embedded.stop()
    for path in (tmp_path / "hall").glob("hall.db*"):
        path.unlink()
    embedded.start()
    again = enrol_beside(embedded, tmp_path)
    assert isinstance(again, Enrolled)
    assert again.terminal != first.terminal


def test_the_code_of_the_start_opens_the_hall_to_nobody_else(
    embedded: EmbeddedHall, tmp_path: Path
) -> None:
    line_to(embedded, tmp_path)
    another = enrol(embedded.url, tmp_path / "another", embedded.enrolment_code)
    assert isinstance(another, Refused)
    assert isinstance(HallClient(embedded.url).hall_state(), Unreachable)
